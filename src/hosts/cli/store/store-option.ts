import { Option } from 'commander';

export interface StoreFlags {
  readonly store?: string;
}

/** `--store`, the same for each verb that works on a store. */
export const storeOption = () =>
  new Option('--store <file>', 'where `trailwatch run` keeps findings (default: $TRAILWATCH_STORE, or ./trailwatch.db)');

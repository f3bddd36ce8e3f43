import { Option } from 'commander';

export interface StoreFlags {
  readonly store?: string;
}

/** `--store`, the same for each verb that works on a store. */
export const storeOption = () =>
  new Option(
    '--store <store>',
    'the file of `trailwatch run`, or dynamodb:TABLE of a deployment (default: $TRAILWATCH_STORE, or ./trailwatch.db)',
  );

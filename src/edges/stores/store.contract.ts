import { afterEach, beforeEach, describe } from 'vitest';
import { commitsContract } from './contract/commits.contract.ts';
import { oddValuesContract } from './contract/odd-values.contract.ts';
import { outboxContract } from './contract/outbox.contract.ts';
import { pagesContract } from './contract/pages.contract.ts';
import { recordsContract } from './contract/records.contract.ts';
import { searchContract } from './contract/search.contract.ts';
import { sweepContract } from './contract/sweep.contract.ts';
import type { StoreUnderTest } from './contract/under-test.contract.ts';
import type { Store } from './store.ts';

/** A place for one store's data. */
export interface PreparedStore {
  /** Another handle on the same data, as another process would have it. They are closed by `remove`. */
  open(): Promise<Store>;
  remove(): Promise<void>;
}

export interface StoreTraits {
  /** A new place, empty. */
  prepare(): Promise<PreparedStore>;
  /** Waits until pages, lists and counts show what was committed. @default they do at once */
  readonly caughtUp?: () => Promise<void>;
  /** False where a sweep leaves cells and ledger rows to the service's own expiry. @default true */
  readonly sweepsAll?: boolean;
}

/** What everybody relies on, whatever the store. */
export function storeContract(name: string, { prepare, caughtUp = async () => {}, sweepsAll = true }: StoreTraits): void {
  describe(`${name} as a store`, () => {
    let prepared: PreparedStore;
    let store: Store;
    beforeEach(async () => {
      prepared = await prepare();
      store = await prepared.open();
    });
    afterEach(() => prepared.remove());
    const underTest: StoreUnderTest = {
      get store() {
        return store;
      },
      another: () => prepared.open(),
      caughtUp,
      sweepsAll,
    };
    commitsContract(underTest);
    outboxContract(underTest);
    pagesContract(underTest);
    searchContract(underTest);
    recordsContract(underTest);
    sweepContract(underTest);
    oddValuesContract(underTest);
  });
}

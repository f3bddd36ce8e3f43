import type { Store } from '../store.ts';

/** What the parts of the suite are given. */
export interface StoreUnderTest {
  /** Fresh for each test. */
  readonly store: Store;
  another(): Promise<Store>;
  readonly caughtUp: () => Promise<void>;
  readonly sweepsAll: boolean;
}

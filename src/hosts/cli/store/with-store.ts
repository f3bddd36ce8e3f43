import { type EmbeddedStore, openEmbeddedStore } from '../../../edges/stores/embedded/open-embedded-store.ts';
import type { StoreFlags } from './store-option.ts';

/** Which store is meant. `TRAILWATCH_STORE_PATH` is what `run` takes for `store.path`. */
export function storePath({ store }: StoreFlags, env: NodeJS.ProcessEnv = process.env): string {
  const { TRAILWATCH_STORE, TRAILWATCH_STORE_PATH } = env;
  return store ?? (TRAILWATCH_STORE || TRAILWATCH_STORE_PATH || 'trailwatch.db');
}

/**
 * Opens the store, which must exist, for as long as the work takes.
 * @throws {Problem} STORE_FAILED, STORE_BUSY, STORE_VERSION
 */
export async function withStore<T>(
  flags: StoreFlags,
  access: 'read' | 'write',
  work: (store: EmbeddedStore) => Promise<T>,
): Promise<T> {
  const path = storePath(flags);
  // Who wants to change something must not create an empty store at a misspelt path.
  const store = await openEmbeddedStore(access === 'read' ? { path, readOnly: true } : { path, mustExist: true });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

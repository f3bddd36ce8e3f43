import { openEmbeddedStore } from '../../../edges/stores/embedded/open-embedded-store.ts';
import type { Store } from '../../../edges/stores/store.ts';
import { wallClock } from '../../run/wall-clock.ts';
import type { StoreFlags } from './store-option.ts';

/** Which store is meant. `TRAILWATCH_STORE_PATH` is what `run` takes for `store.path`. */
export function storePath({ store }: StoreFlags, env: NodeJS.ProcessEnv = process.env): string {
  const { TRAILWATCH_STORE, TRAILWATCH_STORE_PATH } = env;
  return store ?? (TRAILWATCH_STORE || TRAILWATCH_STORE_PATH || 'trailwatch.db');
}

const DYNAMODB = 'dynamodb:';

/**
 * Opens the store, which must exist, for as long as the work takes: a file, or `dynamodb:TABLE` for the store of a deployment.
 * @throws {Problem} STORE_FAILED, STORE_BUSY, STORE_VERSION, AWS_*
 */
export async function withStore<T>(flags: StoreFlags, access: 'read' | 'write', work: (store: Store) => Promise<T>): Promise<T> {
  const store = await open(storePath(flags), access);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function open(path: string, access: 'read' | 'write'): Promise<Store> {
  if (path.startsWith(DYNAMODB)) {
    const { openDynamoDbStore } = await import('../../../edges/stores/dynamodb/open-dynamodb-store.ts');
    return openDynamoDbStore({ table: path.slice(DYNAMODB.length), clock: wallClock });
  }
  // Who wants to change something must not create an empty store at a misspelt path.
  return openEmbeddedStore(access === 'read' ? { path, readOnly: true } : { path, mustExist: true });
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../store.ts';
import { storeContract } from '../store.contract.ts';
import { openEmbeddedStore } from './open-embedded-store.ts';

storeContract('embedded', {
  async prepare() {
    const folder = mkdtempSync(join(tmpdir(), 'trailwatch-store-'));
    const open: Store[] = [];
    return {
      async open() {
        const store = await openEmbeddedStore({ path: join(folder, 'store.db') });
        open.push(store);
        return store;
      },
      async remove() {
        for (const store of open) await store.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
});

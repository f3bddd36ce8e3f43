import { createMemoryStore } from './memory-store.ts';
import { storeContract } from './store.contract.ts';

storeContract('memory', {
  async prepare() {
    const store = createMemoryStore();
    return { open: async () => store, remove: () => store.close() };
  },
});

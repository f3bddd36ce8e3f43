import type { Store } from '../../edges/stores/store.ts';
import type { ResponderMemory, ResponderName } from '../../edges/responders/responder.ts';
import type { Clock } from '../../base/clock.ts';
import { messagesTo } from './messages-to.ts';

/** What a responder remembers lies in the store. */
export function responderMemory(
  name: ResponderName,
  { store, clock }: { readonly store: Pick<Store, 'checkpoints' | 'setCheckpoints'>; readonly clock: Clock },
): ResponderMemory {
  const place = messagesTo(name);
  return {
    load: async (key) => (await store.checkpoints(place, [key])).get(key),
    save: (key, value) => store.setCheckpoints(place, new Map([[key, value]]), clock.now()),
  };
}

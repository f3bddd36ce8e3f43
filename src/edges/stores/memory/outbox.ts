import type { ClaimedMessage, Message, Settlement } from '../../../model/alert.ts';
import type { OutboxRow, Store } from '../store.ts';
import type { StoredMessage, Tables } from './tables.ts';

export function outboxOf(tables: Tables): Pick<Store, 'claim' | 'settle' | 'outbox' | 'retryGivenUp'> {
  let claims = 0;
  const { messages, threads } = tables;
  return {
    claim: async ({ now, lease, limit, to }) =>
      [...messages]
        .filter(
          ([, row]) =>
            row.state === 'waiting' &&
            row.dueAt <= now &&
            (row.claim === undefined || row.claim.until <= now) &&
            (to === undefined || row.to === to),
        )
        .sort(([a, one], [b, other]) => one.dueAt - other.dueAt || byAge(a, one, b, other))
        .slice(0, limit)
        .map(([id, row]): ClaimedMessage => {
          const name = String(++claims);
          messages.set(id, { ...row, claim: { name, until: now + lease } });
          const thread = threads.get(row.findingId)?.get(row.to);
          return { ...toMessage(row), attempts: row.attempts, claim: name, ...(thread !== undefined && { thread }) };
        }),
    async settle(settlements) {
      for (const settlement of settlements) settle(tables, settlement);
    },
    outbox: async ({ state, limit }) =>
      [...messages]
        .filter(([, row]) => row.state === state)
        .sort(([a, one], [b, other]) => byAge(a, one, b, other))
        .slice(0, limit)
        .map(([, row]): OutboxRow => {
          return { ...toMessage(row), attempts: row.attempts, ...(row.error !== undefined && { error: row.error }) };
        }),
    async retryGivenUp(now) {
      const given = [...messages].filter(([, { state }]) => state === 'given-up');
      for (const [id, row] of given) messages.set(id, { ...row, state: 'waiting', dueAt: now, attempts: 0 });
      return given.length;
    },
  };
}

function settle({ messages, threads }: Tables, settlement: Settlement): void {
  const { id } = settlement;
  const row = messages.get(id);
  if (row === undefined || row.claim?.name !== settlement.claim) return;
  const { claim: _claim, ...free } = row;
  switch (settlement.kind) {
    case 'sent': {
      messages.delete(id);
      if (settlement.thread === undefined) return;
      const known = threads.get(row.findingId) ?? new Map<string, string>();
      if (!known.has(row.to)) known.set(row.to, settlement.thread);
      threads.set(row.findingId, known);
      return;
    }
    case 'later':
      messages.set(id, { ...free, attempts: row.attempts + 1, dueAt: settlement.dueAt, error: settlement.error });
      return;
    case 'digest':
      messages.set(id, { ...free, dueAt: settlement.dueAt, digest: settlement.digest });
      return;
    case 'given-up':
      messages.set(id, { ...free, state: 'given-up', attempts: row.attempts + 1, error: settlement.error });
  }
}

function toMessage({ message, dueAt, digest }: StoredMessage): Message {
  return { ...message(), dueAt, ...(digest !== undefined && { digest }) };
}

function byAge(a: string, one: StoredMessage, b: string, other: StoredMessage): number {
  return one.createdAt - other.createdAt || (a < b ? -1 : 1);
}

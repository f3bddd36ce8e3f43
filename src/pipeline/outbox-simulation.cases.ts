import type { Clock } from '../base/clock.ts';
import type { EpochMs, Milliseconds } from '../base/units.ts';
import type { OutboxRow } from '../edges/stores/store.ts';
import type { Alert, Change, ClaimedMessage, Message } from '../model/alert.ts';
import type { Severity } from '../model/severity.ts';
import type { OutboxStore } from './outbox-parts.ts';

/** A wall clock that stands still until it is told to go on: hours in milliseconds. */
export interface SimulatedClock extends Clock {
  /** Wakes sleepers in their order until then, and lets what they start come to rest. */
  advance(time: Milliseconds): Promise<void>;
  readonly sleepers: number;
}

export function simulatedClock(start: EpochMs): SimulatedClock {
  let now = start;
  const sleepers = new Map<() => void, EpochMs>();
  /** Everything in these tests is promises and immediates: some turns of the event loop and it rests. */
  const settleDown = async () => {
    for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    now: () => now,
    get sleepers() {
      return sleepers.size;
    },
    sleep: (time, signal) =>
      new Promise<void>((resolve) => {
        if (signal?.aborted === true) return resolve();
        const wake = () => {
          sleepers.delete(wake);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        sleepers.set(wake, now + time);
        signal?.addEventListener('abort', wake, { once: true });
      }),
    async advance(time) {
      const end = now + time;
      await settleDown();
      for (;;) {
        const next = Math.min(...sleepers.values());
        if (next > end) break;
        now = Math.max(now, next);
        for (const [wake, at] of [...sleepers]) if (at <= now) wake();
        await settleDown();
      }
      now = end;
    },
  };
}

/** What the contract of the store says of messages, as plainly as it can be written; and it can fail on request. */
export interface FakeOutboxStore extends OutboxStore {
  add(...messages: readonly Message[]): void;
  readonly waiting: readonly OutboxRow[];
  readonly givenUp: readonly OutboxRow[];
  /** Asked before each call: throws to fail it. */
  fail: (call: 'claim' | 'settle' | 'outbox') => void;
}

interface Row extends OutboxRow {
  readonly claim?: string;
  readonly claimedUntil?: EpochMs;
  readonly givenUp?: true;
}

export function fakeOutboxStore(): FakeOutboxStore {
  const rows = new Map<string, Row>();
  const threads = new Map<string, string>();
  let serial = 0;
  const threadKey = ({ to, alert }: Message) => `${to} ${alert.finding.id}`;
  const plain = ({ claim: _, claimedUntil: __, givenUp: ___, ...row }: Row): OutboxRow => row;
  const store: FakeOutboxStore = {
    fail: () => undefined,
    add(...messages) {
      for (const message of messages) if (!rows.has(message.id)) rows.set(message.id, { ...message, attempts: 0 });
    },
    get waiting() {
      return [...rows.values()].filter(({ givenUp }) => givenUp !== true).map(plain);
    },
    get givenUp() {
      return [...rows.values()].filter(({ givenUp }) => givenUp === true).map(plain);
    },
    async claim({ now, lease, limit, to }) {
      store.fail('claim');
      const due = [...rows.values()]
        .filter((row) => row.givenUp !== true && row.dueAt <= now && (row.claimedUntil ?? 0) <= now && (to ?? row.to) === row.to)
        .sort((a, b) => a.dueAt - b.dueAt)
        .slice(0, limit);
      return due.map((row): ClaimedMessage => {
        const claim = `claim-${++serial}`;
        rows.set(row.id, { ...row, claim, claimedUntil: now + lease });
        const thread = threads.get(threadKey(row));
        return { ...structuredClone(plain(row)), claim, ...(thread !== undefined && { thread }) };
      });
    },
    async settle(settlements) {
      store.fail('settle');
      for (const settlement of settlements) {
        const row = rows.get(settlement.id);
        if (row === undefined || row.claim !== settlement.claim) continue;
        const { claim: _, claimedUntil: __, ...free } = row;
        if (settlement.kind === 'sent') {
          rows.delete(row.id);
          if (settlement.thread !== undefined) threads.set(threadKey(row), settlement.thread);
        } else if (settlement.kind === 'digest') {
          rows.set(row.id, { ...free, dueAt: settlement.dueAt, digest: settlement.digest });
        } else {
          const { error } = settlement;
          const next: Row = { ...free, attempts: row.attempts + 1, error };
          rows.set(row.id, settlement.kind === 'later' ? { ...next, dueAt: settlement.dueAt } : { ...next, givenUp: true });
        }
      }
    },
    async outbox({ state, limit }) {
      store.fail('outbox');
      return (state === 'waiting' ? store.waiting : store.givenUp).slice(0, limit);
    },
  };
  return store;
}

/** A message to vary. */
export function sampleMessage(more: {
  readonly id?: string;
  readonly to?: string;
  readonly finding?: string;
  readonly ruleId?: string;
  readonly severity?: Severity;
  readonly change?: Change;
  /** When it was concluded and committed. */
  readonly at?: EpochMs;
  /** @default at */
  readonly dueAt?: EpochMs;
  readonly digest?: string | undefined;
}): Message {
  const { id = 'm-1', to = 'desk', finding = 'f-1', ruleId = 'rule', severity = 'high', change = 'opened', digest } = more;
  const { at = Date.UTC(2026, 0, 31, 12), dueAt = at } = more;
  const alert: Alert = {
    change,
    at,
    rule: {},
    finding: {
      id: finding,
      ruleId,
      severity,
      title: 'Unauthorized API call',
      summary: 'arn:aws:iam::123456789012:user/alice tried DeleteTrail from 192.0.2.10 (1 event)',
      status: 'open',
      firstAt: new Date(at).toISOString(),
      lastAt: new Date(at).toISOString(),
      count: 1,
      actor: 'arn:aws:iam::123456789012:user/alice',
      account: '123456789012',
      region: 'eu-central-1',
      resources: [],
      eventIds: ['e-1'],
      attack: [],
      context: { eventNames: [], eventSources: [], regions: [], sourceIPAddresses: [], userAgents: [], errorCodes: [] },
    },
  };
  return { id, to, alert, createdAt: at, dueAt, ...(digest !== undefined && { digest }) };
}

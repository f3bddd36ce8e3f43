import type { Clock } from '../../src/base/clock.ts';
import type { Store } from '../../src/edges/stores/store.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { EventRule } from '../../src/model/rule.ts';
import type { SeriesRule } from '../../src/model/series-rule.ts';
import { createWatch } from '../../src/pipeline/watch.ts';
import { canonical, delivery, inForceOf, logFile, scanned, silentListener, stored, tellOne } from './watching.ts';

/** Several processes on one store, each with a part of one burst: together they must find what one would. */

const head = { severity: 'high', dialect: 'sigma', attack: [], place: {} } as const;
const denied: EventRule = {
  ...head,
  ...{ id: 'denied', title: 'Denied', silent: true },
  when: { op: 'field', path: 'detail.errorCode', test: { is: 'equals', value: 'AccessDenied' } },
};
const burst: SeriesRule = {
  ...head,
  ...{ id: 'burst', title: 'Denied call burst', of: ['denied'], generate: false },
  by: [{ name: 'userIdentity.arn', paths: { denied: 'detail.userIdentity.arn' } }],
  series: { kind: 'count', timespan: 600_000, condition: { gte: 5 } },
};

/** On both sides of a boundary between two windows. */
const FIRST = Date.UTC(2026, 0, 31, 12, 10) - 150_000;

const record = (i: number): object => ({
  eventVersion: '1.08',
  eventID: `0000000${i}-0000-4000-8000-000000000000`,
  eventTime: new Date(FIRST + i * 60_000).toISOString().replace('.000Z', 'Z'),
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'us-east-1',
  errorCode: 'AccessDenied',
  sourceIPAddress: '192.0.2.10',
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/alice', accountId: '123456789012' },
});

export interface Raced {
  readonly findings: readonly Finding[];
  readonly expected: readonly Finding[];
  /** What was said, of all writers together. */
  readonly messages: readonly string[];
}

/** Of as many writers. */
export const EVENTS = 5;
const files = Array.from({ length: EVENTS }, (_, i) => [`${i}.json.gz`, logFile([record(i)])] as const);

/** One writer with its event. What a store can't take yet comes again, as from a queue. */
export async function deliverEvent(i: number, store: Store, clock: Clock): Promise<void> {
  const [file, body] = files[i]!;
  const inForce = inForceOf(createEngine([denied], [burst]), undefined, tellOne);
  const fetch = () => {
    throw new Error('nothing is pointed to');
  };
  const watch = createWatch({ inForce: () => inForce, store, clock, fetch, listener: silentListener });
  for (let receive = 0; receive < 10; receive++) {
    const one = delivery(file, body);
    await watch.handle('queue', [one]);
    if (one.state() === 'acked') return;
  }
  throw new Error(`${file} never went in`);
}

/** What there is in the end, and what there should be. */
export async function raced(store: Store): Promise<Raced> {
  const messages = await store.outbox({ state: 'waiting', limit: 100 });
  return {
    findings: canonical(await stored(store)),
    expected: canonical(await scanned(createEngine([denied], [burst]), files)),
    messages: messages.map(({ alert: { change } }) => change),
  };
}

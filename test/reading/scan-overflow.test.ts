import { beforeAll, expect, it } from 'vitest';
import type { Delivery, Source } from '../../src/edges/sources/source.ts';
import { createDiskSpill } from '../../src/edges/spill/disk-spill.ts';
import type { Spill } from '../../src/edges/spill/spill.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { LogRoom } from '../../src/engine/findings/matches/match-log.ts';
import { createPolicy } from '../../src/engine/findings/policy.ts';
import { loadRules } from '../../src/engine/rules/load.ts';
import { selectRules } from '../../src/engine/rules/select.ts';
import { readRuleFiles } from '../../src/hosts/rules/rule-files.ts';
import type { Envelope } from '../../src/model/event.ts';
import { scan } from '../../src/pipeline/scan.ts';
import { simulate } from '../../src/simulation/simulate.ts';

interface SimulatedRecord {
  readonly eventID: string;
  readonly eventTime: string;
  readonly eventName: string;
  readonly eventSource: string;
}

let engine: Engine;
let contents: string[];

/** Records out of order; each fifth comes again, elsewhere and with another address; each seventh has a lossy copy before it. */
beforeAll(() => {
  const loaded = selectRules(loadRules(readRuleFiles(['rules/aws', 'rules/lists', 'rules/monitored_events.json'])), () => true);
  engine = createEngine(loaded.rules, loaded.series);
  const records = [...simulate({ events: 3000 })].flatMap((file) => file.records as unknown as SimulatedRecord[]);
  const order = records.map((_, i) => records[(i * 7919) % records.length]!);
  const again = order.filter((_, i) => i % 5 === 0).map((record) => ({ ...record, sourceIPAddress: '203.0.113.99' }));
  const lossy = order.filter((_, i) => i % 7 === 0).map(lookedUp);
  contents = [
    JSON.stringify({ Events: lossy }),
    ...Array.from({ length: 6 }, (_, i) => JSON.stringify({ Records: order.filter((_, nth) => nth % 6 === i) })),
    JSON.stringify({ Records: again }),
  ];
});

/** As lookup-events tells it where only some columns were asked for. */
function lookedUp({ eventID, eventTime, eventName, eventSource }: SimulatedRecord) {
  return { EventId: eventID, EventTime: eventTime, EventName: eventName, EventSource: eventSource, Username: 'somebody' };
}

const policy = createPolicy({
  severities: [{ account: '123456789012', severity: 'high' }],
  exceptions: [
    {
      ...{ id: 'reads', on: 'event', expires: Date.UTC(2100, 0, 1), owner: 'o', reason: 'r' },
      when: ({ detail }: Envelope) => /^(Get|List)/.test(String((detail as { eventName?: string }).eventName)),
    },
  ],
});

async function scanned(spill: Spill, emit: 'findings' | 'matches', keepRaw: boolean, room?: LogRoom) {
  const told: string[] = [];
  const deliveries = contents.map(
    (text, i) => ({ file: `${i}.json`, open: async () => new TextEncoder().encode(text) }) as Delivery,
  );
  const source = {
    async *list() {
      for (const delivery of deliveries) yield { kind: 'delivery' as const, delivery };
    },
  } as unknown as Source;
  const options = {
    emit,
    accounts: new Set<string>(),
    regions: new Set<string>(),
    keepRaw,
    policy,
    stopped: () => false,
  } as const;
  const counts = await scan([source], engine, spill, room === undefined ? options : { ...options, room }, {
    finding: (finding, events) => void told.push(JSON.stringify([finding, events])),
    match: (record) => void told.push(JSON.stringify(record)),
    reject: (problem) => {
      throw problem;
    },
    progress: () => undefined,
  });
  spill.close();
  return { counts, told };
}

/** Remembers few ids. */
function forgetful(spill: Spill, bound: number): Spill {
  return { ...spill, deduper: (options) => spill.deduper({ ...options, bound }) };
}

it.each<['findings' | 'matches', boolean]>([
  ['findings', false],
  ['findings', true],
  ['matches', false],
])('with no room in memory %s are the same, the JSON of events kept: %s', async (emit, keepRaw) => {
  const expected = await scanned(createDiskSpill(), emit, keepRaw);
  expect(expected.told.length).toBeGreaterThan(100);
  expect(expected.counts.duplicates).toBeGreaterThan(10);
  for (const [words, bound] of [
    [1, 0],
    [3000, 100],
    [40_000, 1000],
  ] as const) {
    const spill = forgetful(createDiskSpill({ memory: 20_000, fanIn: 3 }), bound);
    expect(await scanned(spill, emit, keepRaw, { words, texts: 1000, characters: 100_000 })).toEqual(expected);
  }
});

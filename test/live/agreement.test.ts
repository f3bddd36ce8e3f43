import { beforeAll, describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../src/base/units.ts';
import { createMemoryStore } from '../../src/edges/stores/memory-store.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { createPolicy } from '../../src/engine/findings/policy.ts';
import type { Finding } from '../../src/model/finding.ts';
import { Random } from '../../src/simulation/random.ts';
import { serialize, simulate } from '../../src/simulation/simulate.ts';
import { canonical, delivery, inForceOf, scanned, shippedEngine, stored, tellOne, testClock, watchOver } from './watching.ts';

/** The same logs through a scan and through live use: the same findings. */

const policy = createPolicy({
  exceptions: [
    {
      id: 'known-denials',
      on: 'event',
      owner: 'security',
      reason: 'a test',
      expires: Number.MAX_SAFE_INTEGER,
      when: ({ detail }) => detail.errorCode === 'AccessDenied' && String(detail.eventName).startsWith('List'),
    },
    {
      id: 'lone-denials',
      on: 'finding',
      owner: 'security',
      reason: 'a test',
      expires: Number.MAX_SAFE_INTEGER,
      when: ({ ruleId }) => ruleId === 'unauthorized-api-call',
    },
  ],
  severities: [{ rule: 'iam-user-new', severity: 'critical' }],
  accounts: new Map([['123456789012', { name: 'shop', environment: 'production' }]]),
  country: (address) => (address.startsWith('203.0.113.') ? 'AU' : undefined),
});

let engine: Engine;
let files: (readonly [string, Uint8Array])[];
let expected: Finding[];

beforeAll(async () => {
  engine = shippedEngine();
  files = [...simulate({ events: 8_000, days: 4, seed: 7 })].map((file) => [file.path, Buffer.from(serialize(file))] as const);
  expected = canonical(await scanned(engine, files, policy));
}, 60_000);

const NOW = Date.UTC(2026, 3, 1);

describe('live use says what a scan says', () => {
  it('of logs that make many kinds of findings', () => {
    expect(expected.length).toBeGreaterThan(30);
    expect(new Set(expected.map(({ ruleId }) => ruleId)).size).toBeGreaterThan(20);
    expect(expected.some(({ suppressedBy }) => suppressedBy !== undefined)).toBe(true);
  });

  it('file by file, in the order of delivery', async () => {
    const store = createMemoryStore();
    const watch = watchOver(store, inForceOf(engine, policy), testClock(NOW));
    for (const [file, body] of files) await watch.handle('folder:x', [delivery(file, body)]);
    expect(await stored(store)).toEqual(expected);
  });

  it('in groups, each file twice, files of half an hour in any order', async () => {
    const random = new Random(3, 'order');
    const store = createMemoryStore();
    const watch = watchOver(store, inForceOf(engine, policy), testClock(NOW));
    const shuffled: (readonly [string, Uint8Array])[] = [];
    // Three regions, a file each five minutes: some eighteen files in half an hour.
    for (let start = 0; start < files.length; start += 18) {
      const near = [...files.slice(start, start + 18), ...files.slice(start, start + 18)];
      random.shuffle(near);
      shuffled.push(...near);
    }
    for (let start = 0; start < shuffled.length; ) {
      const size = 1 + random.below(7);
      const group = shuffled.slice(start, start + size).map(([file, body]) => delivery(file, body));
      await watch.handle('folder:x', group);
      for (const each of group) expect(each.state()).toBe('acked');
      start += size;
    }
    expect(await stored(store)).toEqual(expected);
  });

  it.each([
    ['at once', 0],
    ['10 minutes later', 10 * MINUTE],
    ['13 days later', 13 * DAY],
  ])(
    'each delivery again %s, in other batches and by another route: nothing changes, and nobody hears of it again',
    async (_, wait) => {
      const store = createMemoryStore();
      const clock = testClock(NOW);
      const told: string[] = [];
      const watch = watchOver(store, inForceOf(engine, policy, tellOne), clock, {
        alerted: ({ finding, change }) => void told.push(`${change} ${finding.id}`),
      });
      const some = files.slice(-300);
      for (let start = 0; start < some.length; start += 5)
        await watch.handle(
          'folder:x',
          some.slice(start, start + 5).map(([file, body]) => delivery(file, body)),
        );
      const before = await stored(store);
      const saidBefore = told.length;
      const waiting = await store.outbox({ state: 'waiting', limit: 1000 });
      expect(saidBefore).toBeGreaterThan(5);
      const opened = told.filter((text) => text.startsWith('opened'));
      expect(new Set(opened).size).toBe(opened.length);

      clock.set(NOW + wait);
      // Retention goes on meanwhile: what may come again must not be forgotten.
      await store.sweep(clock.now(), { findings: 90 * DAY, ledger: 30 * DAY });
      for (let start = 0; start < some.length; start += 13)
        await watch.handle(
          'sqs:x',
          some.slice(start, start + 13).map(([file, body]) => delivery(`s3://b/${file}`, body)),
        );
      expect(await stored(store)).toEqual(before);
      expect(told.length).toBe(saidBefore);
      expect(await store.outbox({ state: 'waiting', limit: 1000 })).toEqual(waiting);
    },
  );

  it('events that are hours late make the same findings of event rules', async () => {
    const eventRules = new Set(engine.rules.map(({ id }) => id));
    const random = new Random(5, 'late');
    const store = createMemoryStore();
    const watch = watchOver(store, inForceOf(engine, policy), testClock(NOW));
    const shuffled = [...files];
    random.shuffle(shuffled);
    for (const [file, body] of shuffled) await watch.handle('folder:x', [delivery(file, body)]);
    const of = (findings: Finding[]) => findings.filter(({ ruleId }) => eventRules.has(ruleId));
    expect(of(await stored(store))).toEqual(of(expected));
  });
});

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../src/base/problem.ts';
import { KiB } from '../../src/base/units.ts';
import { type LoopbackService, startLoopbackService } from '../../src/edges/sinks/loopback-service.contract.ts';
import { until } from '../../src/edges/sources/live/test-clock.cases.ts';
import { openEmbeddedStore } from '../../src/edges/stores/embedded/open-embedded-store.ts';
import { loadConfigSet } from '../../src/hosts/config/config-set.ts';
import { guessedPassword, nameOf, newSite, type Running, type Site, startHasty, stopLogging, stopped } from './running.ts';

/** A real run whose surroundings fail. Time runs faster for it; nothing here waits for a moment, only for what happens. */

let site: Site;
let running: Running | undefined;
beforeEach(() => {
  site = newSite();
});
afterEach(async () => {
  if (running !== undefined) await stopped(running);
  running = undefined;
  site.remove();
});

const told = () => site.told().map(({ finding }) => nameOf(finding));
const found = async () => (await site.findings()).map(nameOf).sort();

describe('a sink that', () => {
  let service: LoopbackService;
  beforeEach(async () => {
    service = await startLoopbackService();
  });
  afterEach(() => service.stop());

  it.each([
    ['hangs', 'hanging'],
    ['answers 500', 'failing'],
    ['drops connections half-way', 'closing'],
    ['wants to be asked later', 'throttling'],
  ] as const)('%s delays neither findings nor the other sink, and is told when it is well again', async (_, mood) => {
    service.mood = mood;
    const config = site.configure({
      sinks: { hook: { type: 'webhook', url: service.url }, file: { type: 'file', path: './told.jsonl' } },
    });
    running = await startHasty(config);
    site.arrive('a.json.gz', [stopLogging('alice')]);
    await until(() => service.requests.length > 0 && told().length === 1, 'alice is not told');
    site.arrive('b.json.gz', [stopLogging('bob')]);
    await until(() => told().length === 2, 'bob is not told');
    expect(await found()).toEqual(['alice', 'bob']);

    const before = service.requests.length;
    service.mood = 'fine';
    const names = () =>
      service.requests.slice(before).map(({ body }) => nameOf((JSON.parse(body) as { finding: never }).finding));
    await until(() => new Set(names()).size === 2, 'it is not told');
    await until(() => running!.run.idle(), 'it is not idle');
    expect(names().sort()).toEqual(['alice', 'bob']);
    // What is sent again is known by its key.
    expect(new Set(service.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
    expect(told()).toEqual(['alice', 'bob']);
  });

  it('hangs while the process ends: it ends all the same, and the next one tells it', async () => {
    service.mood = 'hanging';
    const config = site.configure({ sinks: { hook: { type: 'webhook', url: service.url } } });
    const first = await startHasty(config);
    site.arrive('a.json.gz', [stopLogging('alice')]);
    await until(() => service.requests.length > 0, 'it is not asked');
    await stopped(first);
    service.mood = 'fine';
    const before = service.requests.length;
    running = await startHasty(config);
    await until(() => service.requests.length > before, 'it is not told');
    expect(service.requests.at(-1)!.headers['idempotency-key']).toBe(service.requests[0]!.headers['idempotency-key']);
  });
});

describe('a store', () => {
  it('on a full disk: nothing is acknowledged, nothing ends, and with room again nothing is missing', async () => {
    const config = site.configure({});
    const many = Array.from({ length: 200 }, (_, i) => stopLogging(`user-${i}`));
    const full = await startHasty(config, { openStore: (options) => openEmbeddedStore({ ...options, maxBytes: 400 * KiB }) });
    site.arrive('a.json.gz', [stopLogging('alice')]);
    await until(() => told().length === 1, 'alice is not told');
    site.arrive('b.json.gz', many);
    const refused = () => full.said.filter(({ msg, code }) => msg === 'a delivery comes again' && code === 'STORE_FAILED');
    await until(() => refused().length >= 2, 'nobody says that the disk is full');
    expect(refused()[0]!.problem).toContain('no space is left');
    await stopped(full);
    expect(await found()).toEqual(['alice']);

    running = await startHasty(config);
    await until(() => told().length === 201, 'the others are not told');
    expect(await found()).toHaveLength(201);
    expect(new Set(told()).size).toBe(201);
  });

  it('that another process has locked for long: all comes again when it lets go', async () => {
    const config = site.configure({});
    running = await startHasty(config, { openStore: (options) => openEmbeddedStore({ ...options, busyTimeout: 50 }) });
    await until(() => running!.run.idle(), 'it is not idle');
    const locker = join(site.folder, 'locker.mjs');
    writeFileSync(
      locker,
      `import Libsql from ${JSON.stringify(import.meta.resolve('libsql'))};
      const database = new Libsql(process.argv[2]);
      database.exec('BEGIN IMMEDIATE');
      process.send('locked');
      process.once('message', () => { database.exec('COMMIT'); process.disconnect(); });`,
    );
    const other = fork(locker, [join(site.folder, 'store.db')], { execArgv: [] });
    const ended = once(other, 'exit');
    await once(other, 'message');
    site.arrive('a.json.gz', [stopLogging('alice'), stopLogging('bob')]);
    const refused = () => running!.said.filter(({ msg, code }) => msg === 'a delivery comes again' && code === 'STORE_BUSY');
    await until(() => refused().length >= 2, 'nobody says that it is locked');
    expect(told()).toEqual([]);
    other.send('let go');
    await ended;
    await until(() => told().length === 2, 'they are not told');
    await until(() => running!.run.idle(), 'it is not idle');
    expect(await found()).toEqual(['alice', 'bob']);
    expect(told().sort()).toEqual(['alice', 'bob']);
  });

  it('that refuses between two levels of series rules: the second level hears of it within a minute or so', async () => {
    const config = site.configure({ rules: { set: 'pack' } });
    let refusing = true;
    running = await startHasty(config, {
      async openStore(options) {
        const store = await openEmbeddedStore(options);
        let fed = false;
        return {
          ...store,
          async commit(units, now) {
            if (fed && refusing) {
              refusing = false;
              throw new Problem('STORE_BUSY', 'another process has held the lock for long');
            }
            fed ||= units.some(({ feeds }) => feeds.length > 0);
            return store.commit(units, now);
          },
        };
      },
    });
    site.arrive('a.json.gz', guessedPassword('alice', Date.UTC(2026, 2, 1, 12)));
    const guessed = async () => (await site.findings()).filter(({ ruleId }) => ruleId === 'console-brute-then-success');
    await until(async () => (await guessed()).length === 1, 'the second level never hears of it');
    expect(refusing).toBe(false);
    await until(() => told().length > 0, 'it is not told');
  });
});

describe('a configuration', () => {
  it('that turns out to be impossible when its sinks are made is refused too', async () => {
    const before = { region: process.env.AWS_REGION, other: process.env.AWS_DEFAULT_REGION };
    delete process.env.AWS_REGION;
    delete process.env.AWS_DEFAULT_REGION;
    try {
      const config = site.configure({});
      const load = () => loadConfigSet({ file: config, environment: {} });
      running = await startHasty(config, { reload: { current: await load(), load } });
      site.configure({ sinks: { hub: { type: 'security-hub' } } });
      const refused = () => running!.said.find(({ msg }) => msg === 'the new configuration is wrong: the old one stays in force');
      await until(() => refused() !== undefined, 'it is not refused');
      expect(refused()).toMatchObject({ code: 'CONFIG_FIELD' });
      site.arrive('a.json.gz', [stopLogging('alice')]);
      await until(() => told().length === 1, 'alice is not told');
    } finally {
      if (before.region !== undefined) process.env.AWS_REGION = before.region;
      if (before.other !== undefined) process.env.AWS_DEFAULT_REGION = before.other;
    }
  });
});

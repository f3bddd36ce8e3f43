import { afterEach, describe, expect, test } from 'vitest';
import type { Json } from '../../../base/json.ts';
import { Problem } from '../../../base/problem.ts';
import { type EpochMs, MINUTE } from '../../../base/units.ts';
import type { Checkpoints, LiveDelivery, LiveSource, LiveSourceOptions } from '../live-source.ts';
import { content } from '../source.contract.ts';
import { type TestClock, testClock, until } from './test-clock.cases.ts';

/** What a source is opened with in the suite; the same for every restart. */
export interface LiveContext extends LiveSourceOptions {
  readonly clock: TestClock;
}

/** A place, and the means to make things happen in it. */
export interface PreparedLive {
  /** A new source over the same place: each call after the first is a restart of the process. */
  open(): LiveSource;
  /** One more thing arrives, whose content holds this marker. Before `open` too. May return before it has arrived. */
  add(marker: string): Promise<void>;
  /** The place can't be read, from now until it is called with false. Left out where nothing can fail. */
  trouble?(on: boolean): void | Promise<void>;
  /** How many of the things have been taken from the place so far (received, fetched). Left out where that can't be seen. */
  taken?(): number;
  remove(): Promise<void>;
}

export interface LiveTraits {
  prepare(context: LiveContext): Promise<PreparedLive>;
  /** False where nothing that was handed over outlives the process (standard input; a sender who repeats by itself). */
  readonly resumes: boolean;
  /** False where what is retried comes again by the sender's own means only, which the suite doesn't have. */
  readonly repeats: boolean;
  /** How many unacknowledged things it may take while nobody asks for more. @default 16 */
  readonly ahead?: number;
}

/** What the live pipeline relies on, whatever the source. */
export function liveSourceContract(name: string, { prepare, resumes, repeats, ahead = 16 }: LiveTraits): void {
  describe(`${name} as a live source`, () => {
    const undo: (() => unknown)[] = [];
    afterEach(async () => {
      for (const step of undo.reverse()) await step();
      undo.length = 0;
    });

    const setUp = async () => {
      const clock = testClock();
      clock.run();
      const problems: Problem[] = [];
      const checkpoints = memoryCheckpoints();
      const place = await prepare({ clock, checkpoints, onProblem: (problem) => problems.push(problem) });
      undo.push(
        () => clock.stop(),
        () => place.remove(),
      );
      /** Every one opened is a process: it is ended before the next begins. */
      const start = () => {
        const run = reading(place.open());
        undo.push(() => run.stop());
        return run;
      };
      return { ...place, place, clock, problems, checkpoints, start };
    };

    test('delivers what is there, and what comes later', async () => {
      const { add, start } = await setUp();
      await add('marker-a');
      const run = start();
      expect(await markers(await run.next())).toEqual(['marker-a']);
      await add('marker-b');
      expect(await run.find('marker-b')).toBeDefined();
    });

    test('delivers all of many', async () => {
      const { add, start } = await setUp();
      const wanted = Array.from({ length: 20 }, (_, i) => `marker-${i + 10}`);
      for (const marker of wanted) await add(marker);
      const run = start();
      const found = new Set<string>();
      while (found.size < wanted.length) {
        const delivery = await run.next();
        for (const marker of await markers(delivery)) found.add(marker);
        await delivery.ack();
      }
      expect([...found].sort()).toEqual(wanted);
    });

    test('a delivery says what it is and where it is from', async () => {
      const { add, start, place } = await setUp();
      await add('marker-a');
      const delivery = await start().next();
      expect(delivery.file).not.toBe('');
      expect(place.open().name).toBe(place.open().name);
    });

    test('what is acknowledged does not come again by itself', async () => {
      const { add, start } = await setUp();
      const run = start();
      await add('marker-a');
      await (await run.find('marker-a')).ack();
      await add('marker-b');
      const after = await run.next();
      expect(await markers(after)).toEqual(['marker-b']);
    });

    if (resumes) {
      test('after a restart comes what was not acknowledged, and nothing else', async () => {
        const { add, start } = await setUp();
        await add('marker-a');
        const first = start();
        await (await first.find('marker-a')).ack();
        await add('marker-b');
        await first.find('marker-b');
        await first.stop();

        const second = start();
        const again = await second.next();
        expect(await markers(again)).toEqual(['marker-b']);
        await again.ack();
        await second.stop();

        const third = start();
        await add('marker-c');
        expect(await markers(await third.next())).toEqual(['marker-c']);
      });

      test('two restarts in a row lose nothing', async () => {
        const { add, start } = await setUp();
        await add('marker-a');
        const first = start();
        await first.find('marker-a');
        await first.stop();
        await start().stop();
        const third = start();
        await (await third.find('marker-a')).ack();
        await third.stop();
        await start().stop();
        await add('marker-b');
        expect(await markers(await start().next())).toEqual(['marker-b']);
      });

      test('asking for the next one acknowledges none before', async () => {
        const { add, start } = await setUp();
        const first = start();
        await add('marker-a');
        await first.find('marker-a');
        await add('marker-b');
        await (await first.find('marker-b')).ack();
        await first.stop();
        expect(await start().find('marker-a')).toBeDefined();
      });

      test('what was added while it did not run is found', async () => {
        const { add, start } = await setUp();
        await add('marker-a');
        const first = start();
        await (await first.find('marker-a')).ack();
        await first.stop();
        await add('marker-b');
        expect(await markers(await start().next())).toEqual(['marker-b']);
      });

      test('an acknowledgement after the signal still counts: what was in hand is finished', async () => {
        const { add, start } = await setUp();
        await add('marker-a');
        const first = start();
        const inHand = await first.find('marker-a');
        await first.stop();
        await inHand.ack();
        await add('marker-b');
        expect(await markers(await start().next())).toEqual(['marker-b']);
      });
    }

    if (repeats) {
      test('what is to be retried comes again, later each time', async () => {
        const { add, start, clock } = await setUp();
        await add('marker-a');
        const run = start();
        const times: EpochMs[] = [];
        for (let i = 0; i < 4; i++) {
          const delivery = await run.find('marker-a');
          times.push(clock.now());
          await delivery.retry(new Problem('STORE_FAILED', 'the store is away'));
        }
        const pauses = times.slice(1).map((time, i) => time - (times[i] as EpochMs));
        for (const pause of pauses) expect(pause).toBeGreaterThan(0);
        expect(pauses.at(-1)).toBeGreaterThanOrEqual(pauses[0] as number);
        await (await run.find('marker-a')).ack();
      });

      test('one that is retried does not keep others from coming', async () => {
        const { add, start } = await setUp();
        await add('marker-a');
        const run = start();
        await (await run.find('marker-a')).retry(new Problem('STORE_FAILED', 'the store is away'));
        await add('marker-b');
        expect(await run.find('marker-b')).toBeDefined();
      });
    }

    test('a reader that asks for no more is not run away from', async () => {
      const { add, start, clock, taken } = await setUp();
      if (taken === undefined) return;
      for (let i = 0; i < 60; i++) await add(`marker-${i + 10}`);
      const run = start();
      await run.next();
      const since = clock.now();
      // Something of the source may sleep meanwhile, or nothing: a few real milliseconds either way.
      for (let i = 0; i < 25 && clock.now() < since + 10 * MINUTE; i++) await new Promise((resolve) => setTimeout(resolve, 2));
      expect(taken()).toBeLessThanOrEqual(ahead + 1);
    });

    test('the signal ends it soon and quietly while it waits', async () => {
      const { start, problems } = await setUp();
      const run = start();
      const waiting = run.ask();
      await new Promise((resolve) => setTimeout(resolve, 20));
      await run.stop();
      expect(await waiting).toBeUndefined();
      expect(problems).toEqual([]);
    });

    test('the signal ends it while a delivery is in hand, and before it begins', async () => {
      const { add, start, place } = await setUp();
      await add('marker-a');
      await add('marker-b');
      const run = start();
      await run.next();
      await run.stop();
      expect(await run.ask()).toBeUndefined();

      const stopped = new AbortController();
      stopped.abort();
      const source = place.open();
      for await (const _ of source.deliveries(stopped.signal)) throw new Error('nothing may come after the signal');
      await source.close?.();
    });

    test('may be left early', async () => {
      const { add, place } = await setUp();
      await add('marker-a');
      const source = place.open();
      for await (const _ of source.deliveries(new AbortController().signal)) break;
      await source.close?.();
    });

    test('trouble is told, and it goes on when the trouble ends', async () => {
      const { add, start, trouble, problems } = await setUp();
      if (trouble === undefined) return;
      await add('marker-a');
      const run = start();
      await (await run.find('marker-a')).ack();
      await trouble(true);
      const waiting = run.ask();
      await until(() => problems.length > 0, 'the trouble was not told');
      expect(problems[0]).toBeInstanceOf(Problem);
      expect(run.source.status().problem).toBeInstanceOf(Problem);
      await trouble(false);
      await add('marker-b');
      expect(await markers((await waiting) as LiveDelivery)).toEqual(['marker-b']);
      await until(() => run.source.status().problem === undefined, 'the status still has the problem');
    });

    test('the signal ends it while there is trouble', async () => {
      const { start, trouble, problems } = await setUp();
      if (trouble === undefined) return;
      await trouble(true);
      const run = start();
      const waiting = run.ask();
      await until(() => problems.length > 0, 'the trouble was not told');
      await run.stop();
      expect(await waiting).toBeUndefined();
    });

    test('says how it is doing', async () => {
      const { add, start, clock, place } = await setUp();
      expect(place.open().status().problem).toBeUndefined();
      await add('marker-a');
      const run = start();
      await run.next();
      const { lastAnswerAt, lag = 0, depth = 0, problem } = run.source.status();
      expect(lastAnswerAt).toBeLessThanOrEqual(clock.now());
      expect(lag).toBeGreaterThanOrEqual(0);
      expect(depth).toBeGreaterThanOrEqual(0);
      expect(problem).toBeUndefined();
    });
  });
}

/** A source being read. */
export interface Reading {
  readonly source: LiveSource;
  /** The next delivery; undefined at the end. */
  ask(): Promise<LiveDelivery | undefined>;
  /** The next delivery. @throws if there is none, or none comes */
  next(): Promise<LiveDelivery>;
  /** The first delivery from here on that holds the marker; others are left as they are. */
  find(marker: string): Promise<LiveDelivery>;
  /** Aborts and waits for the end. */
  stop(): Promise<void>;
}

export function reading(source: LiveSource): Reading {
  const stop = new AbortController();
  const iterator = source.deliveries(stop.signal)[Symbol.asyncIterator]();
  let asked: Promise<LiveDelivery | undefined> | undefined;
  let stopped: Promise<void> | undefined;
  const ask = () => {
    asked = iterator.next().then((result) => (result.done === true ? undefined : result.value));
    return asked;
  };
  const next = async () => {
    const delivery = await within(ask(), 'no delivery comes');
    if (delivery === undefined) throw new Error('the source has ended');
    return delivery;
  };
  const end = async () => {
    stop.abort();
    await within(asked ?? Promise.resolve(undefined), 'it goes on after the signal');
    await within(iterator.return?.() ?? Promise.resolve(undefined), 'it can not be left');
    await source.close?.();
  };
  return {
    source,
    ask,
    next,
    async find(marker) {
      for (;;) {
        const delivery = await next();
        if ((await markers(delivery)).includes(marker)) return delivery;
      }
    },
    stop() {
      stopped ??= end();
      return stopped;
    },
  };
}

/** Real time. */
const PATIENCE = 10_000;

async function within<T>(promise: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), PATIENCE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The markers in a delivery's content. Opens it. */
export async function markers(delivery: LiveDelivery): Promise<string[]> {
  const text = (await content(delivery)).toString('latin1');
  return [...new Set(text.match(/marker-\w+/g) ?? [])];
}

/** What a store does with checkpoints, with the same care: values are copied as JSON, keys come sorted. */
export function memoryCheckpoints(): Checkpoints & { readonly size: number } {
  const rows = new Map<string, string>();
  const read = (key: string): Json => JSON.parse(rows.get(key) as string);
  return {
    get: async (keys) => new Map(keys.filter((key) => rows.has(key)).map((key) => [key, read(key)])),
    async set(entries) {
      for (const [key, value] of entries) {
        if (value === undefined) rows.delete(key);
        else rows.set(key, JSON.stringify(value));
      }
    },
    list: async () => new Map([...rows.keys()].sort().map((key) => [key, read(key)])),
    get size() {
      return rows.size;
    },
  };
}

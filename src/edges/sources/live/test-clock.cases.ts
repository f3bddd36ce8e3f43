import type { Clock } from '../../../base/clock.ts';
import type { EpochMs, Milliseconds } from '../../../base/units.ts';

/** A wall clock for tests: stands still until it is moved. */
export interface TestClock extends Clock {
  /** Waits until somebody sleeps, then moves on by so much and wakes all who are due. */
  advance(time: Milliseconds): Promise<void>;
  /** From now on time jumps to the next sleeper's waking time whenever nothing else has happened for a moment. */
  run(): void;
  stop(): void;
  /** How many sleep now. */
  readonly sleepers: number;
}

interface Sleeper {
  readonly dueAt: EpochMs;
  wake(): void;
}

/** Real time that programs get for their own input and output before time jumps on. */
const MOMENT: Milliseconds = 2;

export function testClock(start: EpochMs = Date.UTC(2026, 0, 15, 12)): TestClock {
  let now = start;
  let running: NodeJS.Timeout | undefined;
  const sleeping = new Set<Sleeper>();
  const moveTo = (at: EpochMs) => {
    now = Math.max(now, at);
    for (const sleeper of [...sleeping]) if (sleeper.dueAt <= now) sleeper.wake();
  };
  return {
    now: () => now,
    sleep: (time, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve(undefined);
        const wake = () => {
          sleeping.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper: Sleeper = { dueAt: now + time, wake };
        sleeping.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
      }),
    async advance(time) {
      await until(() => sleeping.size > 0, 'nobody sleeps');
      moveTo(now + time);
    },
    run() {
      running ??= setInterval(() => {
        if (sleeping.size > 0) moveTo(Math.min(...[...sleeping].map(({ dueAt }) => dueAt)));
      }, MOMENT);
    },
    stop() {
      clearInterval(running);
      running = undefined;
    },
    get sleepers() {
      return sleeping.size;
    },
  };
}

/** Real time, for what is really waited for (files, sockets): generous, so that a busy machine fails nothing. */
const PATIENCE: Milliseconds = 30_000;

/** Waits until it is true. @throws after `PATIENCE` */
export async function until(condition: () => boolean | Promise<boolean>, otherwise: string): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(otherwise);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

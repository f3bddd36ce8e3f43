import type { Clock } from '../../../base/clock.ts';
import type { EpochMs, Milliseconds } from '../../../base/units.ts';
import { backOff } from './back-off.ts';

/** Things that are to come again, each after a pause that grows with its attempts. */
export interface Retries<T> {
  readonly size: number;
  add(item: T, attempts: number): void;
  /** One whose pause is over, and takes it out. */
  takeDue(): T | undefined;
  /** Until so long has passed, a pause is over, or the signal comes. */
  sleep(time: Milliseconds, signal: AbortSignal): Promise<void>;
}

export function createRetries<T>(clock: Clock): Retries<T> {
  let waiting: { readonly item: T; readonly dueAt: EpochMs }[] = [];
  let sleeper = new AbortController();
  return {
    get size() {
      return waiting.length;
    },
    add(item, attempts) {
      waiting.push({ item, dueAt: clock.now() + backOff(attempts) });
      sleeper.abort();
    },
    takeDue() {
      const now = clock.now();
      const due = waiting.find(({ dueAt }) => dueAt <= now);
      if (due !== undefined) waiting = waiting.filter((one) => one !== due);
      return due?.item;
    },
    async sleep(time, signal) {
      const until = clock.now() + time;
      while (!signal.aborted) {
        const now = clock.now();
        const next = Math.min(until, ...waiting.map(({ dueAt }) => dueAt));
        if (next <= now) return;
        // One that is added meanwhile may be due earlier.
        sleeper = new AbortController();
        await clock.sleep(next - now, AbortSignal.any([signal, sleeper.signal]));
      }
    },
  };
}

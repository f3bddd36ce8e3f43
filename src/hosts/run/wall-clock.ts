import type { Clock } from '../../base/clock.ts';

/** The real one. */
export const wallClock: Clock = {
  now: () => Date.now(),
  sleep: (time, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      // Longer ones than Node's timers know wake up early; whoever sleeps looks at the clock again.
      const timer = setTimeout(done, Math.min(Math.max(0, time), 2 ** 31 - 1));
      signal?.addEventListener('abort', done, { once: true });
    }),
};

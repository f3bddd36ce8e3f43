import type { Clock } from '../../../base/clock.ts';
import type { EpochMs, Milliseconds } from '../../../base/units.ts';

/** No two turns closer together than so long, however many ask for one. */
export interface Pace {
  /** Resolves when it is the caller's turn, or with the signal. */
  turn(signal: AbortSignal): Promise<void>;
}

export function createPace(clock: Clock, apart: Milliseconds): Pace {
  let next: EpochMs = Number.NEGATIVE_INFINITY;
  return {
    async turn(signal) {
      const now = clock.now();
      const at = Math.max(now, next);
      next = at + apart;
      if (at > now) await clock.sleep(at - now, signal);
    },
  };
}

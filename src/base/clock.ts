import type { EpochMs, Milliseconds } from './units.ts';

/** The wall clock, injected where it matters, so that tests needn't wait. Event time never comes from it. */
export interface Clock {
  now(): EpochMs;
  /** Resolves after so long, or as soon as the signal is aborted. Never rejects. */
  sleep(time: Milliseconds, signal?: AbortSignal): Promise<void>;
}

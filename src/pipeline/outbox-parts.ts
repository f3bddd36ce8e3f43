import type { Clock } from '../base/clock.ts';
import { DAY, type EpochMs, type Milliseconds, MINUTE, SECOND } from '../base/units.ts';
import type { Store } from '../edges/stores/store.ts';
import type { Message } from '../model/alert.ts';

/** What the outbox needs of a store. */
export type OutboxStore = Pick<Store, 'claim' | 'settle' | 'outbox'>;

export interface OutboxOptions {
  /** How long a claimed message is ours: longer than `sendTimeout`. @default 60 s */
  readonly lease: Milliseconds;
  /** A sink that hasn't answered by then has failed. @default 30 s */
  readonly sendTimeout: Milliseconds;
  /** Between two looks for due messages, where nobody calls `wake`. @default 2 s */
  readonly poll: Milliseconds;
  /** What could not be delivered for so long is given up. @default 24 h */
  readonly giveUpAfter: Milliseconds;
  /** Single `opened` alerts of one rule at one sink in an hour: the rest comes together. @default 20 */
  readonly stormLimit: number;
  /** From 0 to below 1. @default Math.random */
  readonly random: () => number;
}

export const defaultOutboxOptions: OutboxOptions = {
  lease: 60 * SECOND,
  sendTimeout: 30 * SECOND,
  poll: 2 * SECOND,
  giveUpAfter: DAY,
  stormLimit: 20,
  random: Math.random,
};

/** Who hears what becomes of messages: logs and metrics. Must not throw. */
export interface OutboxListener {
  /** Delivered, as one notice. */
  sent(sink: string, messages: readonly Message[], took: Milliseconds): void;
  /** Not delivered, and tried again at `again` at the latest. */
  failed(sink: string, messages: readonly Message[], reason: string, again: EpochMs): void;
  /** Nobody will be told, unless an operator has them tried again: to be said loudly. */
  givenUp(sink: string, messages: readonly Message[], reason: string): void;
  /** The store can't be reached, or a defect: the outbox goes on. */
  problem(error: unknown): void;
}

export interface OutboxParts {
  readonly store: OutboxStore;
  readonly clock: Clock;
  readonly options: OutboxOptions;
  readonly listener: OutboxListener;
}

/** The most that one look into the store reads. */
export const LOOK_LIMIT = 1000;
/** How often a message to a sink that is gone is looked for. */
export const ORPHANS_EVERY: Milliseconds = 10 * MINUTE;

import type { Clock } from '../../base/clock.ts';
import type { Json } from '../../base/json.ts';
import type { Problem } from '../../base/problem.ts';
import type { EpochMs, Seconds } from '../../base/units.ts';
import type { Delivery } from './source.ts';

/** A delivery of a source that doesn't end: it is handed over until it is acknowledged. */
export interface LiveDelivery extends Delivery {
  /** Its source has a place for what comes back too often (a dead-letter queue): what nobody can read is better kept there. */
  readonly redrive?: true;
  /** All that it holds has had its effect: it need not come again. Must not be called before that. */
  ack(): Promise<void>;
  /** It must come again: later, and by whatever means the source has (a queue's redrive; a folder's next round). Never throws. */
  retry(problem: Problem): Promise<void>;
}

/** Where a running trailwatch gets its deliveries. `live-source.contract.ts` is the suite that all pass. */
export interface LiveSource {
  /** Unique among the sources of a process; part of checkpoints: `sqs:https://…`, `folder:/var/log/…`. */
  readonly name: string;
  /**
   * What there is and what comes, until the signal is aborted; then it ends soon and quietly. At least once. Pulls no further ahead
   * than a few deliveries, so that a slow reader slows the source. What goes wrong for now (no network, no permission) is told to
   * `onProblem`, and tried again with back-off.
   */
  deliveries(signal: AbortSignal): AsyncIterable<LiveDelivery>;
  status(): SourceStatus;
  close?(): Promise<void>;
}

export interface SourceStatus {
  /** How many wait, where the source can tell. */
  readonly depth?: number;
  /** Age of the oldest that waits. */
  readonly lag?: Seconds;
  /** Wall clock: when it last answered at all, with or without deliveries. */
  readonly lastAnswerAt?: EpochMs;
  /** It can't be read just now. */
  readonly problem?: Problem;
}

/** What every live source takes. Clock and sleep are injected, so that tests needn't wait. */
export interface LiveSourceOptions {
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
  readonly onProblem: (problem: Problem) => void;
}

/** What a source remembers between runs: a view of the store. */
export interface Checkpoints {
  get(keys: readonly string[]): Promise<ReadonlyMap<string, Json>>;
  /** `undefined` removes. */
  set(entries: ReadonlyMap<string, Json | undefined>): Promise<void>;
  list(): Promise<ReadonlyMap<string, Json>>;
}

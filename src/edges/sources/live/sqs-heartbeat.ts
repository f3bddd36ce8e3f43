import type { Clock } from '../../../base/clock.ts';
import { Problem } from '../../../base/problem.ts';
import { type EpochMs, HOUR, type Milliseconds, MINUTE, SECOND, type Seconds } from '../../../base/units.ts';
import { QUEUE_BATCH, type Queue, type VisibilityChange } from '../../aws/use/sqs.ts';

/** A message that nobody else may get for now. */
export interface HeldMessage {
  readonly receipt: string;
  readonly receivedAt: EpochMs;
}

/** Keeps messages invisible to others while they are being worked on. */
export interface Heartbeat {
  hold(message: HeldMessage): void;
  release(message: HeldMessage): void;
  stop(): void;
}

/** From being received a message can be held so long, however often it is extended; less what clocks and networks may differ. */
const LONGEST_HOLD: Milliseconds = 12 * HOUR - MINUTE;

/** How much longer a message can be held, if so much is wished. Source: Amazon SQS Developer Guide, "visibility timeout". */
export function holdFor(message: HeldMessage, wished: Seconds, now: EpochMs): Seconds {
  return Math.max(0, Math.min(wished, Math.floor((message.receivedAt + LONGEST_HOLD - now) / SECOND)));
}

/** @param visibility asked before each round, as it may be changed at the queue */
export function createHeartbeat(
  queue: Queue,
  clock: Clock,
  visibility: () => Seconds,
  onProblem: (problem: Problem) => void,
): Heartbeat {
  const held = new Set<HeldMessage>();
  let beating: AbortController | undefined;

  const extend = async (batch: readonly HeldMessage[]): Promise<void> => {
    const changes = batch.map(
      (message): VisibilityChange => ({
        receipt: message.receipt,
        visibility: holdFor(message, visibility(), clock.now()),
      }),
    );
    try {
      const failed = await queue.setVisibility(changes);
      const lost = new Set(failed.filter(({ forGood }) => forGood).map(({ receipt }) => receipt));
      // It has expired and comes again: two work on it then, which is harmless.
      for (const message of batch) if (lost.has(message.receipt)) held.delete(message);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      onProblem(error);
    }
  };

  const beat = async (stop: AbortSignal): Promise<void> => {
    for (;;) {
      await clock.sleep((visibility() * SECOND) / 2, stop);
      if (stop.aborted) return;
      const now = clock.now();
      for (const message of held) if (holdFor(message, 1, now) === 0) held.delete(message);
      const messages = [...held];
      for (let i = 0; i < messages.length; i += QUEUE_BATCH) {
        await extend(messages.slice(i, i + QUEUE_BATCH));
        if (stop.aborted) return;
      }
    }
  };
  const rest = () => {
    beating?.abort();
    beating = undefined;
  };

  return {
    hold(message) {
      held.add(message);
      if (beating !== undefined) return;
      beating = new AbortController();
      void beat(beating.signal);
    },
    release(message) {
      held.delete(message);
      if (held.size === 0) rest();
    },
    stop() {
      held.clear();
      rest();
    },
  };
}

import type { Clock } from '../../../base/clock.ts';
import { Problem } from '../../../base/problem.ts';
import { type Milliseconds, SECOND } from '../../../base/units.ts';
import { QUEUE_BATCH, type Queue } from '../../aws/use/sqs.ts';

/** Deletes messages in batches: a request for ten costs what one for a single message does. */
export interface Deletions {
  /** Resolves when it is deleted, or has been left to come again. Never rejects. */
  add(receipt: string): Promise<void>;
  /** From now on nothing waits for others. Resolves when all that was added has been tried. */
  flush(): Promise<void>;
}

/** So long one waits for others to share its request. */
const GATHER: Milliseconds = 100;
const ATTEMPTS = 3;

interface Entry {
  readonly receipt: string;
  attempts: number;
  done(): void;
}

/** What can't be deleted is tried again, then left: it comes again, and that is harmless. */
export function createDeletions(queue: Queue, clock: Clock, onProblem: (problem: Problem) => void): Deletions {
  const hurry = new AbortController();
  let waiting: Entry[] = [];
  let working: Promise<void> | undefined;

  const tryBatch = async (batch: readonly Entry[]): Promise<void> => {
    const again = new Map<string, string>();
    let problem: Problem | undefined;
    try {
      for (const { receipt, forGood, reason } of await queue.remove(batch.map((entry) => entry.receipt))) {
        // An expired receipt: the message is somebody else's by now, or will come again.
        if (!forGood) again.set(receipt, reason);
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem = error;
      for (const { receipt } of batch) again.set(receipt, error.message);
    }
    let left = 0;
    let reason = '';
    for (const entry of batch) {
      const failure = again.get(entry.receipt);
      if (failure !== undefined && ++entry.attempts < ATTEMPTS) {
        waiting.push(entry);
        continue;
      }
      if (failure !== undefined) {
        left++;
        reason = failure;
      }
      entry.done();
    }
    if (left > 0) onProblem(problem ?? notDeleted(left, reason));
    const attempts = Math.max(0, ...waiting.map((entry) => entry.attempts));
    if (attempts > 0) await clock.sleep(2 ** (attempts - 1) * SECOND, hurry.signal);
  };

  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      if (waiting.length < QUEUE_BATCH) await clock.sleep(GATHER, hurry.signal);
      const batch = waiting.slice(0, QUEUE_BATCH);
      waiting = waiting.slice(QUEUE_BATCH);
      await tryBatch(batch);
    }
  };
  const start = () => {
    working ??= work().finally(() => {
      working = undefined;
    });
  };

  return {
    add: (receipt) =>
      new Promise((done) => {
        waiting.push({ receipt, attempts: 0, done });
        start();
      }),
    async flush() {
      hurry.abort();
      await working;
    },
  };
}

function notDeleted(count: number, reason: string): Problem {
  return new Problem('AWS_FAILED', `${count} messages could not be deleted: ${reason}`, {
    hint: 'They come again, which changes nothing. If it goes on, check sqs:DeleteMessage on the queue',
  });
}

import type { Clock } from '../../../base/clock.ts';
import { Problem } from '../../../base/problem.ts';
import { type EpochMs, SECOND, type Seconds } from '../../../base/units.ts';
import type { FailedReceipt, Queue, QueueMessage, ReceiveRequest, VisibilityChange } from '../../aws/use/sqs.ts';

/**
 * A queue as the Amazon SQS Developer Guide describes it, in memory and on a clock of its own choosing: visibility timeouts, receipts
 * that name one receiving, groups, redrive; on request delivering twice and out of order, as standard queues may.
 */
export interface MemoryQueue extends Queue {
  send(body: string, group?: string): string;
  /** What is done with the queue, in order. */
  readonly log: string[];
  /** Bodies of those that are not deleted. */
  readonly bodies: () => string[];
  /** Bodies of those that came too often. */
  readonly dead: string[];
  /** Thrown by every call, while set. */
  fault?: Problem | undefined;
  /** Thrown when the attributes are asked for, while set. */
  attributesFault?: Problem | undefined;
  /** The next receivings leave what they hand out visible, so that it comes twice. */
  twice: number;
  /** Hands out the last first. */
  backwards: boolean;
  /** Receivings are refused to be deleted so often, by no fault of the sender. */
  failingDeletes: number;
  received: number;
  readonly isClosed: boolean;
}

export interface MemoryQueueOptions {
  readonly clock: Clock;
  readonly visibility?: Seconds;
  readonly fifo?: boolean;
  readonly maxReceiveCount?: number;
}

interface Row {
  readonly id: string;
  readonly body: string;
  readonly group: string | undefined;
  readonly sentAt: EpochMs;
  visibleAt: EpochMs;
  firstReceivedAt: EpochMs;
  receipt: string;
  count: number;
}

const LONGEST: Seconds = 12 * 3600;

export function memoryQueue({ clock, visibility = 30, fifo = false, maxReceiveCount }: MemoryQueueOptions): MemoryQueue {
  let rows: Row[] = [];
  let serial = 0;
  let isClosed = false;
  let arrival = new AbortController();

  const visible = (): Row[] => {
    const now = clock.now();
    const blocked = new Set(fifo ? rows.filter(({ visibleAt }) => visibleAt > now).map(({ group }) => group) : []);
    const free = rows.filter(({ visibleAt, group }) => visibleAt <= now && !(fifo && blocked.has(group)));
    return queue.backwards ? free.reverse() : free;
  };
  const take = (most: number, hidden: Seconds): QueueMessage[] => {
    const taken: QueueMessage[] = [];
    for (const row of visible()) {
      if (taken.length === most) break;
      if (maxReceiveCount !== undefined && row.count >= maxReceiveCount) {
        rows = rows.filter((one) => one !== row);
        queue.dead.push(row.body);
        continue;
      }
      row.count++;
      row.receipt = `${row.id}/${row.count}`;
      row.firstReceivedAt = clock.now();
      if (queue.twice > 0) queue.twice--;
      else row.visibleAt = clock.now() + hidden * SECOND;
      const { id, receipt, body, count, sentAt, group } = row;
      taken.push({ id, receipt, body, receiveCount: count, sentAt, ...(group !== undefined && { group }) });
    }
    queue.received += taken.length;
    return taken;
  };
  const each = (receipts: readonly string[], change: (row: Row, receipt: string) => string | undefined): FailedReceipt[] =>
    receipts.flatMap((receipt) => {
      const row = rows.find((one) => one.receipt === receipt);
      // A receipt of an earlier receiving, or of a message that is gone.
      const reason = row === undefined ? 'ReceiptHandleIsInvalid' : change(row, receipt);
      return reason === undefined ? [] : [{ receipt, forGood: reason !== 'InternalError', reason }];
    });
  const check = () => {
    if (queue.fault !== undefined) throw queue.fault;
  };

  const queue: MemoryQueue = {
    log: [],
    dead: [],
    twice: 0,
    backwards: false,
    failingDeletes: 0,
    received: 0,
    bodies: () => rows.map(({ body }) => body),
    get isClosed() {
      return isClosed;
    },
    send(body, group) {
      const now = clock.now();
      const id = `message-${++serial}`;
      rows.push({ id, body, group, sentAt: now, visibleAt: now, firstReceivedAt: 0, receipt: '', count: 0 });
      arrival.abort();
      return id;
    },
    async receive({ most, wait, visibility: hidden, signal }: ReceiveRequest) {
      queue.log.push(`receive ${most}`);
      check();
      const deadline = clock.now() + wait * SECOND;
      for (;;) {
        const taken = take(most, hidden);
        if (taken.length > 0 || clock.now() >= deadline) return taken;
        arrival = new AbortController();
        const next = Math.min(deadline, ...rows.map(({ visibleAt }) => visibleAt).filter((at) => at > clock.now()));
        await clock.sleep(next - clock.now(), AbortSignal.any([arrival.signal, ...(signal === undefined ? [] : [signal])]));
        if (signal?.aborted === true) throw new Problem('AWS_FAILED', 'aborted');
        check();
      }
    },
    async remove(receipts) {
      queue.log.push(`delete ${receipts.join(' ')}`);
      check();
      return each(receipts, (row) => {
        if (queue.failingDeletes > 0) {
          queue.failingDeletes--;
          return 'InternalError';
        }
        rows = rows.filter((one) => one !== row);
        return undefined;
      });
    },
    async setVisibility(changes: readonly VisibilityChange[]) {
      queue.log.push(`visibility ${changes.map((change) => `${change.receipt}=${change.visibility}`).join(' ')}`);
      check();
      return each(
        changes.map(({ receipt }) => receipt),
        (row, receipt) => {
          const wished = changes.find((change) => change.receipt === receipt)?.visibility ?? 0;
          const now = clock.now();
          if (row.visibleAt <= now) return 'MessageNotInflight';
          if (now + wished * SECOND > row.firstReceivedAt + LONGEST * SECOND) return 'InvalidParameterValue';
          row.visibleAt = now + wished * SECOND;
          arrival.abort();
          return undefined;
        },
      );
    },
    async attributes() {
      queue.log.push('attributes');
      check();
      if (queue.attributesFault !== undefined) throw queue.attributesFault;
      return { visibility, waiting: visible().length };
    },
    close() {
      isClosed = true;
    },
  };
  return queue;
}

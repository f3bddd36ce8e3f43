import { Problem } from '../../../base/problem.ts';
import { type EpochMs, type Milliseconds, MINUTE, SECOND, type Seconds } from '../../../base/units.ts';
import type { AwsAccess } from '../../aws/use/access.ts';
import { createQueue, DEFAULT_VISIBILITY, QUEUE_BATCH, type Queue, type QueueMessage } from '../../aws/use/sqs.ts';
import type { LiveDelivery, LiveSource, LiveSourceOptions, SourceStatus } from '../live-source.ts';
import { backOff } from './back-off.ts';
import { createBell } from './bell.ts';
import { createHealth } from './health.ts';
import { createDeletions } from './sqs-deletions.ts';
import { createHeartbeat, holdFor } from './sqs-heartbeat.ts';

export interface SqsSourceOptions extends LiveSourceOptions {
  /** As `aws sqs get-queue-url` prints it; may lie in another region or account. */
  readonly url: string;
  readonly access?: AwsAccess;
  /** So many messages are held at most: received, and neither acknowledged nor sent back. @default 20 */
  readonly inFlight?: number;
  /** For tests; by default the AWS SDK. */
  readonly queue?: Queue;
}

/** The longest poll that SQS allows: the fewest requests that find nothing. */
const POLL: Seconds = 20;
/** A shorter timeout of the queue could expire between two heartbeats. */
const LEAST_VISIBILITY: Seconds = 10;
const ATTRIBUTES_FOR: Milliseconds = 30 * SECOND;
const LONGEST_PAUSE: Milliseconds = MINUTE;
/** What could not be said to the queue by then is said by its timeouts. */
const CLOSE_WITHIN: Milliseconds = 10 * SECOND;
const FIRST_RETRY: Seconds = 5;
const LONGEST_RETRY: Seconds = 15 * 60;

interface Received extends QueueMessage {
  readonly receivedAt: EpochMs;
}

/**
 * The messages of a queue, each one delivery whose content is the message's body. A message is deleted when it is acknowledged, and
 * at no other time: one that can't be read goes back, and the queue's own redrive policy decides when it has come often enough.
 * @throws {Problem} CONFIG_FIELD if `url` isn't one of a queue
 */
export function sqsSource(options: SqsSourceOptions): LiveSource {
  const { url, clock, onProblem, inFlight = 20 } = options;
  const queue = options.queue ?? createQueue(url, options.access);
  // On a standard queue a group is only about fairness.
  const isOrdered = url.endsWith('.fifo');
  const deletions = createDeletions(queue, clock, onProblem);
  const heartbeat = createHeartbeat(queue, clock, () => visibility, onProblem);
  const bell = createBell();
  const health = createHealth(options);

  /** Received and not yet deleted or sent back. */
  const held = new Set<Received>();
  /** Received and not yet handed over, in order. */
  let buffer: Received[] = [];
  /** Of which a message is being worked on. */
  const busyGroups = new Set<string>();
  let visibility = DEFAULT_VISIBILITY;
  let attributesAt: EpochMs | undefined;
  let depth: number | undefined;
  let failures = 0;
  let defect: unknown;
  let givingBack: Promise<void> | undefined;
  let isClosed = false;

  const letGo = (message: Received) => {
    held.delete(message);
    heartbeat.release(message);
    bell.ring();
  };

  /** Undoes receiving, so that others needn't wait for the timeout. Best effort. */
  const giveBack = async (messages: readonly Received[]): Promise<void> => {
    for (const message of messages) letGo(message);
    for (let i = 0; i < messages.length; i += QUEUE_BATCH) {
      const changes = messages.slice(i, i + QUEUE_BATCH).map(({ receipt }) => ({ receipt, visibility: 0 }));
      await queue.setVisibility(changes).catch(isProblem);
    }
  };

  const refreshAttributes = async (): Promise<void> => {
    const now = clock.now();
    if (attributesAt !== undefined && now - attributesAt < ATTRIBUTES_FOR) return;
    const first = attributesAt === undefined;
    attributesAt = now;
    try {
      const attributes = await queue.attributes();
      visibility = Math.max(LEAST_VISIBILITY, attributes.visibility);
      depth = attributes.waiting;
    } catch (error) {
      if (!isProblem(error)) return;
      // Receiving may be allowed all the same. What else is wrong shows there too.
      if (first && error.code === 'AWS_DENIED') onProblem(error);
    }
  };

  const receive = async (stop: AbortSignal): Promise<void> => {
    await refreshAttributes();
    if (stop.aborted) return;
    const most = Math.min(QUEUE_BATCH, inFlight - held.size);
    const messages = await queue.receive({ most, wait: POLL, visibility, signal: stop });
    health.answered();
    failures = 0;
    const receivedAt = clock.now();
    const received = messages.map((message): Received => ({ ...message, sentAt: message.sentAt || receivedAt, receivedAt }));
    if (stop.aborted) {
      await giveBack(received);
      return;
    }
    for (const message of received) {
      held.add(message);
      heartbeat.hold(message);
      buffer.push(message);
    }
  };

  const pull = async (stop: AbortSignal): Promise<void> => {
    try {
      await receive(stop);
    } catch (error) {
      if (stop.aborted) return;
      if (!(error instanceof Problem)) defect = error;
      else {
        health.failed(error);
        await clock.sleep(Math.min(LONGEST_PAUSE, backOff(++failures)), stop);
      }
    }
  };

  const takeNext = (): Received | undefined => {
    const at = isOrdered ? buffer.findIndex(({ group = '' }) => !busyGroups.has(group)) : 0;
    const [next] = at < 0 ? [] : buffer.splice(at, 1);
    if (isOrdered && next !== undefined) busyGroups.add(next.group ?? '');
    return next;
  };

  const sendBack = async (message: Received, reason: Problem): Promise<void> => {
    onProblem(sentBack(reason, message, url));
    if (isOrdered) {
      // What follows in its group must come after it again.
      const followers = buffer.filter(({ group }) => group === message.group);
      buffer = buffer.filter(({ group }) => group !== message.group);
      await giveBack(followers);
    }
    const wished = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** (message.receiveCount - 1));
    const change = { receipt: message.receipt, visibility: holdFor(message, wished, clock.now()) };
    // If it can't be changed it comes again when its timeout is over.
    await queue.setVisibility([change]).catch(isProblem);
  };

  const deliver = (message: Received): LiveDelivery => {
    const bytes = Buffer.from(message.body);
    let isSettled = false;
    const settle = (): boolean => {
      if (isSettled) return false;
      isSettled = true;
      heartbeat.release(message);
      return true;
    };
    return {
      file: `${url}#${message.id}`,
      redrive: true,
      size: bytes.length,
      open: async () => bytes,
      async ack() {
        if (!settle()) return;
        busyGroups.delete(message.group ?? '');
        bell.ring();
        const gone = deletions.add(message.receipt).then(() => letGo(message));
        if (isClosed) await gone;
      },
      async retry(reason) {
        if (!settle()) return;
        await sendBack(message, reason);
        busyGroups.delete(message.group ?? '');
        letGo(message);
      },
    };
  };

  return {
    name: `sqs:${url}`,
    async *deliveries(signal) {
      const end = new AbortController();
      const stop = AbortSignal.any([signal, end.signal]);
      stop.addEventListener('abort', bell.ring, { once: true });
      let pulling = false;
      const startPulling = () => {
        pulling = true;
        void pull(stop).finally(() => {
          pulling = false;
          bell.ring();
        });
      };
      try {
        while (!stop.aborted) {
          if (defect !== undefined) throw defect;
          const next = takeNext();
          if (next !== undefined) {
            yield deliver(next);
            continue;
          }
          if (!pulling && held.size < inFlight) startPulling();
          await bell.heard();
        }
      } finally {
        end.abort();
        const left = buffer;
        buffer = [];
        givingBack = giveBack(left);
      }
    },
    status(): SourceStatus {
      const state = health.status();
      if (state.lastAnswerAt === undefined) return state;
      // Also while nothing is received, because the reader is slow: that is when the depth matters.
      if (!isClosed) void refreshAttributes();
      const oldest = Math.min(clock.now(), ...[...held].map(({ sentAt }) => sentAt));
      return { ...(depth !== undefined && { depth }), lag: Math.round((clock.now() - oldest) / SECOND), ...state };
    },
    async close() {
      isClosed = true;
      const done = new AbortController();
      const work = Promise.all([deletions.flush(), givingBack]).finally(() => done.abort());
      await Promise.race([work, clock.sleep(CLOSE_WITHIN, done.signal)]);
      heartbeat.stop();
      queue.close();
    },
  };
}

/** For failures that are rightly passed over. @throws what is no problem but a defect */
function isProblem(error: unknown): error is Problem {
  if (error instanceof Problem) return true;
  throw error;
}

function sentBack(reason: Problem, { id, receiveCount }: QueueMessage, url: string): Problem {
  const times = receiveCount === 1 ? '' : `, received ${receiveCount} times`;
  return new Problem(reason.code, `${reason.message} (message ${id}${times}: it goes back to the queue)`, {
    at: reason.at ?? { file: `${url}#${id}` },
    hint: reason.hint,
    cause: reason,
  });
}

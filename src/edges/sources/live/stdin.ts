import type { Readable } from 'node:stream';
import { Problem } from '../../../base/problem.ts';
import { type EpochMs, type Milliseconds, SECOND } from '../../../base/units.ts';
import { guarded } from '../guarded.ts';
import type { LiveDelivery, LiveSource, LiveSourceOptions } from '../live-source.ts';
import { WHOLE_LIMIT } from '../source.ts';
import { backOff } from './back-off.ts';
import { createHealth } from './health.ts';
import { LineCutter, PIECE } from './line-cutter.ts';

export interface StdinLiveOptions extends Omit<LiveSourceOptions, 'checkpoints'> {
  /** For tests; else standard input. */
  readonly stream?: () => Readable;
}

/** What has come is handed over when so long nothing more has. */
const IDLE: Milliseconds = SECOND;
/** The same in the middle of a value, which then may be damaged. */
const IDLE_IN_VALUE: Milliseconds = 30 * SECOND;

/** Pieces that came back and wait: more are not read meanwhile, so that memory stays bounded. */
const MOST_RETRIED = 8;

interface Piece {
  readonly bytes: Uint8Array;
  readonly since: EpochMs;
  attempts: number;
  dueAt: EpochMs;
}

/**
 * Standard input as it comes: JSON in pieces of about 1 MiB, or sooner when nothing has come for a second, cut between values;
 * anything else (gzip, CSV) as one delivery that ends with the input. Ends when the input has ended and all of it is acknowledged.
 * There is nothing to resume: what was in hand when the process was killed is lost.
 */
export function stdinLiveSource(options: StdinLiveOptions): LiveSource {
  const { clock, stream = () => process.stdin } = options;
  const health = createHealth(options);
  const cutter = new LineCutter();
  const retried: Piece[] = [];
  let inHand = 0;
  let since: EpochMs = 0;

  async function* deliveries(signal: AbortSignal): AsyncGenerator<LiveDelivery, void> {
    let settled = () => {};
    const settle = () => {
      inHand--;
      settled();
    };
    const left = new AbortController();
    const chunks = guarded(stream, '-', AbortSignal.any([signal, left.signal]));
    let reading: Promise<IteratorResult<Uint8Array, void>> | undefined;
    let lastAt = clock.now();
    let ended = false;

    const deliver = (piece: Piece): LiveDelivery => {
      inHand++;
      return {
        file: '-',
        size: piece.bytes.length,
        open: async () => piece.bytes,
        ack: async () => settle(),
        async retry() {
          piece.attempts++;
          piece.dueAt = clock.now() + backOff(piece.attempts);
          retried.push(piece);
          settle();
        },
      };
    };
    const fresh = (bytes: Uint8Array): LiveDelivery => deliver({ bytes, since, attempts: 0, dueAt: 0 });

    /** All that is still to come, as one. */
    const rest = (): LiveDelivery => {
      inHand++;
      const head = cutter.takeAll();
      const body = async function* () {
        yield head;
        for (let next = await (reading ?? chunks.next()); next.done !== true; next = await chunks.next()) yield next.value;
        health.answered();
      };
      return {
        file: '-',
        size: undefined,
        open: async () => body(),
        ack: async () => settle(),
        async retry(problem) {
          const hint = 'Pipe it in again, or save it to a file';
          const message = `standard input can't be read a second time, and was needed again: ${problem.message}`;
          health.failed(new Problem('SOURCE_FAILED', message, { at: { file: '-' }, hint, cause: problem }));
          settle();
        },
      };
    };

    /** Until a chunk has come (or the end, or trouble), a delivery is settled, or so long. */
    const wait = async (time: Milliseconds | undefined, read: boolean) => {
      if (read && reading === undefined) {
        reading = chunks.next();
        // Whoever waits for it next gets the error.
        reading.catch(() => {});
      }
      const over = new AbortController();
      const either = AbortSignal.any([signal, over.signal]);
      const change = new Promise<undefined>((resolve) => {
        settled = () => resolve(undefined);
        either.addEventListener('abort', () => resolve(undefined), { once: true });
      });
      try {
        return await Promise.race([
          ...(read && reading !== undefined ? [reading] : []),
          ...(time === undefined ? [] : [clock.sleep(time, either).then(() => undefined)]),
          change,
        ]);
      } catch (error) {
        if (error instanceof Problem) return error;
        throw error;
      } finally {
        over.abort();
      }
    };

    const take = (result: IteratorResult<Uint8Array, void> | Problem) => {
      reading = undefined;
      if (result instanceof Problem) {
        ended = true;
        health.failed(result);
        return;
      }
      health.answered();
      if (result.done === true) ended = true;
      else {
        lastAt = clock.now();
        if (cutter.size === 0) since = lastAt;
        cutter.push(result.value);
      }
    };

    try {
      while (!signal.aborted) {
        const now = clock.now();
        const due = retried.findIndex((piece) => piece.dueAt <= now);
        if (due >= 0) {
          yield deliver(retried.splice(due, 1)[0] as Piece);
          continue;
        }
        if (cutter.isWhole) {
          yield rest();
          ended = true;
        } else if (cutter.canCut && (cutter.size >= PIECE || now - lastAt >= IDLE)) {
          yield fresh(cutter.takeCut());
          since = clock.now();
          continue;
        } else if (cutter.size > 0 && (ended || cutter.size >= WHOLE_LIMIT || now - lastAt >= IDLE_IN_VALUE)) {
          yield fresh(cutter.takeAll());
          continue;
        }
        if (ended && inHand === 0 && retried.length === 0) return;
        const read = !ended && retried.length < MOST_RETRIED;
        const times = retried.map((piece) => piece.dueAt - now);
        if (cutter.size > 0 && !ended) times.push((cutter.canCut ? IDLE : IDLE_IN_VALUE) - (now - lastAt));
        const result = await wait(times.length === 0 ? undefined : Math.max(1, Math.min(...times)), read);
        if (result !== undefined) take(result);
      }
    } finally {
      left.abort();
      await chunks.return();
    }
  }

  return {
    name: 'stdin',
    deliveries,
    status() {
      const waiting = [...retried.map((piece) => piece.since), ...(cutter.size > 0 ? [since] : [])];
      const lag = waiting.length === 0 ? 0 : (clock.now() - Math.min(...waiting)) / SECOND;
      return { lag, ...health.status() };
    },
  };
}

import type { Clock } from '../../../base/clock.ts';
import { type EpochMs, SECOND, type Seconds } from '../../../base/units.ts';
import type { LiveDelivery } from '../live-source.ts';
import { createBell } from './bell.ts';

/** What became of a delivery whose sender waits for an answer. `late`: nothing yet; it may still succeed. */
export type Outcome = 'done' | 'again' | 'late' | 'closed';

/** Where requests wait until what they brought has had its effect. */
export interface WaitingRoom {
  /** Resolves with the outcome, after `patience` at the latest. `gone`: the sender has hung up. */
  enter(file: string, bytes: Uint8Array, gone: AbortSignal): Promise<Outcome>;
  /** The next one to be worked on; undefined once the room is closed. */
  next(): Promise<LiveDelivery | undefined>;
  /** Nobody is worked on any more who isn't yet; those in work still get their answer. */
  close(): void;
  /** Waiting or being worked on. */
  readonly size: number;
  /** Of those, being worked on though their sender has been answered or has hung up. */
  readonly abandoned: number;
  /** Seconds that the oldest of them has been there. */
  readonly lag: Seconds;
}

interface Guest {
  readonly since: EpochMs;
  readonly delivery: LiveDelivery;
  /** Answers its sender before it is done; it stays only if it is in work already. */
  dismiss(outcome: Outcome): void;
}

export function createWaitingRoom(clock: Clock, patience: Seconds): WaitingRoom {
  const bell = createBell();
  const guests = new Set<Guest>();
  const queue: Guest[] = [];
  let abandoned = 0;
  let isClosed = false;

  /** One who isn't in work leaves for good: its sender comes again. */
  const leave = (guest: Guest): boolean => {
    const at = queue.indexOf(guest);
    if (at < 0) return false;
    queue.splice(at, 1);
    return guests.delete(guest);
  };

  return {
    async enter(file, bytes, gone) {
      if (isClosed) return 'closed';
      const answered = new AbortController();
      const outcome = new Promise<Outcome>((resolve) => {
        const end = (outcome: Outcome) => {
          if (!guests.delete(guest)) return;
          if (answered.signal.aborted) abandoned--;
          answered.abort();
          resolve(outcome);
        };
        const guest: Guest = {
          since: clock.now(),
          dismiss: (outcome) => {
            if (answered.signal.aborted) return;
            if (!leave(guest)) abandoned++;
            answered.abort();
            resolve(outcome);
          },
          delivery: {
            file,
            size: bytes.length,
            open: async () => bytes,
            ack: async () => end('done'),
            retry: async () => end('again'),
          },
        };
        guests.add(guest);
        queue.push(guest);
        bell.ring();
        const late = () => guest.dismiss('late');
        gone.addEventListener('abort', late, { once: true, signal: answered.signal });
        void clock.sleep(patience * SECOND, answered.signal).then(late);
      });
      return outcome;
    },
    async next() {
      for (;;) {
        if (isClosed) return undefined;
        const guest = queue.shift();
        if (guest !== undefined) return guest.delivery;
        await bell.heard();
      }
    },
    close() {
      isClosed = true;
      for (const guest of [...queue]) guest.dismiss('closed');
      bell.ring();
    },
    get size() {
      return guests.size;
    },
    get abandoned() {
      return abandoned;
    },
    get lag() {
      const now = clock.now();
      return Math.round((now - Math.min(now, ...[...guests].map(({ since }) => since))) / SECOND);
    },
  };
}

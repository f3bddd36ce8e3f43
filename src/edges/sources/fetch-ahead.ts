import { setMaxListeners } from 'node:events';
import { type Bytes, MiB } from '../../base/units.ts';
import type { Listed } from './source.ts';

/**
 * So many GETs at once. A GET takes some 0.8 ms of processor in the SDK and its first byte comes after 20 to 60 ms, so this is about where one
 * thread has no time left; the SDK opens 50 connections, of which two are left for listing. Far below 5,500 a second, where S3 begins to
 * throttle a prefix.
 */
export const GETS_AT_ONCE = 48;
/** As stored; what is under way or waits for its turn. */
export const BYTES_AHEAD: Bytes = 32 * MiB;
/** So that one object that has to be asked for again doesn't hold up the others. */
const OBJECTS_AHEAD = 200;

/** What was listed; a delivery that is being fetched already comes with its body. */
export type Ahead = Listed & { readonly body?: Promise<Uint8Array> };

/**
 * Lists in the background, and begins to fetch while earlier ones are worked on, so that a scan waits for the network's width and not for its
 * round trips. The order is that of the listing.
 * @param find the listing; ends early with its signal
 * @param begin what comes of one thing found: begins to fetch it where that is wanted
 */
export async function* fetchAhead<F>(
  signal: AbortSignal | undefined,
  find: (stop: AbortSignal) => AsyncIterable<F>,
  begin: (found: F, stop: AbortSignal) => Ahead,
): AsyncGenerator<Listed, void> {
  // Ends what is still being fetched when the listing is left early.
  const end = new AbortController();
  const stop = signal === undefined ? end.signal : AbortSignal.any([signal, end.signal]);
  // Each object that is on its way listens to it.
  setMaxListeners(0, stop);
  const queue: Ahead[] = [];
  const room = createBell();
  const news = createBell();
  let gets = 0;
  let bytes = 0;
  let ended = false;
  const fetched = () => {
    gets--;
    room.ring();
  };
  const list = async () => {
    for await (const found of find(stop)) {
      const listed = begin(found, stop);
      if (listed.body !== undefined) {
        gets++;
        bytes += sizeOf(listed);
        // Whoever opens it gets the error; nobody may.
        listed.body.then(fetched, fetched);
      }
      queue.push(listed);
      news.ring();
      while (!stop.aborted && (gets >= GETS_AT_ONCE || bytes >= BYTES_AHEAD || queue.length >= OBJECTS_AHEAD)) await room.rung();
      if (stop.aborted) return;
    }
  };
  const ring = () => {
    room.ring();
    news.ring();
  };
  stop.addEventListener('abort', ring, { once: true });
  const listing = list().finally(() => {
    ended = true;
    news.ring();
  });
  listing.catch(() => {});
  let drained = false;
  try {
    for (;;) {
      while (queue.length === 0 && !ended && !stop.aborted) await news.rung();
      const listed = queue.shift();
      drained = listed === undefined;
      if (listed === undefined || stop.aborted) break;
      yield listed;
      if (listed.body !== undefined) bytes -= sizeOf(listed);
      room.ring();
    }
  } finally {
    if (!drained) end.abort();
    stop.removeEventListener('abort', ring);
    await listing;
  }
}

function sizeOf(listed: Ahead): Bytes {
  return listed.kind === 'delivery' ? (listed.delivery.size ?? 0) : 0;
}

/** Wakes the one that waits for it. */
function createBell() {
  let wake = () => {};
  return {
    ring: () => wake(),
    rung: () =>
      new Promise<void>((resolve) => {
        wake = resolve;
      }),
  };
}

import { constants, createGunzip, type Gunzip, gzipSync } from 'node:zlib';
import type { Bytes } from '../../../base/units.ts';

/** Inflates gzip into memory of the caller. */
export interface InflateInto {
  /** How many bytes it has become; undefined if the gzip is damaged, is more than one with something behind it, or doesn't fit. */
  inflate(gzip: Uint8Array, into: Buffer): Bytes | undefined;
}

/** What zlib's streams write with, inside of Node (the same in 20, 22 and 24). No part of its interface: so it is tried out first. */
interface Handle {
  onerror: (message: string) => void;
  reset(): void;
  writeSync(flush: number, from: Uint8Array, at: number, size: number, into: Uint8Array, to: number, room: number): void;
}

type Opened = Gunzip & { readonly _handle?: Handle; readonly _writeState?: Uint32Array };

/**
 * With `gunzipSync` each file gets a stream of its own and memory of its own, which the system has to find and to clear: two fifths of the
 * time of inflating. Here there is one stream and the memory that is there already. Undefined where this Node isn't made like that.
 */
export function createInflateInto(): InflateInto | undefined {
  let opened = open();
  if (opened === undefined) return undefined;
  const made: InflateInto = {
    inflate(gzip, into) {
      opened ??= open();
      if (opened === undefined) return undefined;
      const { handle, state } = opened;
      opened.failed = false;
      handle.reset();
      handle.writeSync(constants.Z_FINISH, gzip, 0, gzip.length, into, 0, into.length);
      if (opened.failed) {
        // After an error a handle is closed.
        opened = undefined;
        return undefined;
      }
      const [room, left] = state;
      return room === 0 || left !== 0 ? undefined : into.length - room!;
    },
  };
  return works(made) ? made : undefined;
}

function open() {
  const { _handle: handle, _writeState: state } = createGunzip() as Opened;
  if (typeof handle?.writeSync !== 'function' || typeof handle.reset !== 'function' || !(state instanceof Uint32Array))
    return undefined;
  const opened = { handle, state, failed: false };
  handle.onerror = () => {
    opened.failed = true;
  };
  return opened;
}

function works(made: InflateInto): boolean {
  const text = Buffer.from('{"Records":[]}'.repeat(100));
  const into = Buffer.alloc(text.length + 1);
  try {
    const gzip = gzipSync(text);
    return (
      made.inflate(gzip, into) === text.length &&
      into.subarray(0, text.length).equals(text) &&
      made.inflate(gzip.subarray(0, 20), into) === undefined &&
      made.inflate(gzip, into) === text.length
    );
  } catch {
    return false;
  }
}

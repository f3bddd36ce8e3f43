import { closeSync, constants, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import type { ReadRoom } from '../../base/read-room.ts';
import { type Bytes, MiB } from '../../base/units.ts';
import { guarded } from './guarded.ts';
import { readProblem } from './read-problem.ts';
import { type Delivery, type SourceOptions, WHOLE_LIMIT } from './source.ts';

const CHUNK: Bytes = MiB;

/** A regular file. */
export function fileDelivery(file: string, size: Bytes, options: SourceOptions): Delivery {
  const stream = () => guarded(() => createReadStream(file, { highWaterMark: CHUNK }), file, options.signal);
  // Small files are read synchronously: on thousands of files of 10 KB asynchronous calls took three to five times as long.
  return { file, size, open: async (room) => readWhole(file, room) ?? stream(), elsewhere: 'named' };
}

/** Undefined if it is too large, or doesn't say its size (files of /proc). @throws {Problem} */
function readWhole(file: string, room: ReadRoom | undefined): Uint8Array | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(file, 'r');
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size === 0 || stat.size > WHOLE_LIMIT) return undefined;
    const bytes = room?.of(stat.size) ?? Buffer.allocUnsafeSlow(stat.size);
    let length = 0;
    while (length < stat.size) {
      const count = readSync(fd, bytes, length, stat.size - length, null);
      if (count === 0) break;
      length += count;
    }
    return length === bytes.length ? bytes : bytes.subarray(0, length);
  } catch (error) {
    throw readProblem(error, file);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/**
 * A pipe or device that was named explicitly (`<(…)`, `/dev/stdin`). Pipes are waited for by the event loop: a blocked `open` or
 * `read` would hold a thread and keep the process from ending.
 */
export function pipeDelivery(file: string, isFifo: boolean, options: SourceOptions): Delivery {
  const stream = () => {
    if (isStdin(file)) return process.stdin;
    if (!isFifo) return createReadStream(file);
    return new Socket({ fd: openSync(file, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false });
  };
  return { file, size: undefined, open: async () => guarded(stream, file, options.signal) };
}

/** Opening these anew fails for some kinds of standard input (sockets), and is needless for all. */
function isStdin(file: string): boolean {
  return file === '/dev/stdin' || file === '/dev/fd/0' || file === '/proc/self/fd/0';
}

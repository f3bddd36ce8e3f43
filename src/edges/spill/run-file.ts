import type { Bytes } from '../../base/units.ts';
import { openTempFile, type TempFile } from './temp-file.ts';

/** A sequence of blocks inside a run file. */
export interface Run {
  readonly start: Bytes;
  readonly end: Bytes;
  /** The largest block in it: what reading it takes in memory. */
  readonly largest: Bytes;
}

/** Many runs in one temporary file, each of blocks of bytes. */
export interface RunFile {
  /** @throws {Problem} SPILL_FAILED */
  write(blocks: Iterable<Uint8Array>): Run;
  /** @throws {Problem} SPILL_FAILED */
  read(run: Run): Generator<Uint8Array, void>;
  close(): void;
}

/** The length of a block, before it. */
const HEADER: Bytes = 4;

/** @throws {Problem} SPILL_FAILED */
export function openRunFile(): RunFile {
  const file: TempFile = openTempFile();
  return {
    write(blocks) {
      const start = file.size;
      let largest = 0;
      for (const block of blocks) {
        const bytes = Buffer.allocUnsafe(HEADER + block.length);
        bytes.writeUInt32LE(block.length, 0);
        bytes.set(block, HEADER);
        file.append(bytes);
        largest = Math.max(largest, bytes.length);
      }
      return { start, end: file.size, largest };
    },
    *read(run) {
      const header = Buffer.allocUnsafe(HEADER);
      for (let at = run.start; at < run.end; ) {
        file.read(at, header);
        const bytes = new Uint8Array(header.readUInt32LE(0));
        file.read(at + HEADER, bytes);
        at += HEADER + bytes.length;
        yield bytes;
      }
    },
    close: () => file.close(),
  };
}

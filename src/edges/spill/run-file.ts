import { type Bytes, KiB } from '../../base/units.ts';
import { openTempFile, type TempFile } from './temp-file.ts';

/** A sorted sequence of items inside a run file. */
export interface Run {
  readonly start: Bytes;
  readonly end: Bytes;
  /** The largest block in it: what reading it takes in memory. */
  readonly largest: Bytes;
}

/** Takes items until they fill a block, and blocks until the run is done. */
export interface RunWriter<T> {
  add(item: T, weight: Bytes): void;
  done(): Run;
}

/** Many runs in one temporary file. */
export interface RunFile {
  /** One at a time. */
  write<T>(): RunWriter<T>;
  read<T>(run: Run): Generator<T, void>;
  close(): void;
}

/**
 * A block is a JSON array of about this many bytes after its length in four bytes. Whole blocks go through `JSON.stringify` and
 * `JSON.parse` at once, and no end has to be searched for.
 */
const BLOCK: Bytes = 16 * KiB;
const HEADER: Bytes = 4;

export function openRunFile(): RunFile {
  const file: TempFile = openTempFile();
  return {
    write<T>(): RunWriter<T> {
      const start = file.size;
      let largest = 0;
      let block: T[] = [];
      let weight = 0;
      const flush = () => {
        const text = JSON.stringify(block);
        const bytes = Buffer.allocUnsafe(HEADER + Buffer.byteLength(text));
        bytes.writeUInt32LE(bytes.length - HEADER, 0);
        bytes.write(text, HEADER, 'utf8');
        file.append(bytes);
        largest = Math.max(largest, bytes.length);
        block = [];
        weight = 0;
      };
      return {
        add(item, itemWeight) {
          block.push(item);
          weight += itemWeight;
          if (weight >= BLOCK) flush();
        },
        done() {
          if (block.length > 0) flush();
          return { start, end: file.size, largest };
        },
      };
    },
    *read<T>(run: Run) {
      const header = Buffer.allocUnsafe(HEADER);
      for (let at = run.start; at < run.end; ) {
        file.read(at, header);
        const bytes = Buffer.allocUnsafe(header.readUInt32LE(0));
        file.read(at + HEADER, bytes);
        at += HEADER + bytes.length;
        yield* JSON.parse(bytes.toString('utf8')) as T[];
      }
    },
    close: () => file.close(),
  };
}

import { type Bytes, MiB } from '../../base/units.ts';
import { countedText } from './window-counts.ts';

/**
 * Numbers texts in the order of their coming, from 0 on. Very many are kept outside of V8's heap, which lets four times its content
 * pile up before it collects.
 */
export interface TextNumbers {
  /** The number of a text; a new one if it is new. */
  add(text: string): number;
  textOf(number: number): string;
  readonly size: number;
  readonly bytes: Bytes;
}

/** One text is within one chunk. */
const CHUNK: Bytes = MiB / 4;
const FIRST_SLOTS = 1024;
/** A table, a hash and a start of each text. */
const BYTES_BESIDE: Bytes = 20;

export function createTextNumbers(): TextNumbers {
  const chunks: Uint8Array[] = [];
  let chunk = new Uint8Array(0);
  let used = 0;
  let bytes = 0;
  let size = 0;
  let hashes = new Int32Array(FIRST_SLOTS);
  /** Chunk and offset of each text. */
  let places = new Int32Array(2 * FIRST_SLOTS);
  /** Number plus one; 0: free. */
  let table = new Int32Array(2 * FIRST_SLOTS);

  /** A text is its length in three bytes, how many bytes a character takes, and its characters. */
  const isAt = (text: string, number: number): boolean => {
    const inChunk = chunks[places[2 * number]!]!;
    let i = places[2 * number + 1]!;
    const { length } = text;
    if ((inChunk[i]! | (inChunk[i + 1]! << 8) | (inChunk[i + 2]! << 16)) !== length) return false;
    const isWide = inChunk[i + 3] === 2;
    i += 4;
    for (let k = 0; k < length; k++) {
      const code = isWide ? inChunk[i + 2 * k]! | (inChunk[i + 2 * k + 1]! << 8) : inChunk[i + k]!;
      if (code !== text.charCodeAt(k)) return false;
    }
    return true;
  };
  const write = (text: string) => {
    const { length } = text;
    const width = isLatin(text) ? 1 : 2;
    const needed = 4 + width * length;
    if (used + needed > chunk.length) {
      chunk = new Uint8Array(Math.max(CHUNK, needed));
      chunks.push(chunk);
      used = 0;
    }
    places[2 * size] = chunks.length - 1;
    places[2 * size + 1] = used;
    chunk[used] = length;
    chunk[used + 1] = length >>> 8;
    chunk[used + 2] = length >>> 16;
    chunk[used + 3] = width;
    used += 4;
    for (let k = 0; k < length; k++) {
      const code = text.charCodeAt(k);
      chunk[used++] = code;
      if (width === 2) chunk[used++] = code >>> 8;
    }
    bytes += needed + BYTES_BESIDE;
  };
  const grow = () => {
    hashes = enlarged(hashes);
    places = enlarged(places);
    table = new Int32Array(2 * table.length);
    for (let number = 0; number < size; number++) {
      let slot = hashes[number]! & (table.length - 1);
      while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
      table[slot] = number + 1;
    }
  };

  return {
    add(text) {
      const hash = countedText(text, 0);
      let slot = hash & (table.length - 1);
      for (; table[slot] !== 0; slot = (slot + 1) & (table.length - 1)) {
        const number = table[slot]! - 1;
        if (hashes[number] === hash && isAt(text, number)) return number;
      }
      write(text);
      hashes[size] = hash;
      table[slot] = ++size;
      if (size === hashes.length) grow();
      return size - 1;
    },
    textOf(number) {
      const inChunk = Buffer.from(chunks[places[2 * number]!]!.buffer);
      const start = places[2 * number + 1]!;
      const length = inChunk.readUIntLE(start, 3);
      const width = inChunk[start + 3]!;
      return inChunk.toString(width === 2 ? 'utf16le' : 'latin1', start + 4, start + 4 + width * length);
    },
    get size() {
      return size;
    },
    get bytes() {
      return bytes;
    },
  };
}

function isLatin(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 255) return false;
  return true;
}

function enlarged(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * numbers.length);
  larger.set(numbers);
  return larger;
}

import { type Bytes, KiB } from '../../base/units.ts';

/** A block is a JSON array of at least this many characters: no end has to be searched for, and all of it is parsed at once. */
const BLOCK: Bytes = 16 * KiB;

export function* packJson(items: Iterable<unknown>): Generator<Uint8Array, void> {
  let texts: string[] = [];
  let size = 0;
  for (const item of items) {
    const text = JSON.stringify(item);
    texts.push(text);
    size += text.length;
    if (size < BLOCK) continue;
    yield Buffer.from(`[${texts.join()}]`);
    texts = [];
    size = 0;
  }
  if (texts.length > 0) yield Buffer.from(`[${texts.join()}]`);
}

export function* unpackJson<T>(blocks: Iterable<Uint8Array>): Generator<T, void> {
  for (const block of blocks) yield* JSON.parse(decoder.decode(block)) as T[];
}

const decoder = new TextDecoder();

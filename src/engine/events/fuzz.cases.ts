import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect } from 'vitest';
import { decodeWhole } from './decode.ts';
import { streamed, told } from './decoded-text.cases.ts';

/** Properties of decoding that hold for any bytes; the unit suite tries a few hundred, the deep suite many. */

const folder = new URL('../../../fixtures/events/', import.meta.url);
const originals = readdirSync(folder).map((file) => readFileSync(new URL(file, folder)));
const plain = originals.map((bytes) => (bytes[0] === 0x1f && bytes.length > 500 ? attempt(bytes) : bytes));

function attempt(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch {
    return bytes;
  }
}

/** Values nested about as deep as a record may be. */
const deep = [97, 98, 99, 100, 101].flatMap((levels) => [
  `${'['.repeat(levels)}${']'.repeat(levels)},`,
  `"a":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)},`,
]);

const edit = fc.record({
  at: fc.nat(),
  /** Moved on to where a key or a value may begin, and nothing taken away: then a value that fits may come in. */
  fits: fc.boolean(),
  remove: fc.nat(40),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 8 }),
    fc
      .constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        ',',
        ':',
        '\\',
        '\n',
        '\0',
        '{"Records":[',
        ']}',
        'null',
        '"__proto__":',
        '\ufeff',
        ...deep,
      )
      .map((text) => new Uint8Array(Buffer.from(text))),
  ),
});

function beginning(bytes: Buffer, from: number): number {
  const found = bytes.subarray(from).findIndex((byte) => byte === 0x7b || byte === 0x5b || byte === 0x2c);
  return found < 0 ? from : from + found + 1;
}

/** Fixtures with a few edits, whole or cut, gzipped or not. */
export const mutated = fc
  .record({
    base: fc.nat(plain.length - 1),
    edits: fc.array(edit, { maxLength: 6 }),
    cut: fc.option(fc.nat()),
    zip: fc.boolean(),
    damage: fc.option(fc.nat()),
  })
  .map(({ base, edits, cut, zip, damage }) => {
    let bytes = plain[base] as Buffer;
    for (const { at, fits, remove, insert } of edits) {
      const from = bytes.length === 0 ? 0 : at % (bytes.length + 1);
      const i = fits ? beginning(bytes, from) : from;
      bytes = Buffer.concat([bytes.subarray(0, i), insert, bytes.subarray(i + (fits ? 0 : remove))]);
    }
    if (cut !== null && bytes.length > 0) bytes = bytes.subarray(0, cut % bytes.length);
    if (!zip) return bytes;
    const zipped = gzipSync(bytes);
    if (damage !== null) zipped[damage % zipped.length] = (zipped[damage % zipped.length] as number) ^ 0x55;
    return zipped;
  });

export const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 });

/** Any bytes end in something, and always in the same, however they are split. */
export async function splitsAgree(bytes: Uint8Array, split: readonly number[]): Promise<void> {
  const whole = told(await streamed(bytes));
  expect(whole.length).toBeGreaterThan(0);
  expect(told(await streamed(bytes, split))).toEqual(whole);
}

/** What is decoded in one go is what a stream gives. */
export async function waysAgree(bytes: Uint8Array, split: readonly number[]): Promise<void> {
  const whole = decodeWhole(bytes, 'file');
  if (whole !== undefined) expect(told(whole)).toEqual(told(await streamed(bytes, split)));
}

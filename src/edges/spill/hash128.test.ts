import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hash128 } from './hash128.ts';

const hashed = (text: string): number[] => {
  const into = new Uint32Array(4);
  hash128(text, into);
  return [...into];
};

describe('128 bits of an id', () => {
  /** From the Python package mmh3 5: `mmh3.hash128(text.encode('utf-16-le'), 0x74726c77, x64arch=False)`, as four words, lowest first. */
  test.each([
    ['', [0x3de74035, 0x98e45715, 0x98e45715, 0x98e45715]],
    ['a', [0xfab4cabd, 0xc1a71b8e, 0xc1a71b8e, 0xc1a71b8e]],
    ['hello', [0x28c23bf6, 0xadedf934, 0x7befe0f5, 0xa9f1a4df]],
    ['0123456', [0x08a40bfd, 0x54005e9b, 0xd1a796c8, 0x2071fcb1]],
    ['01234567', [0x06a7b5d3, 0x8c257e8a, 0xe90f07ec, 0xae6beb0a]],
    ['The quick brown fox jumps over the lazy dog', [0x68fffb00, 0x6896aeb6, 0xe8b261a6, 0x23cb6909]],
    ['ÄÖ€', [0x587a2d02, 0x5ad07959, 0xb86e1583, 0xb86e1583]],
    ['x'.repeat(37), [0xae143ee0, 0xb58ca8ba, 0xbf02c8b2, 0xd7ecc1d9]],
  ])('%j is as MurmurHash3 has it', (text, words) => {
    expect(hashed(text)).toEqual(words);
  });

  test('a UUID is its own digits', () => {
    expect(hashed('01234567-89ab-cdef-0123-456789abcdef')).toEqual([0x01234567, 0x89abcdef, 0x01234567, 0x89abcdef]);
  });

  test.each([
    ['upper case', '01234567-89AB-CDEF-0123-456789ABCDEF'],
    ['a dash too few', '01234567-89ab-cdef-01230456789abcdef'],
    ['a letter past f', '01234567-89ab-cdef-0123-456789abcdeg'],
    ['a full-width digit', '\uff101234567-89ab-cdef-0123-456789abcdef'],
  ])('what only looks like one is another id: %s', (_, text) => {
    expect(hashed(text)).not.toEqual(hashed('01234567-89ab-cdef-0123-456789abcdef'));
  });

  test('the empty id is not the nil UUID', () => {
    expect(hashed('')).not.toEqual(hashed('00000000-0000-0000-0000-000000000000'));
  });

  test('different texts have different hashes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(hashed(a).join() === hashed(b).join()).toBe(a === b);
      }),
    );
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonWeight, shorten } from './short-text.ts';

it('weighs what JSON makes of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(jsonWeight(text)).toBe(Buffer.byteLength(JSON.stringify(text)));
    }),
  );
});

it.each(['', 'aws-cli/2.17', 'a"b', '\ud800', 'é'.repeat(50)])('leaves %j as it is', (text) => {
  expect(shorten(text, 512)).toBe(text);
});

it.each(['x', '"', '\u0007', 'é', '…', '😀', '\ud800'])('cuts many %j to what fits, between characters', (character) => {
  const short = shorten(character.repeat(1000), 256);
  expect(jsonWeight(short)).toBeLessThanOrEqual(256);
  expect(jsonWeight(short)).toBeGreaterThan(240);
  expect(short.endsWith('…')).toBe(true);
  expect(shorten(short, 256)).toBe(short);
});

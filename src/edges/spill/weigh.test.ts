import { expect, test } from 'vitest';
import { weigh } from './weigh.ts';

test('every string counts, however deep', () => {
  const text = 'x'.repeat(1000);
  for (const value of [text, [text], { a: text }, { a: [{ b: text }] }]) {
    expect(weigh(value)).toBeGreaterThan(1000);
    expect(weigh(value)).toBeLessThan(1200);
  }
});

test('nesting without end is cut', () => {
  let deep: unknown = 'x';
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(weigh(deep)).toBeGreaterThan(0);
});

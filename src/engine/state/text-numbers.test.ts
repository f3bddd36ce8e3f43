import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTextNumbers } from './text-numbers.ts';

it('gives each text one number, and the text for the number', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('', 'a', 'ÿ', 'Ā', '\ud800'));
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      const numbers = createTextNumbers();
      const known = [...new Set(texts)];
      expect(texts.map((each) => numbers.add(each))).toEqual(texts.map((each) => known.indexOf(each)));
      expect(known.map((_, number) => numbers.textOf(number))).toEqual(known);
      expect(numbers.size).toBe(known.length);
    }),
  );
});

it('takes many texts, and long ones', () => {
  const numbers = createTextNumbers();
  const texts = Array.from({ length: 20_000 }, (_, i) => (i % 5000 === 7 ? 'é'.repeat(400_000 + i) : `text ${i}`));
  for (const [i, text] of texts.entries()) expect(numbers.add(text)).toBe(i);
  for (const [i, text] of texts.entries()) expect(numbers.add(text)).toBe(i);
  expect(texts.every((text, i) => numbers.textOf(i) === text)).toBe(true);
});

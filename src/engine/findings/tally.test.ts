import { expect, it } from 'vitest';
import { createTally, mostFrequent } from './tally.ts';

function tallied(values: Iterable<string>, budget = 8192) {
  const tally = createTally(budget);
  for (const value of values) tally.add(value);
  return tally.counts();
}

it('names the most frequent first, equals in the order of their text', () => {
  expect(mostFrequent(tallied(['b', 'a', 'c', 'c', 'd', 'd'])!, 3)).toEqual(['c', 'd', 'a']);
});

it('takes names of the prototype for values', () => {
  expect(mostFrequent(tallied(['__proto__', 'constructor', '__proto__'])!, 2)).toEqual(['__proto__', 'constructor']);
});

it('gives up when the distinct values no longer fit, in whatever order they come', () => {
  const values = Array.from({ length: 200 }, (_, i) => `value-${'x'.repeat(i)}`);
  const fitting = values.slice(0, 80);
  expect(tallied([...fitting, ...fitting])).toEqual(tallied([...fitting, ...fitting].reverse()));
  expect(tallied(fitting)?.size).toBe(80);
  expect(tallied(values)).toBeUndefined();
  expect(tallied([...values].reverse())).toBeUndefined();
});

it('goes on from what it was', () => {
  const values = Array.from({ length: 150 }, (_, i) => `some-value-${i}`);
  const first = createTally(8192);
  for (const value of values) first.add(value);
  const second = createTally(8192, first.counts());
  for (const value of values) second.add(value);
  expect([...second.counts()!.values()]).toEqual(values.map(() => 2));
  const full = createTally(8192, null);
  full.add('a');
  expect(full.counts()).toBeUndefined();
});

it('counts values as one whose difference is cut off', () => {
  expect([...tallied(['x'.repeat(2000), 'x'.repeat(3000), `${'x'.repeat(508)}…`])!.values()].reduce((a, b) => a + b)).toBe(3);
  expect(tallied(['x'.repeat(2000), 'x'.repeat(3000)])?.size).toBe(1);
});

import { expect, it } from 'vitest';
import { createTally } from './tally.ts';

function tallied(values: Iterable<string>, limit = 1000) {
  const tally = createTally(limit);
  for (const value of values) tally.add(value);
  return tally;
}

it('names the most frequent first, equals in the order of their text', () => {
  expect(tallied(['b', 'a', 'c', 'c', 'd', 'd']).top(3)).toEqual(['c', 'd', 'a']);
});

it('gives the same whatever the order, below the limit', () => {
  expect(tallied(['x', 'y', 'y', 'z']).top(9)).toEqual(tallied(['y', 'z', 'x', 'y']).top(9));
});

it('keeps what is frequent though a million others come and go', () => {
  function* noisy() {
    for (let i = 0; i < 300_000; i++) {
      yield `made-up-${i}`;
      if (i % 10 === 0) yield 'the one';
    }
  }
  expect(tallied(noisy(), 100).top(1)).toEqual(['the one']);
});

it('takes names of the prototype for values', () => {
  expect(tallied(['__proto__', 'constructor', '__proto__']).top(2)).toEqual(['__proto__', 'constructor']);
});

import { expect, it } from 'vitest';
import type { Predicate, Test } from '../../../model/predicate.ts';
import { evaluate } from '../evaluate.ts';
import { RuleIndex } from './rule-index.ts';

const equals = (value: string): Test => ({ is: 'equals', value });
const asks = (...any: Test[]): Predicate => ({ op: 'together', fields: [{ path: 'a', any }] });

it('lets a listed value in that anything-but beside it excludes', () => {
  const rule = asks({ is: 'except', of: [{ is: 'prefix', value: 'a' }] }, equals('ab'));
  const index = new RuleIndex([rule]);
  expect(['ab', 'ac', 'b'].map((a) => index.match({ a }))).toEqual([[0], [], [0]]);
});

it('turns a condition around for all leaves together', () => {
  const index = new RuleIndex([{ op: 'not', of: { op: 'field', path: 'a', test: equals('x') } }]);
  expect([['x', 'y'], ['y', 'z'], []].map((a) => index.match({ a }))).toEqual([[], [0], [0]]);
});

it('answers the same when it has to forget', () => {
  const rules = [
    asks(equals('a')),
    asks({ is: 'prefix', value: 'b' }),
    asks({ is: 'except', of: [equals('c'), { is: 'suffix', value: 'd' }] }),
  ];
  const values = ['a', 'b', 'bd', 'c', 'd', 'e', 1, null, true];
  const index = new RuleIndex(rules, 2);
  for (let round = 0; round < 200; round++) {
    const a = values[(round * round + round) % values.length]!;
    expect(index.match({ a })).toEqual(rules.flatMap((rule, number) => (evaluate(rule, { a }) ? [number] : [])));
  }
});

it('keeps no more values than it may', () => {
  const index = new RuleIndex([asks({ is: 'contains', value: 'x' })], 8) as unknown as {
    slots: { remembered: Map<unknown, unknown> }[];
  };
  for (let n = 0; n < 1000; n++) (index as unknown as RuleIndex).match({ a: `value ${n}` });
  expect(index.slots[0]!.remembered.size).toBe(8);
});

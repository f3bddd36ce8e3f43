import { expect, it } from 'vitest';
import type { Predicate, Test } from '../../../model/predicate.ts';
import { normalForm } from './normal-form.ts';

const is = (value: string): Test => ({ is: 'equals', value });
const field = (path: string, value: string): Predicate => ({ op: 'field', path, test: is(value) });
const shown = (predicate: Predicate) =>
  normalForm(predicate).map(({ conditions, rest }) =>
    [
      ...conditions.map(
        ({ path, any, negate }) =>
          `${negate ? 'not ' : ''}${path} ${any.map((test) => (test.is === 'equals' ? test.value : test.is))}`,
      ),
      ...rest.map(({ op }) => `whole ${op}`),
    ].join(' & '),
  );

it.each<[string, Predicate, string[]]>([
  ['alternatives on one path are one condition', { op: 'any', of: [field('p', 'A'), field('p', 'B')] }, ['p A,B']],
  ['alternatives on different paths are two', { op: 'any', of: [field('p', 'A'), field('q', 'B')] }, ['p A', 'q B']],
  [
    'a conjunction is spread over alternatives',
    { op: 'all', of: [field('s', 'S'), { op: 'any', of: [field('p', 'A'), field('q', 'B')] }] },
    ['s S & p A', 's S & q B'],
  ],
  [
    'neither of two on one path is one condition',
    { op: 'not', of: { op: 'any', of: [field('p', 'A'), field('p', 'B')] } },
    ['not p A,B'],
  ],
  ['not both is either not', { op: 'not', of: { op: 'all', of: [field('p', 'A'), field('q', 'B')] } }, ['not p A', 'not q B']],
  ['all of nothing holds always', { op: 'all', of: [] }, ['']],
  ['any of nothing never holds', { op: 'any', of: [] }, []],
])('%s', (_, predicate, expected) => {
  expect(shown(predicate)).toEqual(expected);
});

it('keeps what would grow exponentially whole, and the rest indexed', () => {
  const either = (n: number): Predicate => ({ op: 'any', of: [field(`p${n}`, 'A'), field(`q${n}`, 'B')] });
  const predicate: Predicate = { op: 'all', of: [field('s', 'S'), ...Array.from({ length: 40 }, (_, n) => either(n))] };
  const alternatives = shown(predicate);
  expect(alternatives.length).toBeLessThanOrEqual(64);
  for (const alternative of alternatives) expect(alternative).toMatch(/^s S & .*whole any$/);
});

it('keeps a long list of alternatives beside a condition', () => {
  const many: Predicate = { op: 'any', of: Array.from({ length: 500 }, (_, n) => field(`p${n}`, 'A')) };
  expect(shown({ op: 'all', of: [field('s', 'S'), many] })).toHaveLength(500);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Json, NumberLiteral } from '../../base/json.ts';
import { leafReader, leavesAt } from './fields.ts';

const { event } = fc.letrec<{ event: Json; value: Json }>((tie) => ({
  event: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'a.b', 'b.c', 'a.b.c', 'constructor', '__proto__'), tie('value'), {
    noNullPrototype: true,
  }) as fc.Arbitrary<Json>,
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    fc.constantFrom<Json>('x', 'y', 1, true, null, new NumberLiteral('12345678901234567890')),
    tie('event'),
    fc.array(tie('value'), { maxLength: 3 }) as fc.Arbitrary<Json>,
  ),
}));

const path = fc
  .array(fc.constantFrom('a', 'b', 'c', 'constructor', 'toString'), { minLength: 1, maxLength: 4 })
  .map((keys) => keys.join('.'));

it('reads at a path what a search finds there, in its order', () => {
  fc.assert(
    fc.property(event, path, (event, path) => {
      expect(leafReader(path)(event)).toEqual(leavesAt(event, path).map(({ value }) => value));
    }),
    { numRuns: 400 },
  );
});

it.each<[string, Json]>([
  ['an event that is no object', ['a']],
  ['nothing', null],
  ['a text', 'a'],
])('finds no leaves in %s', (_, event) => {
  expect(leafReader('a')(event)).toEqual(leavesAt(event, 'a').map(({ value }) => value));
});

import { describe, expect, it } from 'vitest';
import { type Json, NumberLiteral } from '../../base/json.ts';
import type { FieldTests, Predicate, Test } from '../../model/predicate.ts';
import { evaluate } from './evaluate.ts';

const field = (path: string, test: Test): Predicate => ({ op: 'field', path, test });
const is = (value: string | number | boolean | null): Test => ({ is: 'equals', value });
const together = (...fields: FieldTests[]): Predicate => ({ op: 'together', fields });
const yes: Predicate = { op: 'all', of: [] };
const no: Predicate = { op: 'any', of: [] };

describe('logic', () => {
  it.each<[string, Predicate, boolean]>([
    ['all of none is true', yes, true],
    ['any of none is false', no, false],
    ['all needs each', { op: 'all', of: [yes, no] }, false],
    ['any needs one', { op: 'any', of: [no, yes] }, true],
    ['not turns it round', { op: 'not', of: no }, true],
    ['together of no fields is true', together(), true],
  ])('%s', (_, predicate, expected) => {
    expect(evaluate(predicate, {})).toBe(expected);
  });
});

describe('paths', () => {
  it.each<[string, string, Json, boolean]>([
    ['leads through nested objects', 'a.b', { a: { b: 1 } }, true],
    ['leads through a key with a dot', 'a.b', { 'a.b': 1 }, true],
    ['leads through both mixed', 'a.b.c', { 'a.b': { c: 1 } }, true],
    ['leads through arrays of objects', 'a.b', { a: [{ c: 0 }, { b: 1 }] }, true],
    ['leads through arrays of arrays', 'a', { a: [[], [[1]]] }, true],
    ['finds elements', 'a', { a: [1] }, true],
    ['ends on no object', 'a', { a: { b: 1 } }, false],
    ['ends on no empty array', 'a', { a: [] }, false],
    ['ends on no array of empty ones', 'a', { a: [[], {}] }, false],
    ['ends on null', 'a', { a: null }, true],
    ['is not a prefix of a key', 'a.b', { a: { bc: 1 } }, false],
    ['is absent in an event that is no object', 'a', [{ a: 1 }], false],
    ['takes __proto__ for a key like any other', '__proto__.a', JSON.parse('{"__proto__":{"a":1}}'), true],
    ['sees no inherited property', 'toString', {}, false],
    ['sees no undefined', 'a', { a: undefined }, false],
    ['takes a number literal for a leaf', 'a', { a: new NumberLiteral('1e400') } as unknown as Json, true],
  ])('a path %s', (_, path, event, expected) => {
    expect(evaluate(field(path, { is: 'exists' }), event)).toBe(expected);
    expect(evaluate(field(path, { is: 'absent' }), event)).toBe(!expected);
  });

  it('is searched in deep and in long arrays', () => {
    let deep: Json = 1;
    for (let level = 0; level < 1_000; level++) deep = [deep];
    expect(evaluate(field('a', is(1)), { a: deep })).toBe(true);
    expect(evaluate(field('a', is(1)), { a: [...Array<number>(200_000).fill(0), 1] })).toBe(true);
  });
});

describe('tests', () => {
  const huge = new NumberLiteral('1e400') as unknown as Json;
  const wild = (text: string, ignoreCase?: true): Test => ({
    is: 'wildcard',
    parts: text.split('*'),
    ...(ignoreCase && { ignoreCase }),
  });
  it.each<[string, Test, Json, boolean]>([
    ['a string equals itself', is('a'), 'a', true],
    ['a string with case differs', is('a'), 'A', false],
    ['a string is no number', is('1'), 1, false],
    ['minus zero is zero', is(0), -0, true],
    ['null is null', is(null), null, true],
    ['false is not null', is(null), false, false],
    ['a literal equals its text', { is: 'equals-literal', text: '1e400' }, huge, true],
    ['a literal differs from another text', { is: 'equals-literal', text: '1E400' }, huge, false],
    ['a literal equals no string', { is: 'equals-literal', text: '1e400' }, '1e400', false],
    ['a literal is in no range', { is: 'range', low: { value: 0, inclusive: false } }, huge, false],
    ['a literal passes an exception', { is: 'except', of: [is(1)] }, huge, true],
    [
      'a bound may be included',
      { is: 'range', low: { value: 1, inclusive: true }, high: { value: 2, inclusive: false } },
      1,
      true,
    ],
    [
      'a bound may be left out',
      { is: 'range', low: { value: 1, inclusive: true }, high: { value: 2, inclusive: false } },
      2,
      false,
    ],
    ['a string is in no range', { is: 'range' }, '1', false],
    ['contains finds inside', { is: 'contains', value: 'b' }, 'abc', true],
    ['contains can ignore case', { is: 'contains', value: 'B', ignoreCase: true }, 'abc', true],
    ['a prefix of a number is none', { is: 'prefix', value: '' }, 12, false],
    ['a star takes nothing', wild('a*b'), 'ab', true],
    ['parts do not overlap', wild('ab*ba'), 'aba', false],
    ['parts do not overlap in the middle', wild('*ab*b*'), 'ab', false],
    ['the last part is taken at the end', wild('a*b*c'), 'abcbc', true],
    ['a wildcard can ignore case', wild('A*c', true), 'abC', true],
    ['addresses of both families never meet', { is: 'cidr', range: '0.0.0.0/0' }, '2001:db8::1', false],
    ['an address is in its range', { is: 'cidr', range: '192.0.2.0/24' }, '192.0.2.255', true],
    ['a range may end in the middle of a byte', { is: 'cidr', range: '2001:db8::/33' }, '2001:db8:8000::', false],
    ['any leaf that differs passes an exception', { is: 'except', of: [is('a')] }, ['a', 'b'], true],
    ['an exception needs a leaf', { is: 'except', of: [is('a')] }, [], false],
  ])('%s', (_, test, value, expected) => {
    expect(evaluate(field('a', test), { a: value })).toBe(expected);
  });
});

describe('together', () => {
  const both = together({ path: 'l.a', any: [is(1)] }, { path: 'l.b', any: [is(2)] });
  const noneOfB = together({ path: 'l.a', any: [is(1)] }, { path: 'l.b', any: [{ is: 'absent' }] });
  it.each<[string, Predicate, Json, boolean]>([
    ['takes leaves of one element', both, { l: [{ a: 1, b: 2 }] }, true],
    ['takes no leaves of two elements', both, { l: [{ a: 1 }, { b: 2 }] }, false],
    ['takes leaves of two arrays', both, { 'l.a': [1], l: [{ b: 2 }] }, true],
    [
      'follows nested arrays',
      together({ path: 'x.a', any: [is(1)] }, { path: 'x.y.b', any: [is(2)] }),
      { x: [{ a: 1, y: [{ b: 3 }, { b: 2 }] }] },
      true,
    ],
    ['asks for absence in the same element', noneOfB, { l: [{ a: 1 }, { a: 0, b: 2 }] }, true],
    ['sees what is not absent in the same element', noneOfB, { l: [{ a: 1, b: 3 }] }, false],
    [
      'asks for absence anywhere if nothing is fixed',
      together({ path: 'l.a', any: [{ is: 'absent' }] }),
      { l: [{ a: 1 }, {}] },
      false,
    ],
    ['takes absence or a value', together({ path: 'a', any: [{ is: 'absent' }, is(1)] }), { a: 1 }, true],
  ])('%s', (_, predicate, event, expected) => {
    expect(evaluate(predicate, event)).toBe(expected);
  });
});

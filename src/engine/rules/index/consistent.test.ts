import { expect, it } from 'vitest';
import type { Json } from '../../../base/json.ts';
import type { FieldTests } from '../../../model/predicate.ts';
import { buildMatcher } from '../matcher.ts';

const asks = (path: string, value: string): FieldTests => ({ path, any: [{ is: 'equals', value }] });
const absent = (path: string): FieldTests => ({ path, any: [{ is: 'absent' }] });
const matches = (fields: readonly FieldTests[], event: Json) =>
  buildMatcher([{ op: 'together', fields }]).match(event as object).length > 0;

it('takes leaves of one element of an array', () => {
  const fields = [asks('r.a', 'x'), asks('r.b', 'y')];
  expect(matches(fields, { r: [{ a: 'x', b: 'y' }] })).toBe(true);
  expect(matches(fields, { r: [{ a: 'x' }, { b: 'y' }] })).toBe(false);
});

it('takes leaves of different arrays from any elements', () => {
  const fields = [asks('q.b', 'y'), asks('r.a', 'x')];
  expect(matches(fields, { r: [{}, { a: 'x' }], q: [{ b: 'y' }] })).toBe(true);
});

it('judges absence inside the element that was chosen', () => {
  const fields = [asks('r.a', 'x'), absent('r.b')];
  expect(matches(fields, { r: [{ a: 'x' }, { b: 'y' }] })).toBe(true);
  expect(matches(fields, { r: [{ a: 'x', b: 'y' }, { a: 'z' }] })).toBe(false);
});

it('judges absence by what was chosen before it only', () => {
  const fields = [absent('r.a'), asks('r.b', 'y')];
  expect(matches(fields, { r: [{ a: 'x' }, { b: 'y' }] })).toBe(false);
});

it('looks at a large array of an attacker in passing', () => {
  const rules = Array.from({ length: 50 }, (_, n) => ({
    op: 'together' as const,
    fields: [asks('r.a', 'x'), { path: 'r.b', any: [...asks('r.b', 'y').any, { is: 'equals' as const, value: `${n}` }] }],
  }));
  const half = (element: Json) => Array.from({ length: 5_000 }, () => element);
  expect(buildMatcher(rules).match({ r: [...half({ a: 'x' }), ...half({ b: 'y' })] })).toEqual([]);
});

it('takes arrays nested a hundred thousand deep', () => {
  let nested: Json = [{ a: 'x', b: 'y' }];
  for (let depth = 0; depth < 100_000; depth++) nested = [nested];
  expect(matches([asks('r.a', 'x'), asks('r.b', 'y')], { r: nested })).toBe(true);
});

it('keeps two questions to one path on one leaf of an array', () => {
  const fields: FieldTests[] = [{ path: 'r.a', any: [{ is: 'except', of: [{ is: 'equals', value: 'x' }] }] }, asks('r.a', 'x')];
  expect(matches(fields, { r: [{ a: 'x' }, { a: 'y' }] })).toBe(false);
});

it('finds absence beside a field that may be absent itself', () => {
  const fields: FieldTests[] = [{ path: 'r.a', any: [...asks('r.a', 'x').any, { is: 'absent' }] }, absent('r.b')];
  expect(matches(fields, { r: [{ a: 'x' }, { b: 'y' }] })).toBe(true);
});

it('lets one leaf speak for a field, not two that put different elements out of reach', () => {
  const fields = [asks('a.b.c', 'x'), absent('a.b.q'), absent('a.p')];
  expect(matches(fields, { a: [{ b: { c: 'x' } }, { p: 1 }] })).toBe(true);
  expect(matches(fields, { 'a.b': [{ c: 'x' }, { q: 1 }] })).toBe(true);
  expect(matches(fields, { a: [{ b: { c: 'x' } }, { p: 1 }], 'a.b': [{ c: 'x' }, { q: 1 }] })).toBe(false);
});

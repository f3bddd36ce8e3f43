import { expect, it } from 'vitest';
import type { Predicate, SelectorStep, Test } from '../../model/predicate.ts';
import { requiredLiterals } from './requirements.ts';

const equals = (value: string): Test => ({ is: 'equals', value });
const field = (path: string, test: Test): Predicate => ({ op: 'field', path, test });
const name = (value: string) => field('eventName', equals(value));

it('says what each path needs', () => {
  const predicate: Predicate = {
    op: 'together',
    fields: [
      { path: 'errorCode', any: [{ is: 'absent' }] },
      { path: 'eventName', any: [equals('A'), equals('B')] },
      { path: 'userAgent', any: [{ is: 'prefix', value: 'aws-cli' }] },
    ],
  };
  expect(requiredLiterals(predicate)).toEqual([
    { path: 'eventName', any: [equals('A'), equals('B')] },
    { path: 'userAgent', any: [{ is: 'prefix', value: 'aws-cli' }] },
  ]);
});

it('joins alternatives on one path', () => {
  expect(requiredLiterals({ op: 'any', of: [name('A'), name('B')] })).toEqual([
    { path: 'eventName', any: [equals('A'), equals('B')] },
  ]);
});

it('keeps what all alternatives need', () => {
  const withSource = (part: Predicate): Predicate => ({ op: 'all', of: [field('eventSource', equals('s')), part] });
  const predicate: Predicate = { op: 'any', of: [withSource(name('A')), withSource(field('errorCode', equals('X')))] };
  expect(requiredLiterals(predicate)).toEqual([{ path: 'eventSource', any: [equals('s')] }]);
});

it.each<[string, Predicate]>([
  ['alternatives on different paths', { op: 'any', of: [name('A'), field('errorCode', equals('X'))] }],
  ['a negation', { op: 'not', of: name('A') }],
  ['absence', field('eventName', { is: 'absent' })],
  ['nothing asked', { op: 'all', of: [] }],
])('%s decides on nothing', (_, predicate) => {
  expect(requiredLiterals(predicate)).toEqual([]);
});

it.each<[string, Predicate]>([
  ['any of nothing', { op: 'any', of: [] }],
  ['not all of nothing', { op: 'not', of: { op: 'all', of: [] } }],
])('%s never holds', (_, predicate) => {
  expect(requiredLiterals(predicate)).toBe('never');
});

it('sees through double negation', () => {
  expect(requiredLiterals({ op: 'not', of: { op: 'not', of: name('A') } })).toEqual([{ path: 'eventName', any: [equals('A')] }]);
});

it('takes what a selector of keys needs for the same of the path, and nothing of one that names elements', () => {
  const select = (...selector: readonly SelectorStep[]): Predicate => ({ op: 'select', selector, test: equals('A') });
  expect(requiredLiterals(select({ key: 'detail' }, { key: 'a.b' }))).toEqual([{ path: 'detail.a.b', any: [equals('A')] }]);
  expect(requiredLiterals(select({ key: 'a' }, { element: 0 }))).toEqual([]);
  expect(requiredLiterals({ op: 'not', of: select({ key: 'a' }) })).toEqual([]);
});

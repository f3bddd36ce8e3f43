import { expect, it } from 'vitest';
import type { Predicate, Test } from '../../model/predicate.ts';
import { explain } from './explain.ts';

const field = (path: string, test: Test): Predicate => ({ op: 'field', path: `detail.${path}`, test });
const is = (path: string, value: string) => field(path, { is: 'equals', value });
const event = {
  detail: { eventName: 'StopLogging', n: 7, tags: ['a', 'b'], errorCode: 'AccessDenied', inner: { x: 'eventName' } },
};

it.each<[string, Predicate, boolean, string, readonly string[]]>([
  ['a text', is('eventName', 'StopLogging'), true, 'eventName is "StopLogging"', ['"StopLogging"']],
  ['a field that is not there', is('nowhere', 'x'), false, 'nowhere is "x"', []],
  ['all elements of a list', is('tags', 'c'), false, 'tags is "c"', ['"a"', '"b"']],
  ['a range', field('n', { is: 'range', low: { value: 5, inclusive: false } }), true, 'n is a number > 5', ['7']],
  ['null', { op: 'value', path: 'detail.errorCode', is: 'null' }, false, 'errorCode is null or not there', ['"AccessDenied"']],
  [
    'what a selector selects',
    { op: 'select', selector: [{ key: 'detail' }, { key: 'errorCode' }], test: { is: 'prefix', value: 'Access' } },
    true,
    '$.errorCode begins with "Access"',
    ['"AccessDenied"'],
  ],
  [
    'what a selector finds absent',
    { op: 'selected', selector: [{ key: 'detail' }, { key: 'a.b' }, { every: 'element' }], is: 'present' },
    false,
    "$.['a.b'][*] is there",
    [],
  ],
  ['an object', { op: 'value', path: 'detail.inner', is: 'present' }, true, 'inner is there', ['(a list or an object)']],
  [
    'several values of one field',
    { op: 'any', of: [is('eventName', 'A'), is('eventName', 'B')] },
    false,
    'eventName is one of "A", "B"',
    ['"StopLogging"'],
  ],
  [
    'a keyword',
    { op: 'anywhere', path: 'detail', test: { is: 'contains', value: 'Denied' } },
    true,
    'anywhere: contains "Denied"',
    ['"AccessDenied"'],
  ],
])('a leaf says what it asks and what it saw: %s', (_, predicate, holds, text, saw) => {
  expect(explain(predicate, event)).toEqual({ holds, text, saw });
});

it('a tree has an answer at every part', () => {
  const tree = explain(
    { op: 'all', of: [is('eventName', 'StopLogging'), { op: 'not', of: is('errorCode', 'AccessDenied') }] },
    event,
  );
  expect(tree).toMatchObject({
    holds: false,
    text: 'all of',
    of: [{ holds: true }, { holds: false, text: 'not', of: [{ holds: true, text: 'errorCode is "AccessDenied"' }] }],
  });
});

it('long values and many values are cut', () => {
  const many = { detail: { list: Array.from({ length: 9 }, (_, n) => String(n).repeat(500)) } };
  const { saw } = explain(is('list', 'x'), many);
  expect(saw).toHaveLength(6);
  expect(saw![0]!.length).toBe(120);
  expect(saw![5]).toBe('and 4 more');
});

import { expect, it } from 'vitest';
import type { Predicate } from '../../model/predicate.ts';
import { GradualMatcher } from './gradual-matcher.ts';

const named = (...values: string[]): Predicate => ({
  op: 'any',
  of: values.map((value) => ({ op: 'field', path: 'detail.eventName', test: { is: 'equals', value } })),
});
const failed: Predicate = { op: 'field', path: 'detail.errorCode', test: { is: 'exists' } };
const rules: readonly Predicate[] = [
  named('StopLogging', 'DeleteTrail'),
  failed,
  { op: 'all', of: [failed, named('StopLogging')] },
  { op: 'not', of: named('StopLogging') },
  { op: 'field', path: 'detail.eventName', test: { is: 'absent' } },
  { op: 'field', path: 'detail.eventName', test: { is: 'prefix', value: 'Stop' } },
];

it.each<[string, object, number[]]>([
  ['a name', { detail: { eventName: 'StopLogging', errorCode: 'AccessDenied' } }, [0, 1, 2, 5]],
  ['another name', { detail: { eventName: 'StopInstances' } }, [3, 5]],
  ['no name', { detail: { errorCode: 'AccessDenied' } }, [1, 3, 4]],
  ['a name that is an object', { detail: { eventName: { is: 'StopLogging' } } }, [3, 4]],
  ['several names in a list', { detail: { eventName: ['DeleteTrail', 'StopLogging'] } }, [0, 5]],
  ['the name in two spellings', { 'detail.eventName': 'DeleteTrail', detail: { eventName: 'StopLogging' } }, [0, 5]],
  ['a key with a dot', { 'detail.eventName': 'DeleteTrail' }, [0, 3]],
  ['a name as objects have', { detail: { eventName: 'constructor' } }, [3]],
])('the same rules match at first and after many events: %s', (_, event, expected) => {
  const matcher = new GradualMatcher(rules, 'detail.eventName', 3);
  for (let i = 0; i < 5; i++) expect(matcher.match(event)).toEqual(expected);
});

it('what one event name has left out is there for the next', () => {
  const matcher = new GradualMatcher(rules);
  const names = ['StopLogging', 'DeleteTrail', 'ListBuckets', 'StopLogging'];
  expect(names.map((eventName) => matcher.match({ detail: { eventName } }))).toEqual([[0, 5], [0, 3], [3], [0, 5]]);
});

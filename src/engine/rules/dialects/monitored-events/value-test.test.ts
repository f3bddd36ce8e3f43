import { expect, it } from 'vitest';
import { evaluate } from '../../evaluate.ts';
import { valueTest } from './value-test.ts';

const matches = (text: string, value: unknown) =>
  evaluate({ op: 'field', path: 'a', test: valueTest(text) }, { a: value as string });

const cases: readonly (readonly [text: string, hits: readonly string[], misses: readonly unknown[]])[] = [
  ['StopLogging', ['StopLogging'], ['stoplogging', 'StopLogging2', ' StopLogging', '', null]],
  ['AccessDenied*', ['AccessDenied', 'AccessDeniedException'], ['accessDenied', 'XAccessDenied']],
  [
    '*UnauthorizedOperation',
    ['UnauthorizedOperation', 'Client.UnauthorizedOperation'],
    ['UnauthorizedOperations', 'unauthorizedoperation'],
  ],
  ['*Bucket*', ['PutBucketPolicy', 'Bucket'], ['Buck', 'bucket']],
  ['Put*Policy', ['PutPolicy', 'PutBucketPolicy', 'PutPolicyPolicy'], ['PutPolic', 'PutBucketPolicies', 'utPolicy']],
  ['a*b*c', ['abc', 'a-b-c', 'abbbc'], ['acb', 'ab', 'ac']],
  ['aba*aba', ['abaaba', 'aba-aba'], ['aba', 'ababa']],
  ['a***b', ['ab', 'a*b'], ['a']],
  ['*', ['anything', ''], [1, true, null, undefined, {}]],
  ['**', ['anything', ''], [1]],
  ['What?', ['What?'], ['Whats', 'What']],
  ['a\\*', ['a\\', 'a\\b'], ['a*']],
  ['1', ['1'], [1]],
];

for (const [text, hits, misses] of cases) {
  it(`${text} matches ${hits.join(', ')} only`, () => {
    expect(hits.filter((value) => !matches(text, value))).toEqual([]);
    expect(misses.filter((value) => matches(text, value))).toEqual([]);
  });
}

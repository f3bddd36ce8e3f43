import { expect, it } from 'vitest';
import type { Predicate } from '../../src/model/predicate.ts';
import { assertSameReading } from './reading.ts';
import { repeatCases } from './repeats.cases.ts';

const equals = (path: string, value: string): Predicate => ({
  op: 'field',
  path: `detail.${path}`,
  test: { is: 'equals', value },
});
const rules: readonly Predicate[] = [
  { op: 'all', of: [equals('eventName', 'StopLogging'), equals('userIdentity.type', 'Root')] },
  { op: 'all', of: [equals('eventType', 'a'), { op: 'not', of: equals('errorCode', 'b') }] },
  { op: 'all', of: [equals('errorCode', '3'), equals('eventSource', 'cloudtrail.amazonaws.com')] },
  { op: 'all', of: [equals('eventName', 'StopLogging'), equals('userIdentity.type', 'a')] },
  { op: 'all', of: [equals('eventName', 'DescribeTrails'), { op: 'not', of: equals('userIdentity.type', 'Root') }] },
];
/** What asks for ids: they are looked for by another way, too. */
const rulesOfIds: readonly Predicate[] = [
  {
    op: 'all',
    of: [equals('eventName', 'StopLogging'), { op: 'not', of: equals('eventID', '55c8aa0c-39b5-4b41-a8d7-6e0d4b1e4b7b') }],
  },
  { op: 'all', of: [equals('eventID', '55c8aa0c-39b5-4b41-a8d7-6e0d4b1e4b7b'), equals('userIdentity.type', 'Root')] },
  { op: 'all', of: [equals('requestID', '0a1b2c3d-1111-4222-8333-444455556666'), equals('userIdentity.type', 'IAMUser')] },
];

for (const { title, contents } of repeatCases)
  it(`stretches that came before: ${title}`, () => {
    const bytes = contents.map((content) => Buffer.from(content));
    const { read, matched } = assertSameReading(rules, bytes);
    assertSameReading(rulesOfIds, bytes);
    expect(read + matched).toBeGreaterThan(0);
  });

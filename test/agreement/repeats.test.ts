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

for (const { title, contents } of repeatCases)
  it(`stretches that came before: ${title}`, () => {
    const { read, matched } = assertSameReading(
      rules,
      contents.map((content) => Buffer.from(content)),
    );
    expect(read + matched).toBeGreaterThan(0);
  });

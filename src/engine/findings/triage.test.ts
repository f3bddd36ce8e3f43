import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../base/units.ts';
import type { Finding } from '../../model/finding.ts';
import { RAW_LIMIT } from '../../model/triage-item.ts';
import { sampleMatch } from './sample-match.cases.ts';
import {
  compareFindings,
  compareMatchRecords,
  compareTriageItems,
  findingId,
  type TriageItem,
  toFindings,
  toTriageItem,
} from './triage.ts';

const noon = Date.UTC(2026, 0, 31, 12);
const item = (options: Parameters<typeof sampleMatch>[0]) => toTriageItem(sampleMatch(options));
const triaged = (items: readonly TriageItem[]) => [...toFindings([...items].sort(compareTriageItems))];

it('joins the matches of one rule, account, actor and UTC hour', () => {
  const items = [
    item({
      at: noon + 5 * MINUTE,
      id: 'b',
      detail: { eventName: 'DeleteTrail', sourceIPAddress: '192.0.2.11', errorCode: 'AccessDenied' },
    }),
    item({ at: noon, id: 'a' }),
    item({ at: noon + HOUR - 1000, id: 'c' }),
  ];
  expect(triaged(items).map(({ finding }) => finding)).toEqual([
    {
      id: findingId('cloudtrail-changes', '123456789012', 'arn:aws:iam::123456789012:user/alice', noon),
      ruleId: 'cloudtrail-changes',
      severity: 'high',
      title: 'CloudTrail changed',
      summary:
        'arn:aws:iam::123456789012:user/alice called StopLogging and DeleteTrail from 192.0.2.10 and 192.0.2.11 (3 events, 1 failed: AccessDenied)',
      status: 'open',
      firstAt: '2026-01-31T12:00:00Z',
      lastAt: '2026-01-31T12:59:59Z',
      count: 3,
      actor: 'arn:aws:iam::123456789012:user/alice',
      account: '123456789012',
      region: 'eu-central-1',
      resources: [],
      eventIds: ['a', 'b', 'c'],
      attack: ['T1562.008'],
      context: {
        eventNames: ['StopLogging', 'DeleteTrail'],
        eventSources: ['cloudtrail.amazonaws.com'],
        regions: ['eu-central-1'],
        sourceIPAddresses: ['192.0.2.10', '192.0.2.11'],
        userAgents: ['aws-cli/2.17.20'],
        errorCodes: ['AccessDenied'],
      },
    },
  ]);
});

it.each([
  ['another rule', { ruleId: 'other' }],
  ['another account', { account: '111122223333' }],
  ['another actor', { detail: { userIdentity: { arn: 'arn:aws:iam::123456789012:user/bob' } } }],
  ['the next hour', { at: noon + HOUR }],
])('keeps %s apart', (_, other) => {
  expect(triaged([item({ at: noon, id: 'a' }), item({ at: noon, id: 'b', ...other })])).toHaveLength(2);
});

it('has ids of 128 bits that no choice of names makes equal', () => {
  const id = findingId('rule', '123456789012', 'alice', noon);
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(findingId('rule","123456789012', '', 'alice', noon)).not.toBe(findingId('rule', '","123456789012', 'alice', noon));
  expect(findingId('rule', '', '\ud800', noon)).not.toBe(findingId('rule', '', '\ud801', noon));
});

it('gives the same findings in whatever order events arrive', () => {
  const items = Array.from({ length: 60 }, (_, i) =>
    item({
      id: `e-${i}`,
      at: noon + (i % 7) * 20 * MINUTE,
      ruleId: `rule-${i % 3}`,
      detail: {
        sourceIPAddress: `192.0.2.${i % 5}`,
        userIdentity: { arn: `arn:aws:iam::123456789012:user/u${i % 2}` },
        requestParameters: { arn: `arn:aws:s3:::b${i}` },
      },
    }),
  );
  const expected = triaged(items);
  fc.assert(
    fc.property(fc.shuffledSubarray(items, { minLength: items.length }), (shuffled) => {
      expect(triaged(shuffled)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

it('keeps the earliest 20 events and ARNs of many, and counts all', () => {
  const items = Array.from({ length: 500 }, (_, i) =>
    item({
      id: `e-${String(i).padStart(3, '0')}`,
      at: noon + i * 1000,
      detail: { requestParameters: { bucket: `arn:aws:s3:::b${String(999 - i)}` } },
    }),
  );
  const [{ finding, events }] = triaged(items) as [{ finding: Finding; events: TriageItem[] }];
  expect(finding.count).toBe(500);
  expect(finding.eventIds).toEqual(Array.from({ length: 20 }, (_, i) => `e-${String(i).padStart(3, '0')}`));
  expect(events.map((event) => event.record.eventId)).toEqual(finding.eventIds);
  expect(finding.resources).toEqual(Array.from({ length: 20 }, (_, i) => `arn:aws:s3:::b${980 + i}`));
});

it('takes a finding with very many different values and cuts huge ones', () => {
  function* flood() {
    const base = item({ at: noon });
    for (let i = 0; i < 200_000; i++)
      yield {
        ...base,
        record: { ...base.record, eventId: String(i), userAgent: `${i} ${i % 1000 === 0 ? 'x'.repeat(10_000) : ''}` },
      };
  }
  const { finding } = [...toFindings(flood())][0]!;
  expect(finding.count).toBe(200_000);
  expect(finding.context.userAgents.length).toBeLessThanOrEqual(10);
  for (const agent of finding.context.userAgents) expect(agent.length).toBeLessThanOrEqual(1024);
});

it('yields nothing of nothing', () => {
  expect(triaged([])).toEqual([]);
});

it('survives a round trip through JSON, as on disk', () => {
  const made = toTriageItem(sampleMatch({ detail: { userAgent: '\ud800 \u2028 __proto__' } }), '{"a":1}');
  expect(JSON.parse(JSON.stringify(made))).toEqual(made);
  expect(made.raw).toBe('{"a":1}');
});

it('cuts the JSON of a huge record and says how long it was', () => {
  const made = toTriageItem(sampleMatch(), 'x'.repeat(RAW_LIMIT + 1));
  expect(made.raw).toHaveLength(RAW_LIMIT);
  expect(made.rawLength).toBe(RAW_LIMIT + 1);
});

it('orders a timeline by time, then the most severe first, then rule and id', () => {
  const finding = (firstAt: string, severity: Finding['severity'], ruleId = 'r', id = 'i') =>
    ({ firstAt, severity, ruleId, id }) as Finding;
  const ordered = [
    finding('2026-01-31T12:00:00Z', 'low'),
    finding('2026-01-31T12:00:00.500Z', 'critical'),
    finding('2026-01-31T12:00:01Z', 'critical'),
    finding('2026-01-31T12:00:01Z', 'high', 'a', 'b'),
    finding('2026-01-31T12:00:01Z', 'high', 'b', 'a'),
    finding('2026-01-31T12:00:01Z', 'high', 'b', 'b'),
  ];
  expect([...ordered].reverse().sort(compareFindings)).toEqual(ordered);
});

it('orders matches by time, event and rule', () => {
  const ordered = [
    item({ at: noon, id: 'a', ruleId: 'r1' }),
    item({ at: noon, id: 'a', ruleId: 'r2' }),
    item({ at: noon, id: 'b', ruleId: 'r1' }),
    item({ at: noon + 500, id: 'a', ruleId: 'r1' }),
    item({ at: noon + 1000, id: 'a', ruleId: 'r1' }),
  ].map(({ record }) => record);
  expect([...ordered].reverse().sort(compareMatchRecords)).toEqual(ordered);
});

import { expect, it } from 'vitest';
import { MINUTE } from '../../base/units.ts';
import type { SeriesMatch } from '../../model/series.ts';
import { toMatchRecord } from './match-record.ts';
import { sampleMatch } from './sample-match.cases.ts';
import { toSeriesFinding } from './series-finding.ts';

const noon = Date.UTC(2026, 0, 31, 12);
const rule = { ...sampleMatch().rule, id: 'burst', title: 'Many calls', severity: 'critical' as const, attack: ['T1110'] };

function burst(actors: readonly string[], count: number): SeriesMatch {
  const events = actors.map((actor, i) => {
    const at = noon + i * MINUTE;
    const match = sampleMatch({
      ruleId: 'base',
      at,
      id: `e-${i}`,
      detail: { errorCode: 'AccessDenied', userIdentity: { arn: actor } },
    });
    return { at, eventId: `e-${i}`, record: toMatchRecord(match), resources: ['arn:aws:s3:::bucket'] };
  });
  const group = [{ name: 'sourceIPAddress', value: '192.0.2.10' }];
  return {
    ruleId: 'burst',
    id: 'f'.repeat(32),
    group,
    at: noon + 2 * MINUTE,
    firstAt: noon,
    lastAt: noon + 4 * MINUTE,
    count,
    events,
  };
}

it('takes its name from the series rule and its context from the events', () => {
  const { finding, events } = toSeriesFinding(rule, burst(['alice', 'alice'], 2));
  expect(finding).toMatchObject({
    id: 'f'.repeat(32),
    ruleId: 'burst',
    title: 'Many calls',
    severity: 'critical',
    attack: ['T1110'],
    summary: 'alice tried StopLogging from 192.0.2.10 (2 events, all failed: AccessDenied, in 4 minutes)',
    firstAt: '2026-01-31T12:00:00Z',
    lastAt: '2026-01-31T12:04:00Z',
    count: 2,
    actor: 'alice',
    account: '123456789012',
    eventIds: ['e-0', 'e-1'],
    resources: ['arn:aws:s3:::bucket'],
  });
  expect(events.map(({ record }) => record.ruleId)).toEqual(['burst', 'burst']);
});

it('of many actors says what the group shares', () => {
  expect(toSeriesFinding(rule, burst(['alice', 'bob'], 2)).finding.actor).toBe('192.0.2.10');
});

it('does not say how many failed of events that were not kept', () => {
  expect(toSeriesFinding(rule, burst(['alice', 'alice'], 900)).finding.summary).toBe(
    'alice called StopLogging from 192.0.2.10 (900 events, in 4 minutes)',
  );
});

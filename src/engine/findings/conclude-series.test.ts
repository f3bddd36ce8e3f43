import { expect, it } from 'vitest';
import { MINUTE } from '../../base/units.ts';
import type { SeriesMatch, SeriesUpdate } from '../../model/series.ts';
import type { StoredFinding } from '../../model/stored-finding.ts';
import { concludeSeries } from './conclude-series.ts';
import { toMatchRecord } from './match-record.ts';
import { createPolicy, noPolicy } from './policy.ts';
import { sampleMatch } from './sample-match.cases.ts';
import { toSeriesFinding } from './series-finding.ts';
import { setStatus } from './set-status.ts';

const noon = Date.UTC(2026, 0, 31, 12);
const now = noon + 5 * MINUTE;
const rule = { ...sampleMatch().rule, id: 'burst', title: 'Many calls' };
const event = { at: noon, eventId: 'e-1', record: toMatchRecord(sampleMatch({ at: noon })), resources: [] };
const burst = (count: number): SeriesMatch => ({
  ruleId: 'burst',
  id: 'f'.repeat(32),
  group: [],
  at: noon,
  firstAt: noon,
  lastAt: noon + count * 1000,
  count,
  events: [event],
});
const stands = (count: number): SeriesUpdate => ({ kind: 'stands', match: burst(count) });
const merged: SeriesUpdate = { kind: 'merged', ruleId: 'burst', id: 'f'.repeat(32), into: '0'.repeat(32) };
const withdrawn: SeriesUpdate = { kind: 'withdrawn', ruleId: 'burst', id: 'f'.repeat(32) };
const take = (update: SeriesUpdate, stored?: StoredFinding, policy = noPolicy) =>
  concludeSeries(rule, update, stored, policy, now);

it('opens what a scan finds, and says it again at the powers of ten', () => {
  const opened = take(stands(5))!;
  expect(opened.change).toBe('opened');
  expect(opened.finding).toMatchObject({ version: 1, finding: toSeriesFinding(rule, burst(5)).finding });
  expect(take(stands(5), opened.finding)).toBeUndefined();
  expect(take(stands(6), opened.finding)!.change).toBeUndefined();
  expect(take(stands(12), opened.finding)).toMatchObject({ change: 'repeated', finding: { version: 2 } });
});

it('marks what an earlier one has taken over, once', () => {
  const over = take(merged, take(stands(5))!.finding)!;
  expect(over).toMatchObject({ change: 'resolved', finding: { finding: { mergedInto: '0'.repeat(32) } } });
  expect(over.finding.notes).toMatchObject([{ by: 'trailwatch' }]);
  expect(take(merged, over.finding)).toBeUndefined();
  expect(take(stands(6), over.finding)!.change).toBe('opened');
});

it('closes what was withdrawn, and opens it again if it stands nevertheless', () => {
  const over = take(withdrawn, take(stands(5))!.finding)!;
  expect(over).toMatchObject({ change: 'resolved', finding: { finding: { status: 'closed' } } });
  expect(take(withdrawn, over.finding)).toBeUndefined();
  expect(take(stands(5), over.finding)).toMatchObject({ change: 'repeated', finding: { finding: { status: 'open' } } });
});

it('says nothing of the end of what nobody was told of', () => {
  const policy = createPolicy({
    exceptions: [{ id: 'known', on: 'finding', when: () => true, expires: noon + 1e9, owner: 'o', reason: 'r' }],
  });
  const quiet = take(stands(5), undefined, policy)!;
  expect(quiet).toMatchObject({ finding: { finding: { suppressedBy: 'known' } } });
  expect(quiet.change).toBeUndefined();
  expect(take(withdrawn, quiet.finding)!.change).toBeUndefined();
  expect(take(merged, undefined)).toBeUndefined();
  expect(take(withdrawn, undefined)).toBeUndefined();
});

it('leaves closed what was closed and has not gone on', () => {
  const { finding: closed } = setStatus(take(stands(5))!.finding, 'closed', { by: 'carol' }, now);
  expect(take(stands(5), closed)).toBeUndefined();
  expect(take(stands(6), closed)).toMatchObject({ change: 'repeated', finding: { finding: { status: 'open' } } });
});

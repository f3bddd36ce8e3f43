import { expect, it } from 'vitest';
import { DAY, HOUR } from '../../base/units.ts';
import { sampleFinding } from '../../edges/sinks/notice.cases.ts';
import { createMemoryStore } from '../../edges/stores/memory-store.ts';
import type { Finding } from '../../model/finding.ts';
import { dailySummary, dayFacts } from './daily-summary.ts';
import { parseEventRules } from './load-event-rules.ts';

const RUN = Date.parse('2026-03-30T06:00:00Z');
const at = (text: string) => Date.parse(text);
const user = (name: string) => `arn:aws:iam::123456789012:user/${name}`;

async function storeOf(...findings: readonly (Partial<Finding> & { readonly id: string; readonly lastAt: string })[]) {
  const store = createMemoryStore();
  const commits = findings.map((some) => {
    const finding: Finding = { ...sampleFinding, firstAt: some.lastAt, ...some };
    const stored = { finding, version: 1, updatedAt: RUN, notes: [] } as never;
    return { cells: [], ledger: [], messages: [], feeds: [], findings: [stored] };
  });
  expect(await store.commit(commits, RUN)).not.toContain(false);
  return store;
}

const [rule] = parseEventRules([
  {
    file: 'r',
    text: 'Name: daily\nScheduleExpression: cron(0 8 * * ? *)\nScheduleExpressionTimezone: Europe/Zurich\nTargets: [{Id: a, Arn: "summary:team"}]',
  },
]).rules;

it('yesterday by severity, new principals, silent sources, exceptions that end soon', async () => {
  const store = await storeOf(
    { id: 'a', lastAt: '2026-03-29T10:00:00Z', severity: 'high', ruleId: 'r1', title: 'Trail stopped', actor: user('mallory') },
    { id: 'b', lastAt: '2026-03-29T11:00:00Z', severity: 'low', ruleId: 'r2', title: 'Key made', actor: user('alice') },
    { id: 'c', lastAt: '2026-03-29T12:00:00Z', severity: 'low', ruleId: 'r2', title: 'Key made', actor: user('alice') },
    { id: 'old', lastAt: '2026-03-01T12:00:00Z', severity: 'low', ruleId: 'r2', title: 'Key made', actor: user('alice') },
    { id: 'today', lastAt: '2026-03-30T01:00:00Z', severity: 'critical', actor: user('eve') },
    {
      id: 's',
      lastAt: '2026-03-28T01:00:00Z',
      ruleId: 'trailwatch-silent-source',
      actor: '',
      account: '111122223333',
      region: 'eu-west-1',
    },
  );
  const exceptions = [
    { id: 'pentest', owner: 'red team', expires: RUN + 2 * DAY },
    { id: 'later', owner: 'ops', expires: RUN + 30 * DAY },
    { id: 'over', owner: 'ops', expires: RUN - HOUR },
  ];
  const { finding } = await dailySummary(rule!, RUN, { store, exceptions, timeZone: 'UTC' });
  expect(finding.title).toBe('Summary of 2026-03-29');
  expect(finding.summary).toBe(`3 findings: 1 high, 2 low.
- 1 × Trail stopped
- 2 × Key made
Principals with a finding for the first time: 1
- user/mallory
Silent sources: 1
- 111122223333 eu-west-1, since 2026-03-28T01:00:00Z
Exceptions that end within 7 days: 1
- pentest (red team): 2026-04-01T06:00:00Z`);
});

it('a day without anything says so', async () => {
  const { finding } = await dailySummary(rule!, RUN, { store: createMemoryStore(), exceptions: [], timeZone: 'UTC' });
  expect(finding.summary).toBe(
    'No findings.\nPrincipals with a finding for the first time: none.\nSilent sources: none.\nExceptions that end within 7 days: none.',
  );
});

it('the day is that of the zone, and has 23 hours where clocks are put forward', async () => {
  const store = await storeOf(
    { id: 'before', lastAt: '2026-03-28T22:59:59Z' },
    { id: 'first', lastAt: '2026-03-28T23:00:00Z' },
    { id: 'last', lastAt: '2026-03-29T21:59:59Z' },
    { id: 'after', lastAt: '2026-03-29T22:00:00Z' },
  );
  const { day, findings } = await dayFacts(at('2026-03-30T06:00:00Z'), { store, exceptions: [], timeZone: 'Europe/Zurich' });
  expect(day).toBe('2026-03-29');
  expect(findings.map(({ id }) => id).toSorted()).toEqual(['first', 'last']);
});

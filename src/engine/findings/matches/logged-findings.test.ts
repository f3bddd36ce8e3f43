import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MatchItem } from '../../../model/triage-item.ts';
import { loggedFindings } from './logged-findings.ts';
import { atOneMoment, matchItems } from './match-items.cases.ts';
import { createMatchLog } from './match-log.ts';
import { createRuleParts } from './rule-parts.ts';
import { createPolicy, type Policy } from '../policy.ts';
import { type IssueLookup, withOrigin } from '../role-chain.ts';
import { compareFindings, compareTriageItems, toFindings, toSort } from '../triage.ts';

const policy = createPolicy({ severities: [{ rule: 'two', account: '111122223333', severity: 'critical' }] });
const lookup: IssueLookup = (key) =>
  key === 'ASIAEXAMPLEONE' ? { accessKeyId: key, by: { actor: 'arn:aws:iam::123456789012:user/mallory' }, at: 0 } : undefined;

function logged(items: readonly MatchItem[], using: Policy) {
  const rules = createRuleParts();
  const log = createMatchLog(rules);
  for (const item of items) expect(log.add(item)).toBe(true);
  const found = [...loggedFindings(log, { rules, lookup, policy: using })];
  expect(log.groups).toBe(found.length);
  return found;
}

function sorted(items: readonly MatchItem[], using: Policy) {
  const ordered = items.map((item) => withOrigin(toSort(item), lookup)).sort(compareTriageItems);
  return [...toFindings(ordered, using)].sort((a, b) => compareFindings(a.finding, b.finding));
}

it('are the findings and events that sorting makes of the same matches, in the order of a timeline', () => {
  fc.assert(
    fc.property(matchItems, (items) => {
      expect(logged(items, policy)).toEqual(sorted(items, policy));
    }),
    { numRuns: 60 },
  );
});

it('are in order where very many begin at one moment', () => {
  const items = atOneMoment(700);
  expect(logged(items, policy)).toEqual(sorted(items, policy));
});

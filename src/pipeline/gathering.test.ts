import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDiskSpill } from '../edges/spill/disk-spill.ts';
import { atOneMoment, matchItems } from '../engine/findings/matches/match-items.cases.ts';
import type { LogRoom } from '../engine/findings/matches/match-log.ts';
import { createPolicy } from '../engine/findings/policy.ts';
import { type IssueLookup, withOrigin } from '../engine/findings/role-chain.ts';
import { compareTriageItems, toFindings, toSort } from '../engine/findings/triage.ts';
import type { MatchItem } from '../model/triage-item.ts';
import { compareTriaged, createGathering } from './gathering.ts';

const policy = createPolicy({ severities: [{ rule: 'two', account: '111122223333', severity: 'critical' }] });
const lookup: IssueLookup = (key) =>
  key === 'ASIAEXAMPLEONE' ? { accessKeyId: key, by: { actor: 'arn:aws:iam::123456789012:user/mallory' }, at: 0 } : undefined;

function gathered(items: readonly MatchItem[], room: LogRoom | undefined, limits = { memory: 500, fanIn: 2 }) {
  const spill = createDiskSpill(limits);
  const gathering = createGathering(spill, room);
  for (const item of items) gathering.add(item);
  expect(gathering.size).toBe(items.length);
  const findings = [...gathering.findings(lookup, policy)];
  spill.close();
  return findings;
}

function sorted(items: readonly MatchItem[]) {
  const ordered = items.map((item) => withOrigin(toSort(item), lookup)).sort(compareTriageItems);
  return [...toFindings(ordered, policy)].sort(compareTriaged);
}

const wide: LogRoom = { words: 1e6, texts: 1e6, characters: 1e6 };

it.each<[string, LogRoom | undefined]>([
  ['all fit', undefined],
  ['a log holds one', { ...wide, words: 1 }],
  ['a log holds few texts', { ...wide, texts: 12 }],
  ['a log holds few characters', { ...wide, characters: 2500 }],
  ['a log holds an hour, and not two', { ...wide, words: 600 }],
])('makes the findings that sorting makes of the same matches: %s', (_, room) => {
  fc.assert(
    fc.property(matchItems, (items) => {
      expect(gathered(items, room)).toEqual(sorted(items));
    }),
    { numRuns: 40 },
  );
});

it.each([[2], [1000]])('very many that begin at one moment are in order, merged %i runs at a time', (fanIn) => {
  const items = atOneMoment(3000);
  const all = sorted(items);
  for (const words of [2000, 50_000]) expect(gathered(items, { ...wide, words }, { memory: 10_000, fanIn })).toEqual(all);
});

it('one finding of more matches than a log holds stays one', () => {
  const [first] = atOneMoment(1);
  const items = Array.from({ length: 2000 }, (_, i) => ({ ...first!, record: { ...first!.record, eventId: `event ${i}` } }));
  const [triaged, ...others] = gathered(items, { ...wide, words: 3000 });
  expect(others).toEqual([]);
  expect(triaged!.finding.count).toBe(2000);
  expect(triaged).toEqual(sorted(items)[0]);
});

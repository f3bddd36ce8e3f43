import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchItems } from '../engine/findings/matches/match-items.cases.ts';
import type { SeriesInput } from '../model/series.ts';
import type { MatchItem } from '../model/triage-item.ts';
import { createMatchedPacking } from './matched-packing.ts';
import type { Matched } from './taking.ts';

function inputOf({ at, record, resources }: MatchItem, nth: number): SeriesInput {
  const { ruleId, eventId } = record;
  const values =
    nth % 3 === 0 ? {} : { 'detail.userIdentity.arn': [record.actor], 'detail.n': [nth, true, { literal: '1e999' }] };
  return { ruleId, eventId, at, values, record, resources };
}

it('what is read is what was added, whole blocks at a time', () => {
  fc.assert(
    fc.property(fc.array(matchItems, { maxLength: 12 }), fc.integer({ min: 0, max: 4 }), (lists, most) => {
      const all = lists.map((items, i): Matched => ({ items, feeds: items.slice(0, (i + most) % 5).map(inputOf) }));
      const packing = createMatchedPacking();
      const blocks = [...all.map((matched) => packing.add(matched)), packing.finish()].filter((block) => block !== undefined);
      const stored = blocks.map((block) => JSON.parse(JSON.stringify(block)) as object);
      expect(stored.flatMap((block) => [...packing.read(block)])).toEqual(all);
    }),
    { numRuns: 60 },
  );
});

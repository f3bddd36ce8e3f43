import { expect, it } from 'vitest';
import { createDiskSpill } from '../edges/spill/disk-spill.ts';
import { atOneMoment } from '../engine/findings/match-items.cases.ts';
import { createMatchLog, type MatchLog } from '../engine/findings/match-log.ts';
import { noPolicy } from '../engine/findings/policy.ts';
import { compareTriaged, createGathering } from './gathering.ts';

function findingsOf(log: MatchLog | undefined) {
  const gathering = createGathering(createDiskSpill({ memory: 10_000 }), log);
  const items = atOneMoment(3000);
  for (const item of items) gathering.add(item);
  expect(gathering.size).toBe(items.length);
  const unordered = [...gathering.unordered(() => undefined, noPolicy)];
  expect(gathering.inOrder === 0).toBe(unordered.length > 0);
  const ordered = [...gathering.ordered(() => undefined, noPolicy)];
  expect(ordered.length).toBe(gathering.inOrder);
  gathering.close();
  return [...unordered, ...ordered].sort(compareTriaged);
}

it('makes the same findings whether matches fit into the log, or not, or there is none', () => {
  const all = findingsOf(createMatchLog());
  expect(all.length).toBe(3000);
  expect(findingsOf(createMatchLog(64 * 1024))).toEqual(all);
  expect(findingsOf(undefined)).toEqual(all);
});

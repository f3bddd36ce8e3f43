import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../../base/units.ts';
import { cell, feed, message, seen, stored, T0, unit } from '../contract/sample-rows.cases.ts';
import { fromUnitBody, unitBody } from './rows.ts';
import { inTransactions, judgedParts, MOST_ITEMS, type Part, toldParts, writeOf } from './unit-writes.ts';

const retention = { findings: 90 * DAY, ledger: 30 * DAY };
const part = (bytes: number): Part => ({ item: { pk: 'a', sk: '-' }, bytes });

describe('transactions of a unit', () => {
  it('hold all parts in their order, none too many and none too much', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400_000 }), { maxLength: 300 }), (sizes) => {
        const parts = sizes.map(part);
        const chunks = inTransactions(parts);
        expect(chunks.flat()).toEqual(parts);
        for (const chunk of chunks) {
          expect(chunk.length).toBeLessThanOrEqual(MOST_ITEMS);
          expect(chunk.length === 1 || chunk.reduce((sum, { bytes }) => sum + bytes, 0) <= 3_500_000).toBe(true);
        }
        for (const [i, chunk] of chunks.entries()) expect(i === 0 || chunk.length > 0).toBe(true);
      }),
    );
  });

  it('name each item once', () => {
    const twice = unit({
      cells: [cell('a', 1)],
      ledger: [seen('e'), seen('e')],
      messages: [message('m', 'f'), message('m', 'g')],
      feeds: [feed('x'), feed('x')],
    });
    expect(judgedParts(twice, T0, retention)).toHaveLength(2);
    expect(toldParts(twice, T0)).toHaveLength(2);
  });

  it('ask for the version before, and for nothing that has locked it', () => {
    const commit = unit({
      cells: [cell('new', 1), cell('old', 4)],
      findings: [stored('f', {}, { version: 3 })],
    });
    expect(judgedParts(commit, T0, retention).map(writeOf)).toMatchObject([
      { put: { pk: 'cell#new', version: 1 }, if: { absent: true } },
      { put: { pk: 'cell#old', version: 4 }, if: { equals: { version: 3 }, lacks: ['lockedBy'] } },
      { put: { pk: 'finding#f' }, if: { equals: { version: 2 }, lacks: ['lockedBy'] } },
    ]);
  });

  it('survive being written down', () => {
    const commit = unit({
      cells: [cell('a', 1, { x: 'é' }, Number.POSITIVE_INFINITY), cell('b', 2, null, 5)],
      ledger: [seen('\ud800')],
      findings: [stored('f')],
      messages: [message('m', 'f')],
      feeds: [feed('x', -1)],
    });
    expect(fromUnitBody(JSON.parse(JSON.stringify(unitBody(commit))))).toEqual(commit);
  });
});

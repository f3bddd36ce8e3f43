import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oddTexts } from '../contract/sample-rows.cases.ts';
import { indexedFields } from '../finding-filter.ts';
import { inOrder } from '../page-cursor.ts';
import { findingStatuses } from '../../../model/finding.ts';
import {
  afterAll,
  beforeAll,
  dayOf,
  findingPartition,
  findingPartitions,
  keyText,
  newestFirst,
  oldestFirst,
  SHARDS,
} from './keys.ts';

const bytes = (text: string) => Buffer.from(text);
const isSorted = (texts: readonly string[]) =>
  texts.every((text, i) => i === 0 || bytes(texts[i - 1]!).compare(bytes(text)) <= 0);
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...oddTexts.map(([, text]) => text)));
const time = fc.oneof(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.constantFrom(0, -1, 8.64e15, -8.64e15, 1_772_366_400_000));
const hexId = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 1, maxLength: 32 });

describe('a text in a key', () => {
  it('is short, whole on the wire, and different for different texts', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const [one, other] = [keyText(a), keyText(b)];
        expect(bytes(one).toString()).toBe(one);
        expect(bytes(one).length).toBeLessThanOrEqual(900);
        expect(one === other).toBe(a === b);
      }),
    );
  });

  it('stays readable where it can', () => {
    expect(keyText('arn:aws:iam::123456789012:user/alice')).toBe('arn:aws:iam::123456789012:user/alice');
    expect(keyText('x'.repeat(301))).toMatch(/^~[0-9a-f]{32}$/);
    expect(keyText(keyText('x'.repeat(301)))).not.toBe(keyText('x'.repeat(301)));
  });
});

describe('places', () => {
  it('are ordered as pages are: newest first, then by id', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ at: time, id: hexId })), (positions) => {
        expect(isSorted([...positions].sort(inOrder).map(newestFirst))).toBe(true);
      }),
    );
  });

  it('have bounds before and after all of one time', () => {
    fc.assert(
      fc.property(time, time, anyText, (at, other, id) => {
        const [place, low, high] = [oldestFirst({ at, id }), beforeAll(other), afterAll(other)].map(bytes);
        expect(place!.compare(low!) > 0).toBe(at >= other);
        expect(place!.compare(high!) < 0).toBe(at <= other);
      }),
    );
  });
});

describe('partitions of an index', () => {
  it('of a day hold every finding of that day, by each field and without one', () => {
    fc.assert(
      fc.property(anyText, time, anyText, fc.constantFrom(...findingStatuses), (value, at, id, status) => {
        const day = dayOf(at);
        for (const field of indexedFields) {
          expect(findingPartitions(field, value, day)).toContain(findingPartition(field, value, day, id));
        }
        expect(findingPartitions(undefined, undefined, day)).toContain(findingPartition('status', status, day, id));
      }),
    );
  });

  it('spread one value over all shards', () => {
    const partitions = Array.from({ length: 4000 }, (_, i) => findingPartition('ruleId', 'tw-rule', '2026-03-01', `f${i}`));
    const counts = [...new Set(partitions)].map((name) => partitions.filter((each) => each === name).length);
    expect(counts).toHaveLength(SHARDS);
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it('days are ordered as times are', () => {
    fc.assert(fc.property(time, time, (a, b) => (a <= b ? dayOf(a) <= dayOf(b) : dayOf(a) >= dayOf(b))));
    expect([-8.64e15, 0, Date.UTC(2026, 2, 1, 23, 59), 8.64e15].map(dayOf)).toEqual([
      '0000-01-01',
      '1970-01-01',
      '2026-03-01',
      '9999-12-31',
    ]);
  });
});

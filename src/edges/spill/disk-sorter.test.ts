import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSorter, type SorterLimits } from './disk-sorter.ts';

interface Item {
  readonly key: number;
  readonly order: number;
  readonly text: string;
}

const byKey = (a: Item, b: Item) => a.key - b.key;

const sortedBy = (items: readonly Item[], limits: SorterLimits): Item[] => {
  const sorter = createSorter<Item>({ name: 'test', compare: byKey }, limits);
  for (const item of items) sorter.add(item);
  expect(sorter.size).toBe(items.length);
  return [...sorter.sorted()];
};

/** Few keys, so that there are many equal ones. */
const items = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 300 })
  .map((pairs) => pairs.map(([key, text], order): Item => ({ key, order, text })));

describe('sorting on disk', () => {
  test.each([
    ['all in memory', { memory: 1 << 20, fanIn: 8 }],
    ['a few runs', { memory: 4000, fanIn: 64 }],
    ['a run for each item, merged two at a time', { memory: 1, fanIn: 2 }],
    ['many runs, several levels', { memory: 300, fanIn: 3 }],
  ])('agrees with a stable sort in memory: %s', (_, limits) => {
    fc.assert(
      fc.property(items, (all) => {
        expect(sortedBy(all, limits)).toEqual([...all].sort(byKey));
      }),
      { numRuns: 40 },
    );
  });

  test('lone surrogates, line ends and very long texts come back as they were', () => {
    const texts = ['\ud800', '\udc00x', 'a\nb\r\n', '\u2028', '\0', 'ÄÖ€😀', 'x'.repeat(3_000_000)];
    const all = texts.map((text, order) => ({ key: 100 - order, order, text }));
    expect(sortedBy(all, { memory: 1, fanIn: 2 })).toEqual([...all].reverse());
  });

  test('hostile keys stay plain data', () => {
    const hostile = JSON.parse('{"key":1,"order":0,"text":"","__proto__":{"polluted":true}}') as Item;
    const [back] = sortedBy([hostile, { key: 2, order: 1, text: '' }], { memory: 1, fanIn: 2 });
    expect(Object.hasOwn(back as object, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('nothing added, nothing sorted', () => {
    expect(sortedBy([], { memory: 1, fanIn: 2 })).toEqual([]);
  });

  test('leaving early and closing are harmless', () => {
    const sorter = createSorter<Item>({ name: 'test', compare: byKey }, { memory: 1, fanIn: 2 });
    for (let i = 0; i < 10; i++) sorter.add({ key: 10 - i, order: i, text: '' });
    for (const item of sorter.sorted()) {
      expect(item.key).toBe(1);
      break;
    }
    sorter.close();
    sorter.close();
  });

  test('using it out of turn is a defect of the caller', () => {
    const sorter = createSorter<Item>({ name: 'test', compare: byKey });
    expect([...sorter.sorted()]).toEqual([]);
    expect(() => sorter.add({ key: 1, order: 1, text: '' })).toThrow('add after');
    expect(() => [...sorter.sorted()]).toThrow('sorted after');
  });
});

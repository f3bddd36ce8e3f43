import { describe, expect, test } from 'vitest';
import type { SeriesRule } from '../../model/series-rule.ts';
import type { Counted } from './counted.ts';
import { createReach, type Reach } from './reach.ts';

const head = { severity: 'high', dialect: 'sigma', attack: [], place: {}, generate: false } as const;
const by = [{ name: 'user', paths: {} }];
const timespan = 600_000;
const count: SeriesRule = {
  ...{ ...head, id: 'count', title: 'count', of: ['a'], by },
  series: { kind: 'count', timespan, condition: { gte: 3 } },
};
const distinct: SeriesRule = {
  ...{ ...head, id: 'distinct', title: 'distinct', of: ['a'], by },
  series: { kind: 'distinct', field: 'address', timespan, condition: { gte: 3 } },
};
const temporal: SeriesRule = {
  ...{ ...head, id: 'temporal', title: 'temporal', of: ['a', 'b'], by },
  series: { kind: 'temporal', ordered: false, timespan },
};
const start = Date.UTC(2026, 0, 31, 12);

const input = (user: string, minute = 0, address = '192.0.2.1', ruleId = 'a') => ({
  ruleId,
  at: start + minute * 60_000,
  values: { user: [user], address: [address] },
});

/** Each part is counted by itself, as in a thread, and then all together. @returns of the first input of each: may it matter? */
function matters(
  rule: SeriesRule,
  parts: readonly (readonly ReturnType<typeof input>[])[],
  change = (counted: Counted) => counted,
) {
  const all = createReach([rule]);
  const threads = parts.map((inputs) => {
    const reach = createReach([rule], true);
    return { reach, places: inputs.map((each) => [...reach.count(each)]), first: inputs[0]! };
  });
  for (const { reach } of threads) all.merge(change(structuredClone(reach.counted())));
  const said = (places: readonly number[], at: number) => {
    const listeners = all.listeners(places, 0, places.length, at);
    return listeners === undefined || listeners.includes(rule.id);
  };
  return threads.map(({ places, first }) => {
    const [kept] = places;
    // What was kept by a thread, and what is found anew here, say the same.
    expect(said(all.placesOf(first), first.at)).toBe(said(kept!, first.at));
    return said(kept!, first.at);
  });
}

describe('counts of several threads', () => {
  test('events of one group, in one window, in all of them', () => {
    expect(matters(count, [[input('x')], [input('x', 1)], [input('x', 2)]])).toEqual([true, true, true]);
    expect(matters(count, [[input('x')], [input('x', 1)], [input('y', 2)]])).toEqual([false, false, false]);
    expect(matters(count, [[input('x')], [input('x', 1)], [input('x', 600)]])).toEqual([false, false, false]);
  });

  test('values that are the same count once', () => {
    const [one, two, three] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
    expect(matters(distinct, [[input('x', 0, one)], [input('x', 0, two)], [input('x', 0, three)]])).toEqual([true, true, true]);
    expect(matters(distinct, [[input('x', 0, one)], [input('x', 0, two)], [input('x', 0, one)]])).toEqual([false, false, false]);
  });

  test('rules that follow one another', () => {
    expect(matters(temporal, [[input('x')], [input('x', 1, '', 'b')]])).toEqual([true, true]);
    expect(matters(temporal, [[input('x')], [input('y', 1, '', 'b')]])).toEqual([false, false]);
  });

  test('what one has found already holds for all', () => {
    const reached = [input('x'), input('x', 1, '192.0.2.2'), input('x', 2, '192.0.2.3')];
    expect(matters(distinct, [[input('x', 3)], reached])).toEqual([true, true]);
  });

  test('where a count is lost anything may matter', () => {
    expect(matters(count, [[input('x')], [input('y')]], (counted) => ({ ...counted, demands: [] }))).toEqual([true, true]);
    const reach: Reach = createReach([count]);
    const places = [...reach.count(input('x'))];
    reach.merge(undefined);
    expect(reach.listeners(places, 0, places.length, start)).toBeUndefined();
  });

  test('where one had too many groups any of those that have events enough may matter', () => {
    const values = [input('x'), input('x', 1), input('x', 2)];
    expect(matters(distinct, [values, [input('y', 1)]])).toEqual([false, false]);
    expect(matters(distinct, [values, [input('y', 1)]], (counted) => ({ ...counted, full: true }))).toEqual([true, false]);
    const many = createReach([distinct], true);
    many.count(input('z'.repeat(17 * 1024 * 1024)));
    expect(many.counted().full).toBe(false);
    many.count(input('x'));
    expect(many.counted().full).toBe(true);
  });
});

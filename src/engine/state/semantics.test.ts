import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../base/units.ts';
import { Problem } from '../../base/problem.ts';
import type { SeriesInput, SeriesValue } from '../../model/series.ts';
import type { Series, SeriesRule } from '../../model/series-rule.ts';
import { lived, scanned } from './agreement.cases.ts';
import { noon, sampleInput, sampleRule } from './sample-series.cases.ts';
import { createState } from './state.ts';

const timespan = 10 * MINUTE;
const count = (gte: number): Series => ({ kind: 'count', timespan, condition: { gte } });
const at = (seconds: number, rule = 'a', values: Record<string, SeriesValue> = { user: 'x' }) =>
  sampleInput(rule, `${rule}-${seconds}-${JSON.stringify(values)}`, noon + seconds * SECOND, values);
const every = (seconds: number, times: number, from = 0) => Array.from({ length: times }, (_, i) => at(from + i * seconds));
const counts = (rules: readonly SeriesRule[], inputs: readonly SeriesInput[]) =>
  scanned(rules, inputs).map((match) => match.count);

describe('windows slide', () => {
  // Sigma Correlation Rules Specification 2.1, "Temporal Proximity": the time frame should not be restricted to boundaries.
  it.each([0, 60, 290, 300, 540, 599])('a burst is found wherever it lies (offset %i s)', (offset) => {
    expect(counts([sampleRule('s', ['a'], count(10))], every(20, 10, offset))).toEqual([10]);
  });

  it.each([
    ['exactly one timespan apart: both are in', 600, [2]],
    ['one second more: not', 601, []],
  ])('%s', (_, gap, expected) => {
    expect(counts([sampleRule('s', ['a'], count(2))], [at(0), at(gap)])).toEqual(expected);
  });
});

describe('one burst is one finding', () => {
  it('that grows past the threshold', () => {
    expect(counts([sampleRule('s', ['a'], count(10))], every(20, 500))).toEqual([500]);
  });

  it('whose count begins with the window in which the condition first held', () => {
    expect(counts([sampleRule('s', ['a'], count(3))], [at(0), at(700), at(800), at(900)])).toEqual([3]);
  });

  it('and ends where for a whole timespan the condition did not hold', () => {
    expect(counts([sampleRule('s', ['a'], count(3))], [...every(10, 3), ...every(10, 3, 700)])).toEqual([3, 3]);
  });

  it('is joined by a late event to the earlier one, under its id', () => {
    const rules = [sampleRule('s', ['a'], count(3))];
    const [early, late, bridge] = [every(10, 3), every(10, 3, 1000), every(10, 3, 500)];
    const [first] = lived(rules, [early]);
    expect(lived(rules, [early, late])).toHaveLength(2);
    expect(lived(rules, [early, late, bridge])).toEqual([expect.objectContaining({ id: first!.id, count: 9 })]);
  });

  it('counts an event once, however often it comes', () => {
    expect(lived([sampleRule('s', ['a'], count(2))], [[at(0)], [at(0)], [at(0), at(0)]])).toEqual([]);
  });

  it('has effect for an event from last year in its own buckets only', () => {
    const old = every(10, 3, -365 * 86_400);
    expect(lived([sampleRule('s', ['a'], count(3))], [every(10, 2), old]).map(({ lastAt }) => lastAt)).toEqual([old[2]!.at]);
  });
});

describe('groups', () => {
  it.each<[string, SeriesInput[], number]>([
    ['a number and the same digits as text are two', [at(0, 'a', { user: 1 }), at(1, 'a', { user: '1' })], 0],
    ['true and "true" are two', [at(0, 'a', { user: true }), at(1, 'a', { user: 'true' })], 0],
    [
      'a number that a double can not hold and its text are two',
      [at(0, 'a', { user: { literal: '1e400' } }), at(1, 'a', { user: '1e400' })],
      0,
    ],
    ['the same value is one', [at(0, 'a', { user: 1 }), at(1, 'a', { user: 1.0 })], 1],
    ['case counts', [at(0, 'a', { user: 'X' }), at(1, 'a', { user: 'x' })], 0],
    ['an event without the field takes no part', [at(0, 'a', {}), at(1, 'a', {})], 0],
    ['and stops nothing', [at(0), at(1, 'a', {}), at(2)], 1],
  ])('%s', (_, inputs, findings) => {
    expect(scanned([sampleRule('s', ['a'], count(2))], inputs)).toHaveLength(findings);
  });

  it('without group fields all are one', () => {
    expect(counts([sampleRule('s', ['a'], count(2), [])], [at(0), at(1, 'a', {})])).toEqual([2]);
  });

  it('each element of a list is a group of its own', () => {
    const listed = (seconds: number, ...users: string[]): SeriesInput => ({ ...at(seconds), values: { user: users } });
    const found = scanned([sampleRule('s', ['a'], count(2))], [listed(0, 'x', 'y'), listed(1, 'y', 'z', 'y')]);
    expect(found.map(({ group, count }) => [group, count])).toEqual([[[{ name: 'user', value: 'y' }], 2]]);
  });

  it('fields may have other names in other rules', () => {
    const rule: SeriesRule = {
      ...sampleRule('s', ['a', 'b'], { kind: 'temporal', ordered: false, timespan }),
      by: [{ name: 'ip', paths: { a: 'source', b: 'target' } }],
    };
    const source = at(0, 'a', { source: '192.0.2.1', target: '192.0.2.2' });
    expect(scanned([rule], [source, at(1, 'b', { source: '192.0.2.2', target: '192.0.2.1' })])).toHaveLength(1);
    expect(scanned([rule], [source, at(1, 'b', { source: '192.0.2.1', target: '192.0.2.2' })])).toHaveLength(0);
  });
});

describe('series', () => {
  const temporal = (ordered: boolean): Series => ({ kind: 'temporal', ordered, timespan });
  const value = (seconds: number, value: SeriesValue) => at(seconds, 'a', { user: 'x', value });
  it.each<[string, Series, SeriesInput[], number]>([
    ['temporal: any order', temporal(false), [at(0, 'b'), at(9, 'a')], 1],
    ['temporal: all are needed', temporal(false), [at(0, 'a'), at(9, 'a')], 0],
    ['temporal: within the timespan', temporal(false), [at(0, 'a'), at(601, 'b')], 0],
    ['ordered: in order', temporal(true), [at(0, 'a'), at(9, 'b')], 1],
    ['ordered: not the other way', temporal(true), [at(0, 'b'), at(9, 'a')], 0],
    ['ordered: what happened in the same second counts as in order', temporal(true), [at(0, 'b'), at(0, 'a')], 1],
    [
      'distinct counts values',
      { kind: 'distinct', field: 'value', timespan, condition: { gte: 2 } },
      [value(0, 1), value(1, 1)],
      0,
    ],
    [
      'and tells types apart',
      { kind: 'distinct', field: 'value', timespan, condition: { gte: 2 } },
      [value(0, 1), value(1, '1')],
      1,
    ],
    [
      'sum takes numbers that are text',
      { kind: 'sum', field: 'value', timespan, condition: { eq: 12 } },
      [value(0, '5'), value(1, 7)],
      1,
    ],
    [
      'sum leaves out what is no number',
      { kind: 'sum', field: 'value', timespan, condition: { gt: 0 } },
      [value(0, 'many'), value(1, true)],
      0,
    ],
    ['avg', { kind: 'avg', field: 'value', timespan, condition: { eq: 2.5 } }, [value(0, 2), value(1, 3)], 1],
    [
      'the median of 1, 2, 9 is 2',
      { kind: 'percentile', field: 'value', percentile: 50, timespan, condition: { eq: 2 } },
      [value(0, 9), value(1, 1), value(2, 2)],
      1,
    ],
    ['eq holds while it holds', { kind: 'count', timespan, condition: { eq: 2 } }, [at(0), at(1), at(2)], 1],
    ['lt holds as soon as there is one event', { kind: 'count', timespan, condition: { lt: 3 } }, [at(0)], 1],
    ['a range', { kind: 'count', timespan, condition: { gt: 3, lte: 5 } }, every(1, 3), 0],
    ['a range that is reached', { kind: 'count', timespan, condition: { gt: 3, lte: 5 } }, every(1, 4), 1],
  ])('%s', (_, series, inputs, findings) => {
    const of = series.kind === 'temporal' ? ['a', 'b'] : ['a'];
    expect(scanned([sampleRule('s', of, series)], inputs)).toHaveLength(findings);
  });

  // Specification: "Failed Logins Followed by Successful Login".
  it('many failures, then a success: a series over a series', () => {
    const rules = [
      sampleRule('many', ['failed'], count(10)),
      sampleRule('breach', ['many', 'success'], { kind: 'temporal', ordered: true, timespan: HOUR }),
    ];
    const failures = Array.from({ length: 12 }, (_, i) => at(i, 'failed'));
    const found = (inputs: SeriesInput[]) => scanned(rules, inputs).map(({ ruleId, count }) => [ruleId, count]);
    expect(found([...failures, at(60, 'success')])).toContainEqual(['breach', 13]);
    expect(found([at(-60, 'success'), ...failures]).map(([id]) => id)).toEqual(['many']);
    expect(found([...failures.slice(0, 9), at(60, 'success')])).toEqual([]);
  });

  it('a series over a series may group by what only the events have', () => {
    const rules = [
      sampleRule('many', ['failed'], count(2), ['host']),
      sampleRule('breach', ['many', 'success'], { kind: 'temporal', ordered: true, timespan }, ['user']),
    ];
    const failed = (i: number) => at(i, 'failed', { host: 'h', user: 'x' });
    const found = (user: string) =>
      scanned(rules, [failed(0), failed(1), at(2, 'success', { user })]).map(({ ruleId }) => ruleId);
    expect(found('x')).toContain('breach');
    expect(found('y')).not.toContain('breach');
  });

  it('rules that feed one another in a circle are refused', () => {
    const circle = [sampleRule('s', ['t'], count(2)), sampleRule('t', ['s'], count(2))];
    expect(() => createState(circle)).toThrow(Problem);
  });
});

describe('first seen', () => {
  const rule = (forgetting?: number) =>
    sampleRule('s', ['a'], { kind: 'first-seen', fields: ['ip'], learning: 14 * DAY, ...(forgetting && { forgetting }) });
  const day = (days: number, ip: string) => at(days * 86_400, 'a', { user: 'x', ip });
  it.each<[string, SeriesInput[], number | undefined, number]>([
    ['a new value after the learning period', [day(0, 'p'), day(15, 'q')], undefined, 1],
    ['one within it is learnt', [day(0, 'p'), day(14, 'q'), day(20, 'q')], undefined, 0],
    ['a known value', [day(0, 'p'), day(100, 'p')], undefined, 0],
    ['one that was forgotten is new again', [day(0, 'p'), day(100, 'p')], 90 * DAY, 1],
    ['one that is seen now and then is not forgotten', [day(0, 'p'), day(80, 'p'), day(160, 'p')], 90 * DAY, 0],
    ['the learning period is of each group', [day(0, 'p'), at(20 * 86_400, 'a', { user: 'y', ip: 'q' })], undefined, 0],
  ])('%s', (_, inputs, forgetting, findings) => {
    expect(scanned([rule(forgetting)], inputs)).toHaveLength(findings);
  });
});

import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../base/units.ts';
import type { SeriesInput } from '../../model/series.ts';
import type { SeriesRule } from '../../model/series-rule.ts';
import { createInputSorter } from './input-sorter.ts';
import { jsonSorters, noon, sampleInput, sampleRule } from './sample-series.cases.ts';
import type { AddressedInput } from './units.ts';

const timespan = 10 * MINUTE;
const threeValues = sampleRule('many', ['a'], { kind: 'distinct', field: 'value', timespan, condition: { gte: 3 } });

function left(rules: readonly SeriesRule[], inputs: readonly SeriesInput[]): string[] {
  const sorter = createInputSorter(rules, jsonSorters);
  for (const input of inputs) sorter.add(input);
  return [...sorter.sorted()].map(({ eventId }) => eventId);
}

const called = (rule: string, id: string, user: string, value?: string) =>
  sampleInput(rule, id, noon, { user, ...(value !== undefined && { value }) });

describe('inputs of a scan that state has to look at', () => {
  it('are those of groups that have enough, in order of time', () => {
    const inputs = [
      ...['1', '2', '3', '3'].map((value, i) => called('a', `x${3 - i}`, 'x', value)),
      ...['1', '2', '2', '1'].map((value, i) => called('a', `y${i}`, 'y', value)),
    ];
    expect(left([threeValues], inputs)).toEqual(['x0', 'x1', 'x2', 'x3']);
  });

  it('are not those that take no part', () => {
    const everyone = sampleRule('any', ['a'], { kind: 'count', timespan, condition: { gte: 1 } });
    expect(left([everyone], [called('a', 'e0', 'x'), sampleInput('a', 'e1', noon), called('b', 'e2', 'x')])).toEqual(['e0']);
  });

  it('are all of a group that one of the rules wants', () => {
    const two = sampleRule('two', ['a'], { kind: 'count', timespan, condition: { gt: 1 } });
    expect(
      left([threeValues, two], [called('a', 'e0', 'x', '1'), called('a', 'e1', 'x', '1'), called('a', 'e2', 'y', '1')]),
    ).toEqual(['e0', 'e1']);
  });

  it('are not those with too few others near them', () => {
    const three = sampleRule('three', ['a'], { kind: 'count', timespan, condition: { gte: 3 } });
    const at = (id: string, minutes: number) => sampleInput('a', id, noon + minutes * MINUTE, { user: 'x' });
    expect(left([three], [at('e0', 9), at('e1', 11), at('e2', 18), at('e3', 60), at('e4', 61), at('e5', 90)])).toEqual([
      'e0',
      'e1',
      'e2',
    ]);
  });

  it('name the rules that they matter to, unless it is all', () => {
    const two = sampleRule('two', ['a'], { kind: 'count', timespan, condition: { gte: 2 } });
    const sorter = createInputSorter([threeValues, two], jsonSorters);
    for (const [id, user] of ['x', 'x', 'y', 'y', 'y'].entries()) sorter.add(called('a', `e${id}`, user, String(id)));
    expect([...sorter.sorted()].map((input) => (input as AddressedInput).only)).toEqual([
      ['two'],
      ['two'],
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are those of groups in which all rules of a sequence matched', () => {
    const both = sampleRule('both', ['a', 'b'], { kind: 'temporal', ordered: true, timespan });
    expect(
      left([both], [called('a', 'e0', 'x'), called('b', 'e1', 'x'), called('a', 'e2', 'y'), called('a', 'e3', 'y')]),
    ).toEqual(['e0', 'e1']);
  });

  it.each([
    ['that listens to another series rule', sampleRule('outer', ['many', 'a'], { kind: 'temporal', ordered: false, timespan })],
    ['whose condition few meet', sampleRule('few', ['a'], { kind: 'count', timespan, condition: { lt: 5 } })],
    ['that adds up', sampleRule('sum', ['a'], { kind: 'sum', field: 'value', timespan, condition: { gte: 100 } })],
    ['that learns', sampleRule('new', ['a'], { kind: 'first-seen', fields: ['value'], learning: timespan })],
  ])('are all of a rule %s', (_, rule) => {
    expect(left([threeValues, rule], [called('a', 'e0', 'x', '1')])).toEqual(['e0']);
  });

  it('are all of a rule once an input has too many groups to count', () => {
    const rule = sampleRule('s', ['a'], { kind: 'count', timespan, condition: { gte: 3 } }, ['user', 'value']);
    const list = Array.from({ length: 20 }, (_, i) => `v${i}`);
    const flood = { ...sampleInput('a', 'e1', noon), values: { user: list, value: list } };
    expect(left([rule], [called('a', 'e0', 'x', '1'), flood, called('a', 'e2', 'y', '1')])).toEqual(['e0', 'e1', 'e2']);
  });
});

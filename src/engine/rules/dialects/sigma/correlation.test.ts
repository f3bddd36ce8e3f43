import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../../base/problem.ts';
import { loadRules } from '../../load.ts';

const base = (name: string, more = '') =>
  `title: ${name}\nname: ${name}\n${more}logsource: {product: aws, service: cloudtrail}\ndetection: {s: {eventName: ${name}}, condition: s}\n`;
const correlation = (name: string, body: string) => `title: ${name}\nname: ${name}\ncorrelation: {${body}}\n`;
const load = (...documents: readonly string[]) => {
  const loaded = loadRules([{ file: 'c.yml', text: documents.join('---\n') }]);
  expect(loaded.problems.map(formatProblem)).toEqual([]);
  return loaded;
};
const series = (body: string) => load(base('a'), base('b'), correlation('c', body)).series[0]!;

describe('the types of the specification', () => {
  it('event_count', () => {
    const rule = series(
      'type: event_count, rules: [a, b], group-by: [userIdentity.arn], timespan: 90m, condition: {gt: 100, lte: 200}',
    );
    expect(rule.of).toEqual(['a', 'b']);
    expect(rule.generate).toBe(false);
    expect(rule.by).toEqual([
      { name: 'userIdentity.arn', paths: { a: 'detail.userIdentity.arn', b: 'detail.userIdentity.arn' } },
    ]);
    expect(rule.series).toEqual({ kind: 'count', timespan: 5_400_000, condition: { gt: 100, lte: 200 } });
  });
  it('value_count of one field, and of several together', () => {
    expect(series('type: value_count, rules: [a], timespan: 1d, condition: {field: User, gte: 100}').series).toEqual({
      kind: 'distinct',
      field: 'detail.User',
      timespan: 86_400_000,
      condition: { gte: 100 },
    });
    expect(series('type: value_count, rules: [a], timespan: 1w, condition: {field: [f, g], gte: 2}').series).toEqual({
      kind: 'distinct',
      field: 'detail.f',
      also: ['detail.g'],
      timespan: 604_800_000,
      condition: { gte: 2 },
    });
  });
  it('value_sum, value_avg', () => {
    expect(series('type: value_sum, rules: [a], timespan: 1h, condition: {field: n, gt: 1000000}').series).toMatchObject({
      kind: 'sum',
      field: 'detail.n',
    });
    expect(series('type: value_avg, rules: [a], timespan: 24h, condition: {field: n, gt: 0.5}').series).toMatchObject({
      kind: 'avg',
      condition: { gt: 0.5 },
    });
  });
  it('value_percentile, the median if none is given', () => {
    expect(
      series('type: value_percentile, rules: [a], timespan: 24h, condition: {field: n, lte: 1, percentile: 95}').series,
    ).toMatchObject({ kind: 'percentile', percentile: 95 });
    expect(series('type: value_percentile, rules: [a], timespan: 24h, condition: {field: n, lte: 1}').series).toMatchObject({
      percentile: 50,
    });
  });
  it('temporal and temporal_ordered', () => {
    expect(series('type: temporal, rules: [a, b], timespan: 5m').series).toEqual({
      kind: 'temporal',
      ordered: false,
      timespan: 300_000,
    });
    expect(series('type: temporal_ordered, rules: [b, a], timespan: 30s, condition: {gte: 2}')).toMatchObject({
      of: ['b', 'a'],
      series: { kind: 'temporal', ordered: true, timespan: 30_000, condition: { gte: 2 } },
    });
  });
  it('new_value, an extension', () => {
    expect(
      series('type: new_value, rules: [a], group-by: [g], field: sourceIPAddress, learning: 14d, forgetting: 90d').series,
    ).toEqual({
      kind: 'first-seen',
      fields: ['detail.sourceIPAddress'],
      learning: 14 * 86_400_000,
      forgetting: 90 * 86_400_000,
    });
    expect(series('type: new_value, rules: [a], fields: [f, g], learning: 0d').series).toEqual({
      kind: 'first-seen',
      fields: ['detail.f', 'detail.g'],
      learning: 0,
    });
  });
});

it('without group-by there is one group', () => {
  expect(series('type: temporal, rules: [a, b], timespan: 5m').by).toEqual([]);
});

it('an alias is another field for each rule', () => {
  const rule = series(
    'type: temporal, rules: [a, b], timespan: 5m, group-by: [ip, g], aliases: {ip: {a: source.ip, b: dest.ip}}',
  );
  expect(rule.by).toEqual([
    { name: 'ip', paths: { a: 'detail.source.ip', b: 'detail.dest.ip' } },
    { name: 'g', paths: { a: 'detail.g', b: 'detail.g' } },
  ]);
});

describe('rules that feed a correlation', () => {
  const silent = (...documents: string[]) => {
    const { rules, series: made } = load(...documents);
    return [...rules, ...made].filter((rule) => rule.silent).map(({ id }) => id);
  };
  const over = (name: string, rules: string, more = '') =>
    correlation(name, `type: event_count, rules: ${rules}, timespan: 1m, condition: {gte: 2}${more}`);

  it('are silent', () => expect(silent(base('a'), base('b'), over('c', '[a]'))).toEqual(['a']));
  it('are heard with generate, inside of the correlation or beside it', () => {
    expect(silent(base('a'), over('c', '[a]', ', generate: true'))).toEqual([]);
    expect(silent(base('a'), `${over('c', '[a]')}generate: true\n`)).toEqual([]);
  });
  it('are heard if one of two correlations wants it', () => {
    expect(silent(base('a'), over('c', '[a]'), over('d', '[a]', ', generate: true'))).toEqual([]);
  });
  it('may be correlations, which come before what they feed and are silent too', () => {
    const { series: made } = load(over('outer', '[inner]'), over('inner', '[a]'), base('a'));
    expect(made.map(({ id, of, silent: quiet }) => [id, of, quiet])).toEqual([
      ['inner', ['a'], true],
      ['outer', ['inner'], undefined],
    ]);
  });
  it('may be named by id, in another file, and be of another dialect', () => {
    const { series: made, problems } = loadRules([
      { file: 'c.yml', text: over('c', '[u, StopLogging]') },
      { file: 'a.yml', text: base('a', 'id: u\n') },
      { file: 'b.json', text: '["StopLogging"]' },
    ]);
    expect(problems).toEqual([]);
    expect(made[0]?.of).toEqual(['a', 'StopLogging']);
  });
  it('that are skipped take the correlation along, with the reason', () => {
    const { series: made, skipped } = load(base('a', 'status: deprecated\n'), over('c', '[a]'), over('d', '[c]'));
    expect(made).toEqual([]);
    expect(skipped.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([
      'a: its status is deprecated',
      'c: the rule "a", which it is over, is left out: its status is deprecated',
      'd: the correlation "c", which it is over, is left out',
    ]);
  });
  it('in a circle are refused', () => {
    const { series: made, problems } = loadRules([{ file: 'c.yml', text: [over('x', '[y]'), over('y', '[x]')].join('---\n') }]);
    expect(made).toEqual([]);
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'RULE_REFERENCE "x" leads back to this correlation',
    ]);
  });
});

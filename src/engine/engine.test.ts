import { expect, it } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import type { TrailEvent } from '../model/event.ts';
import type { EventRule } from '../model/rule.ts';
import type { SeriesRule } from '../model/series-rule.ts';
import { createEngine } from './engine.ts';

const head = { severity: 'high', dialect: 'sigma', attack: [], place: {} } as const;
const rule = (id: string, more: Partial<EventRule> = {}): EventRule => ({
  ...head,
  id,
  title: id,
  when: { op: 'field', path: 'detail.eventName', test: { is: 'equals', value: 'StopLogging' } },
  ...more,
});
const series = (of: string[], path: string, id = 'series'): SeriesRule => ({
  ...head,
  ...{ id, title: id, of, generate: false, by: [{ name: 'user', paths: Object.fromEntries(of.map((base) => [base, path])) }] },
  series: { kind: 'distinct', field: 'detail.ports', timespan: 60_000, condition: { gte: 2 } },
});
const event = (detail: JsonObject): TrailEvent => ({
  id: 'e-1',
  at: Date.UTC(2026, 0, 31, 12),
  origin: { file: 'a.json', record: 0 },
  envelope: {
    ...{ version: '0', id: 'e-1', 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.cloudtrail' },
    ...{ account: '123456789012', time: '2026-01-31T12:00:00Z', region: 'us-east-1', resources: [] },
    detail: { eventName: 'StopLogging', ...detail },
  },
});
const ids = (matches: readonly { rule: { id: string } }[]) => matches.map((match) => match.rule.id);

it('a rule that another matching rule replaces gives no match of its own', () => {
  const engine = createEngine([rule('monitored'), rule('pack', { replaces: ['monitored'] }), rule('other')]);
  expect(ids(engine.match(event({})).matches)).toEqual(['pack', 'other']);
});

it('and does where the one that replaces it does not match', () => {
  const pack = rule('pack', { replaces: ['monitored'], when: { op: 'any', of: [] } });
  expect(ids(createEngine([rule('monitored'), pack]).match(event({})).matches)).toEqual(['monitored']);
});

it('a silent rule matches nothing by itself and feeds its series what that asks for', () => {
  const engine = createEngine([rule('base', { silent: true })], [series(['base'], 'detail.user')]);
  const { matches, feeds } = engine.match(event({ user: 'alice', ports: [22, null, '22', { port: 80 }], secret: 'x' }));
  expect(matches).toEqual([]);
  expect(feeds.map(({ ruleId, eventId, values }) => [ruleId, eventId, values])).toEqual([
    ['base', 'e-1', { 'detail.user': ['alice'], 'detail.ports': [22, '22'] }],
  ]);
});

it('a rule that alerts may feed a series too', () => {
  const { matches, feeds } = createEngine([rule('base')], [series(['base'], 'detail.user')]).match(event({}));
  expect([ids(matches), feeds.length]).toEqual([['base'], 1]);
});

it('a rule under a series under a series is asked for what the outer one groups by', () => {
  const engine = createEngine(
    [rule('base', { silent: true })],
    [series(['inner'], 'detail.host'), series(['base'], 'detail.user', 'inner')],
  );
  expect(engine.match(event({ host: 'h', user: 'u' })).feeds[0]?.values).toEqual({ 'detail.user': ['u'], 'detail.host': ['h'] });
});

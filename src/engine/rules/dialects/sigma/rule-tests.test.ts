import { expect, it } from 'vitest';
import { loadRules } from '../../load.ts';
import { expandTestEvents, runRuleTests } from './rule-tests.ts';

const records = {
  'api-call': {
    eventTime: '2026-03-01T12:00:00Z',
    eventID: 'x',
    eventName: 'CreateUser',
    requestParameters: { userName: 'bob', tags: [{ k: 1 }] },
  },
};
const text = (tests: string) => `title: t
name: a
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: StopLogging, errorCode: null}, condition: s}
tests:
${tests}`;
const load = (tests: string) => {
  const { rules, tests: byRule, problems } = loadRules([{ file: 'a.yml', text: text(tests) }]);
  expect(problems).toEqual([]);
  return { rule: rules[0]!, tests: byRule.get('a')! };
};

it('a test passes if the rule says what it expects', () => {
  const { rule, tests } = load(`
  - {name: stopped, match: true, base: api-call, set: {eventName: StopLogging}}
  - {name: denied, match: false, base: api-call, set: {eventName: StopLogging, errorCode: AccessDenied}}
  - {name: wrong, match: true, base: api-call}
`);
  expect(runRuleTests(rule, tests, records).map(({ test, passed, matched }) => [test.name, passed, matched])).toEqual([
    ['stopped', true, true],
    ['denied', true, false],
    ['wrong', false, false],
  ]);
});

it('records are changed by dotted paths, and the base record stays as it was', () => {
  const before = JSON.stringify(records);
  const { tests } = load(`
  - name: n
    match: false
    base: api-call
    set: {requestParameters.trail.name: x, requestParameters.tags.0.k: 2, __proto__.polluted: 1}
    unset: [requestParameters.userName, nothing.there]
`);
  const [event] = expandTestEvents(tests[0]!, records);
  expect(event!.record.requestParameters).toEqual({ tags: [{ k: 2 }], trail: { name: 'x' } });
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  expect(JSON.stringify(records)).toBe(before);
});

it('events go on by every and at, with ids of their own', () => {
  const { tests } = load(`
  - name: burst
    findings: 2
    events:
      - {base: api-call, repeat: 3, every: 20s, set: {requestParameters.userName: 'user-{n}'}}
      - {base: api-call}
      - {base: api-call, at: 5m, repeat: 2}
      - {base: api-call, set: {eventTime: '2026-01-01T00:00:00Z', eventID: mine}}
`);
  const events = expandTestEvents(tests[0]!, records);
  expect(tests[0]).toMatchObject({ match: true, findings: 2 });
  expect(events.map(({ record }) => record.eventTime)).toEqual([
    '2026-03-01T12:00:00Z',
    '2026-03-01T12:00:20Z',
    '2026-03-01T12:00:40Z',
    '2026-03-01T12:01:00Z',
    '2026-03-01T12:05:00Z',
    '2026-03-01T12:05:01Z',
    '2026-01-01T00:00:00Z',
  ]);
  expect(events.map(({ at }) => new Date(at).toISOString().replace('.000', ''))).toEqual(
    events.map(({ record }) => record.eventTime),
  );
  expect(events.slice(0, 3).map(({ record }) => (record.requestParameters as { userName: string }).userName)).toEqual([
    'user-0',
    'user-1',
    'user-2',
  ]);
  const ids = events.map(({ record }) => record.eventID);
  expect(new Set(ids).size).toBe(7);
  expect(ids[6]).toBe('mine');
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(expandTestEvents(tests[0]!, records)).toEqual(events);
});

it('a base record that does not exist is told at the test', () => {
  const { rule, tests } = load('  - {name: n, match: true, base: nope}\n');
  expect(() => runRuleTests(rule, tests, records)).toThrow(
    expect.objectContaining({ code: 'RULE_FIELD', at: { file: 'a.yml', line: 6, column: 5 } }),
  );
});

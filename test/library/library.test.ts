import { describe, expect, it } from 'vitest';
import { compileFilter, compilePattern, compilePatterns, formatProblem, Problem } from '../../src/index.ts';

const record = {
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  userIdentity: { type: 'IAMUser', userName: 'alice' },
  resources: [{ type: 'AWS::CloudTrail::Trail' }, { type: 'AWS::S3::Bucket' }],
};
const envelope = {
  version: '0',
  id: '11111111-2222-4333-8444-555555555555',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.cloudtrail',
  account: '123456789012',
  time: '2026-01-31T12:00:00Z',
  region: 'eu-central-1',
  resources: [],
  detail: record,
};

function problemOf(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe("compilePattern('eventbridge')", () => {
  const stopped = compilePattern('eventbridge', '{"source":["aws.cloudtrail"],"detail":{"eventName":[{"prefix":"Stop"}]}}');

  it('matches an object', () => expect(stopped(envelope)).toBe(true));
  it('matches JSON text', () => expect(stopped(JSON.stringify(envelope))).toBe(true));
  it('says no to another event', () => expect(stopped({ ...envelope, source: 'aws.iam' })).toBe(false));
  it('looks at the very object that is given, not at a record inside', () => expect(stopped(record)).toBe(false));
  it('matches any JSON object, not only envelopes', () =>
    expect(compilePattern('eventbridge', '{"a":{"b":[1]}}')({ a: { b: 1.0 } })).toBe(true));
  it('sees read-only management events: a pattern has no state', () => {
    expect(
      compilePattern('eventbridge', '{"detail":{"readOnly":[true]}}')({ ...envelope, detail: { ...record, readOnly: true } }),
    ).toBe(true);
  });
  it('takes the pattern as an object too', () =>
    expect(compilePattern('eventbridge', { source: ['aws.cloudtrail'] })(envelope)).toBe(true));
  it('refuses no pattern at all with a code', () => {
    expect(problemOf(() => compilePattern('eventbridge', undefined as unknown as string)).code).toBe('RULE_JSON');
  });
  it('takes any names for fields, also those of a rule around a pattern', () => {
    expect(compilePattern('eventbridge', '{"Name":["r"],"State":["ENABLED"]}')({ Name: 'r', State: 'ENABLED' })).toBe(true);
    expect(compilePattern('eventbridge', '{"Rules":["r"],"events":["e"]}')({ Rules: ['q', 'r'], events: 'e' })).toBe(true);
  });
  it('does not mind an event with __proto__ in it', () => {
    const event = '{"__proto__":{"source":"aws.cloudtrail"},"detail":{"eventName":"StopLogging"}}';
    expect(stopped(event)).toBe(false);
    expect(({} as Record<string, unknown>).source).toBeUndefined();
  });

  it('compares a number that no double holds by its digits, in text', () => {
    const exact = compilePattern('eventbridge', '{"n":[12345678901234567890]}');
    expect(exact('{"n":12345678901234567890}')).toBe(true);
    expect(exact('{"n":12345678901234567891}')).toBe(false);
  });
});

describe("compilePattern('monitored-events')", () => {
  it('takes a list of names', () => {
    const matches = compilePattern('monitored-events', '["StopLogging", "Delete*"]');
    expect(matches(record)).toBe(true);
    expect(matches({ ...record, eventName: 'DeleteTrail' })).toBe(true);
    expect(matches({ ...record, eventName: 'StartLogging' })).toBe(false);
  });
  it('takes definitions, of which one must match', () => {
    const matches = compilePattern(
      'monitored-events',
      '{"monitored_events":[{"id":"a","eventName":"X"},{"id":"b","eventName":"StopLogging","userIdentityType":"IAMUser"}]}',
    );
    expect(matches(record)).toBe(true);
    expect(matches({ ...record, userIdentity: { type: 'Root' } })).toBe(false);
  });
  it('takes one definition alone', () => {
    expect(compilePattern('monitored-events', '{"id":"a","resourceType":"AWS::S3::*"}')(record)).toBe(true);
  });
  it('takes a record or an envelope, as object or text', () => {
    const matches = compilePattern('monitored-events', '["StopLogging"]');
    expect([record, envelope, JSON.stringify(record), JSON.stringify(envelope)].map(matches)).toEqual([true, true, true, true]);
  });
  it('does not take a record with a field called detail for an envelope', () => {
    expect(compilePattern('monitored-events', '["StopLogging"]')({ ...record, detail: { eventName: 'X' } })).toBe(true);
  });
});

describe("compilePattern('metric-filter')", () => {
  const stopped = compilePattern('metric-filter', '{ $.eventName = Stop* && $.resources[1].type = "AWS::S3::Bucket" }');

  it('takes a record as the message that it is in a log group', () => {
    expect(stopped(record)).toBe(true);
    expect(stopped(JSON.stringify(record))).toBe(true);
    expect(stopped({ ...record, eventName: 'StartLogging' })).toBe(false);
  });
  it('looks at the very message that is given, not at a record inside', () => {
    expect(stopped(envelope)).toBe(false);
    expect(compilePattern('metric-filter', '{ $.detail.eventName = StopLogging }')(envelope)).toBe(true);
  });
  it('takes any text as a message', () => {
    const isPrivate = compilePattern('metric-filter', '"private!"');
    expect(isPrivate('the bucket is private!')).toBe(true);
    expect(isPrivate('the bucket is private')).toBe(false);
    expect(stopped('no JSON at all {')).toBe(false);
  });
  it('takes patterns as texts only', () =>
    expect(problemOf(() => compilePattern('metric-filter', { a: 1 })).code).toBe('RULE_PATTERN'));
  it('asks many patterns of all kinds at once', () => {
    const set = compilePatterns('metric-filter', [
      { id: 'terms', pattern: 'StopLogging -alice' },
      { id: 'json', pattern: '{ $.eventName = "StopLogging" }' },
      { id: 'all', pattern: '' },
      { id: 'fields', pattern: '[first = "{*", ...]' },
      { id: 'other', pattern: '{ $.eventName = "DeleteTrail" }' },
    ]);
    expect(set.match(record)).toEqual(['all', 'fields', 'json']);
    expect(set.match('StopLogging')).toEqual(['all', 'terms']);
  });
  it('extracts values', () =>
    expect(compileFilter('[..., status = 4*, bytes]').extract('GET /x 404 1534')).toEqual({
      $1: 'GET',
      $2: '/x',
      $status: '404',
      $bytes: '1534',
    }));
});

describe('compilePatterns', () => {
  it('names the patterns that match, in sorted order', () => {
    const set = compilePatterns('eventbridge', [
      { id: 'z', pattern: '{"source":["aws.cloudtrail"]}' },
      { id: 'B', pattern: { detail: { eventName: ['StopLogging'] } } },
      { id: 'a', pattern: '{"detail":{"eventName":[{"anything-but":"StartLogging"}]}}' },
      { id: 'no', pattern: '{"source":["aws.iam"]}' },
      { id: '10', pattern: '{"account":["123456789012"]}' },
      { id: '9', pattern: '{"region":[{"prefix":"eu-"}]}' },
    ]);
    expect(set.match(envelope)).toEqual(['10', '9', 'B', 'a', 'z']);
    expect(set.match(JSON.stringify(envelope))).toEqual(['10', '9', 'B', 'a', 'z']);
    expect(set.match({})).toEqual([]);
  });
  it('names a set of monitored events once, however many of its definitions match', () => {
    const set = compilePatterns('monitored-events', [
      { id: 'tamper', pattern: '["StopLogging","Stop*"]' },
      { id: 'users', pattern: { monitored_events: ['CreateUser'] } },
    ]);
    expect(set.match(record)).toEqual(['tamper']);
    expect(set.match(envelope)).toEqual(['tamper']);
  });
  it('is empty for no patterns', () => expect(compilePatterns('eventbridge', []).match(envelope)).toEqual([]));
  it('refuses two patterns with the same id', () => {
    const problem = problemOf(() =>
      compilePatterns(
        'eventbridge',
        ['a', 'a'].map((id) => ({ id, pattern: '{"a":[1]}' })),
      ),
    );
    expect(problem.code).toBe('RULE_DUPLICATE_ID');
  });
  it('says which pattern is wrong', () => {
    const problem = problemOf(() =>
      compilePatterns('eventbridge', [
        { id: 'good', pattern: '{"a":[1]}' },
        { id: 'bad', pattern: '{"a":1}' },
      ]),
    );
    expect(problem.code).toBe('RULE_PATTERN');
    expect(formatProblem(problem)).toContain('bad');
  });
});

const invalid: readonly (readonly [dialect: string, text: string, code: string])[] = [
  ['eventbridge', '{"source":', 'RULE_JSON'],
  ['eventbridge', '', 'RULE_JSON'],
  ['eventbridge', '[]', 'RULE_PATTERN'],
  ['eventbridge', '{"source":"aws.iam"}', 'RULE_PATTERN'],
  ['eventbridge', '{"source":[{"prefix":1}]}', 'RULE_PATTERN'],
  ['eventbridge', '{"Name":"r","EventPattern":"{}","State":"ENABLED"}', 'RULE_PATTERN'],
  ['eventbridge', '{"Rules":[{"Name":"r","EventPattern":"{}"}]}', 'RULE_PATTERN'],
  ['monitored-events', '[', 'RULE_JSON'],
  ['monitored-events', '[]', 'RULE_SHAPE'],
  ['monitored-events', '7', 'RULE_SHAPE'],
  ['monitored-events', '[{"eventName":"X"}]', 'RULE_FIELD'],
  ['monitored-events', '[{"id":"a","eventName":"X"},{"id":"a","eventName":"Y"}]', 'RULE_DUPLICATE_ID'],
  ['monitored-events', '{"source":["aws.iam"]}', 'RULE_SHAPE'],
  ['metric-filter', '{ $.a == 1 }', 'RULE_PATTERN'],
  ['metric-filter', `{ $.a = "${'x'.repeat(1024)}" }`, 'RULE_TOO_LARGE'],
  ['metric-filters', '{ $.a = 1 }', 'RULE_DIALECT'],
  ['__proto__', '{}', 'RULE_DIALECT'],
];

describe('an invalid pattern is refused with a code', () => {
  for (const [dialect, text, code] of invalid) {
    it(`${dialect}: ${text} is ${code}`, () => {
      const problem = problemOf(() => compilePattern(dialect as 'eventbridge', text));
      expect(problem.code).toBe(code);
      expect(problem.user).toBe(true);
    });
  }

  it('with a hint where describe-rule output was given', () => {
    const output = '{"Name":"r","EventPattern":"{\\"source\\":[\\"aws.iam\\"]}","State":"ENABLED"}';
    expect(problemOf(() => compilePattern('eventbridge', output)).hint).toContain('EventPattern');
  });
});

describe('an event', () => {
  const any = compilePattern('eventbridge', '{"a":[{"exists":true}]}');
  it('that is no JSON text is refused with a code', () => {
    expect(problemOf(() => any('{"a":')).code).toBe('DECODE_JSON');
    expect(problemOf(() => compilePattern('monitored-events', '["X"]')('nope')).code).toBe('DECODE_JSON');
  });
  it('that is JSON but no object matches nothing', () => {
    expect(['[]', '7', 'null', '"a"'].map(any)).toEqual([false, false, false, false]);
    expect(any([] as object)).toBe(false);
  });
});

it('a definition with nothing but an id matches every event: all the fields that it gives match', () => {
  expect(compilePattern('monitored-events', '[{"id":"all"}]')(record)).toBe(true);
});

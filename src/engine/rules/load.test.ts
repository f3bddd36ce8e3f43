import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPlace } from '../../base/problem.ts';
import { evaluate } from './evaluate.ts';
import { loadRules } from './load.ts';

const load = (text: string, file = 'rules/my.json') => loadRules([{ file, text }]);
/** `line:column CODE message [hint]` of each problem, the file left out. */
const problemsOf = (text: string) =>
  load(text).problems.map(({ at, code, message }) => `${at?.line}:${at?.column} ${code} ${message}`);
const ids = (text: string, file?: string) => load(text, file).rules.map((rule) => `${rule.dialect} ${rule.id}`);

const described = {
  Name: 'root-sign-in',
  Arn: 'arn:aws:events:eu-central-1:123456789012:rule/root-sign-in',
  EventPattern: '{"detail":{"userIdentity":{"type":["Root"]}}}',
  State: 'ENABLED',
  Description: 'Root signed in',
  EventBusName: 'default',
  CreatedBy: '123456789012',
};

describe('the dialect is told from the content', () => {
  const forms: readonly (readonly [what: string, text: string, rules: readonly string[]])[] = [
    ['a list of names', '["StopLogging","Put*"]', ['monitored-events StopLogging', 'monitored-events Put*']],
    ['names under "monitored_events"', '{"monitored_events":["X"]}', ['monitored-events X']],
    ['names under "events"', '{"events":["X"]}', ['monitored-events X']],
    ['names under "events", with a version beside', '{"version":"1","$schema":"s","events":["X"]}', ['monitored-events X']],
    ['definitions under "definitions"', '{"definitions":[{"id":"a","eventName":"X"}]}', ['monitored-events a']],
    [
      'a bare list of definitions',
      '[{"id":"a","eventName":"X"},{"id":"b","errorCode":"*"}]',
      ['monitored-events a', 'monitored-events b'],
    ],
    ['names and definitions mixed', '["X",{"id":"a","eventName":"Y"}]', ['monitored-events X', 'monitored-events a']],
    ['a definition that asks nothing', '[{"id":"all"}]', ['monitored-events all']],
    ['one definition', '{"id":"a","eventSource":"iam.amazonaws.com"}', ['monitored-events a']],
    ['a definition named like a key of the envelope', '{"id":"source","eventName":"X"}', ['monitored-events source']],
    ['a bare pattern', '{"source":["aws.iam"]}', ['eventbridge my']],
    ['a bare pattern that asks for the id', '{"id":["11111111-2222-4333-8444-555555555555"]}', ['eventbridge my']],
    ['a bare pattern with $or', '{"$or":[{"source":["a"]},{"source":["b"]}]}', ['eventbridge my']],
    ['a bare pattern over detail', '{"detail":{"events":["X"],"id":["y"]}}', ['eventbridge my']],
    ['a bare pattern with dots instead of nesting', '{"detail.eventName":["X"]}', ['eventbridge my']],
    ['a list of bare patterns', '[{"source":["a"]},{"detail-type":["b"]}]', ['eventbridge my#1', 'eventbridge my#2']],
    ['what describe-rule prints', JSON.stringify(described), ['eventbridge root-sign-in']],
    ['a rule whose pattern is an object', JSON.stringify({ Name: 'r', EventPattern: { source: ['a'] } }), ['eventbridge r']],
    [
      'what list-rules prints',
      JSON.stringify({ Rules: [described, { ...described, Name: 'b' }] }),
      ['eventbridge root-sign-in', 'eventbridge b'],
    ],
    ['what list-rules prints where there are none', '{"Rules":[]}', []],
    ['a list of rules', JSON.stringify([described, { source: ['a'] }]), ['eventbridge root-sign-in', 'eventbridge my#2']],
    ['a rule without a name', '{"EventPattern":{"source":["a"]}}', ['eventbridge my']],
    [
      'all in one list',
      JSON.stringify(['X', { id: 'a', eventName: 'Y' }, described, { source: ['a'] }]),
      ['monitored-events X', 'monitored-events a', 'eventbridge root-sign-in', 'eventbridge my#4'],
    ],
    [
      'filters under "metric_filters"',
      '{"title":"t","metric_filters":[{"id":"f","filterPattern":"{ $.a = 1 }"}]}',
      ['metric-filter f'],
    ],
    ['a byte order mark before it', '\ufeff["X"]', ['monitored-events X']],
  ];
  for (const [what, text, rules] of forms) {
    it(what, () => {
      expect(problemsOf(text)).toEqual([]);
      expect(ids(text)).toEqual(rules);
    });
  }

  it('names a pattern after its file, whatever the folder is written with', () => {
    const pattern = '{"source":["a"]}';
    const names = ['a/b/root.json', 'C:\\rules\\root.json', 'root', '.root', 'my.rule.json', '-'].map(
      (file) => load(pattern, file).rules[0]?.id,
    );
    expect(names).toEqual(['root', 'root', 'root', '.root', 'my.rule', '-']);
  });
});

describe('a rule says of itself what its file says', () => {
  it('a definition', () => {
    const text =
      '[{"id":"a","title":"T","description":"D","severity":"High","attack":"T1078.004","eventName":"X"},{"id":"b","description":"D","eventName":"X"},{"id":"c","eventName":"X"}]';
    const [a, b, c] = load(text).rules;
    expect(a).toMatchObject({
      id: 'a',
      title: 'T',
      description: 'D',
      severity: 'high',
      attack: ['T1078.004'],
      place: { file: 'rules/my.json', line: 1, column: 2 },
    });
    expect(b).toMatchObject({ title: 'D', severity: 'medium', attack: [] });
    expect(c).toMatchObject({ title: 'c' });
  });
  it('a name', () => {
    expect(load('["StopLogging"]').rules[0]).toMatchObject({
      id: 'StopLogging',
      title: 'Monitored event: StopLogging',
      severity: 'medium',
    });
  });
  it('an EventBridge rule', () => {
    expect(load(JSON.stringify(described)).rules[0]).toMatchObject({
      title: 'root-sign-in',
      description: 'Root signed in',
      severity: 'medium',
    });
  });
});

describe('the state of an EventBridge rule', () => {
  const withState = (state: unknown) => load(JSON.stringify({ ...described, State: state }));
  it('ENABLED withholds read-only management events', () => expect(withState('ENABLED').rules[0]?.withholdsReadOnly).toBe(true));
  it('none is ENABLED', () => expect(withState(undefined).rules[0]?.withholdsReadOnly).toBe(true));
  it('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS sees all', () => {
    expect(withState('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS').rules[0]).not.toHaveProperty('withholdsReadOnly');
  });
  it('a bare pattern sees all', () => expect(load('{"source":["a"]}').rules[0]).not.toHaveProperty('withholdsReadOnly'));
  it('DISABLED is listed and not run', () => {
    const { rules, skipped, problems } = withState('DISABLED');
    expect({ rules, problems }).toEqual({ rules: [], problems: [] });
    expect(skipped).toEqual([{ id: 'root-sign-in', reason: 'disabled', place: { file: 'rules/my.json', line: 1, column: 1 } }]);
  });
  it('a schedule without a pattern is listed and no error', () => {
    const { skipped, problems } = load('{"Name":"nightly","ScheduleExpression":"cron(0 3 * * ? *)","State":"ENABLED"}');
    expect(problems).toEqual([]);
    expect(skipped.map(({ id, reason }) => [id, reason])).toEqual([['nightly', 'a schedule without an event pattern']]);
  });
  it('a rule with a schedule and a pattern is run', () => {
    expect(ids(JSON.stringify({ ...described, ScheduleExpression: 'rate(1 day)' }))).toEqual(['eventbridge root-sign-in']);
  });
  it('fields that are null or empty count as not set', () => {
    const { rules, problems } = load(
      '{"Name":"r","Description":"","ScheduleExpression":null,"EventPattern":{"source":["a"]},"RoleArn":null}',
    );
    expect(problems).toEqual([]);
    expect(rules[0]).not.toHaveProperty('description');
  });
});

describe('what a definition matches', () => {
  const record = {
    eventName: 'PutBucketPolicy',
    eventSource: 's3.amazonaws.com',
    errorCode: 'AccessDenied',
    errorMessage: 'not allowed',
    userIdentity: { type: 'IAMUser' },
    resources: [{ type: 'AWS::S3::Object' }, { type: 'AWS::S3::Bucket' }],
    responseElements: { ConsoleLogin: 'Failure' },
  };
  const sees = (definition: object, event: object = record) => {
    const { rules, problems } = load(JSON.stringify([{ id: 'a', ...definition }]));
    expect(problems).toEqual([]);
    return evaluate(rules[0]!.when, { detail: event } as never);
  };
  const cases: readonly (readonly [definition: object, hit: boolean])[] = [
    [{ eventName: 'PutBucketPolicy' }, true],
    [{ eventName: 'putBucketPolicy' }, false],
    [{ eventName: ['X', 'Put*'] }, true],
    [{ eventName: ['X', 'Y'] }, false],
    [{ eventSource: 's3.amazonaws.com', eventName: 'X' }, false],
    [
      { eventSource: 's3.*', eventName: '*Policy', errorCode: 'Access*', errorMessage: '*not*', userIdentityType: 'IAMUser' },
      true,
    ],
    [{ userIdentityType: 'Root' }, false],
    [{ resourceType: 'AWS::S3::Bucket' }, true],
    [{ resourceType: ['AWS::KMS::Key', 'AWS::S3::*'] }, true],
    [{ resourceType: 'AWS::KMS::Key' }, false],
    [{ match: { responseElements: { ConsoleLogin: ['Failure'] } } }, true],
    [{ match: { responseElements: { ConsoleLogin: ['Success'] } } }, false],
    [{ eventName: 'X', match: { responseElements: { ConsoleLogin: ['Failure'] } } }, false],
    [{ eventName: 'Put*', match: { 'responseElements.ConsoleLogin': [{ prefix: 'F' }] } }, true],
    [{ eventName: 'Put*', match: { $or: [{ errorCode: ['X'] }, { errorCode: [{ exists: true }] }] } }, true],
    [{ eventName: 'Put*', match: { errorCode: [{ exists: false }] } }, false],
    // A field and `match` at the same path both count, unlike two entries of one pattern.
    [{ eventName: 'Put*', match: { eventName: [{ 'anything-but': 'PutBucketPolicy' }] } }, false],
  ];
  for (const [definition, hit] of cases) it(`${JSON.stringify(definition)}: ${hit}`, () => expect(sees(definition)).toBe(hit));
});

describe('a mistake is reported at its place', () => {
  const mistakes: readonly (readonly [text: string, problems: readonly string[]])[] = [
    ['', ['1:1 RULE_JSON']],
    ['["X"', ['1:5 RULE_JSON']],
    ['{"a":1}}', ['1:8 RULE_JSON']],
    ["['X']", ['1:2 RULE_JSON']],
    ['7', ['1:1 RULE_SHAPE']],
    ['"StopLogging"', ['1:1 RULE_SHAPE']],
    ['null', ['1:1 RULE_SHAPE']],
    ['{}', ['1:1 RULE_SHAPE']],
    ['[]', ['1:1 RULE_SHAPE']],
    ['{"events":[]}', ['1:11 RULE_SHAPE']],
    ['{"foo":["bar"]}', ['1:1 RULE_SHAPE']],
    ['["X",7,[],null,{}]', ['1:6 RULE_SHAPE', '1:8 RULE_SHAPE', '1:11 RULE_SHAPE', '1:16 RULE_SHAPE']],
    ['{"Rules":[7]}', ['1:11 RULE_SHAPE']],
    ['{"events":["X",7]}', ['1:16 RULE_SHAPE']],
    ['{"events":["X"],"evnts":[]}', ['1:17 RULE_FIELD']],
    ['{"events":["X"],"definitions":"Y"}', ['1:31 RULE_FIELD']],
    ['["", " X"]', ['1:2 RULE_FIELD', '1:6 RULE_FIELD']],
    ['[{"eventName":"X"}]', ['1:2 RULE_FIELD']],
    ['[{"id":7,"eventName":"X"}]', ['1:8 RULE_FIELD']],
    ['[{"id":"","eventName":"X"}]', ['1:8 RULE_FIELD']],
    ['[{"id":"a","eventName":null}]', ['1:24 RULE_FIELD']],
    ['[{"id":"a","eventName":[]}]', ['1:24 RULE_FIELD']],
    ['[{"id":"a","eventName":""}]', ['1:24 RULE_FIELD']],
    ['[{"id":"a","eventName":["X","",null,1,{}]}]', ['1:29 RULE_FIELD', '1:32 RULE_FIELD', '1:37 RULE_FIELD', '1:39 RULE_FIELD']],
    ['[{"id":"a","eventName":"X","severity":"HUGE"}]', ['1:39 RULE_FIELD']],
    ['[{"id":"a","eventName":"X","severity":3}]', ['1:39 RULE_FIELD']],
    ['[{"id":"a","eventName":"X","attack":["T1078","1078"]}]', ['1:46 RULE_FIELD']],
    ['[{"id":"a","eventName":"X","color":"red"}]', ['1:28 RULE_FIELD']],
    ['[{"id":"a","eventName":"X","__proto__":"red"}]', ['1:28 RULE_FIELD']],
    ['[{"id":"a","match":{"errorCode":"X"}}]', ['1:33 RULE_PATTERN']],
    ['[{"id":"a","match":["X"]}]', ['1:20 RULE_PATTERN']],
    ['{"metric_filters":[]}', ['1:19 RULE_SHAPE']],
    ['{"metric_filters":["X"]}', ['1:20 RULE_SHAPE']],
    ['{"metric_filters":[{"id":"a"}]}', ['1:20 RULE_FIELD']],
    ['{"metric_filters":[{"filterPattern":"{ $.a = 1 }"}]}', ['1:20 RULE_FIELD']],
    ['{"metric_filters":[{"id":"a","filterPattern":7}]}', ['1:46 RULE_FIELD']],
    ['{"metric_filters":[{"id":"a","filterPattern":"{ $.a = 1 }","pattern":"X"}]}', ['1:60 RULE_FIELD']],
    ['{"metric_filters":[{"id":"a","filterPattern":"{ $.a == 1 }"}]}', ['1:46 RULE_PATTERN']],
    ['{"metric_filters":[{"id":"a","filterPattern":"ERROR"}]}', ['1:46 RULE_PATTERN']],
    ['{"metric_filters":[{"id":"a","filterPattern":"{ $.a = 1 }"}],"filters":[]}', ['1:62 RULE_FIELD']],
    ['{"source":"aws.iam"}', ['1:11 RULE_PATTERN']],
    ['{"source":[{"prefx":"a"}]}', ['1:13 RULE_PATTERN']],
    ['{"Name":"r","State":"ENABLED"}', ['1:1 RULE_FIELD']],
    ['{"Name":"r","State":"enabled","EventPattern":{"source":["a"]}}', ['1:21 RULE_FIELD']],
    ['{"Name":7,"EventPattern":{"source":["a"]}}', ['1:9 RULE_FIELD']],
    ['{"Name":"r","EventPattern":7}', ['1:28 RULE_PATTERN']],
    ['{"Name":"r","EventPattern":{"source":"a"}}', ['1:38 RULE_PATTERN']],
    ['{"Name":"r","State":"DISABLED","EventPattern":{"source":"a"}}', ['1:57 RULE_PATTERN']],
    ['["X","X"]', ['1:6 RULE_DUPLICATE_ID']],
  ];
  for (const [text, problems] of mistakes) {
    it(text === '' ? 'an empty file' : text, () => {
      expect(problemsOf(text).map((problem) => problem.split(' ', 2).join(' '))).toEqual(problems);
    });
  }

  it('inside a pattern that is written as a string: at the string, and where inside it', () => {
    const [problem] = load('{"Name":"r",\n "EventPattern":"{\\"source\\": \\"a\\"}"}').problems;
    expect(formatPlace(problem?.at)).toBe('rules/my.json:2:17');
    expect(problem?.code).toBe('RULE_PATTERN');
    expect(problem?.message).toContain('1:12');
    const [cut] = load('{"Name":"r","EventPattern":"{\\"source\\":"}').problems;
    expect(formatPlace(cut?.at)).toBe('rules/my.json:1:28');
    expect(cut?.code).toBe('RULE_JSON');
    expect(cut?.message).toContain('1:11');
  });

  it('all mistakes of all files are reported together, and the sound rules are returned', () => {
    const { rules, problems } = loadRules([
      {
        file: 'a.json',
        text: '{\n  "monitored_events": [\n    { "id": "one", "evenName": "X", "severity": "HUGE" },\n    { "id": "two", "eventName": "Y" },\n    { "id": "two", "eventName": "Z" }\n  ]\n}',
      },
      { file: 'b.json', text: '["two",\n "three"' },
      { file: 'c.json', text: '["two", "four"]' },
    ]);
    expect(problems.map(({ at, code }) => `${formatPlace(at)} ${code}`)).toEqual([
      'a.json:3:20 RULE_FIELD',
      'a.json:3:49 RULE_FIELD',
      'a.json:5:5 RULE_DUPLICATE_ID',
      'b.json:2:9 RULE_JSON',
      'c.json:1:2 RULE_DUPLICATE_ID',
    ]);
    expect(rules.map((rule) => rule.id)).toEqual(['two', 'four']);
    expect(problems[0]?.hint).toBe('Did you mean "eventName"?');
    expect(problems[4]?.message).toContain('a.json:4:5');
  });

  it('every problem is one line, the user’s to mend, and without a period at its end', () => {
    const texts = mistakes.map(([text]) => text);
    for (const { message, user, hint } of texts.flatMap((text) => load(text).problems)) {
      expect(user).toBe(true);
      expect(message).not.toMatch(/[\n.]$/);
      expect(`${message}${hint}`).not.toContain('\n');
    }
  });

  it('a hostile file ends in a problem, not in a stack overflow', () => {
    expect(load('['.repeat(100_000)).problems.map(({ code }) => code)).toEqual(['RULE_JSON']);
    expect(load(`["${'x'.repeat(1_000_000)}"]`).problems).toEqual([]);
  });
});

describe('any JSON', () => {
  const words = fc.constantFrom(
    'id',
    'eventName',
    'match',
    'severity',
    'events',
    'metric_filters',
    'filterPattern',
    '{ $.a = 1 }',
    'Rules',
    'Name',
    'State',
    'EventPattern',
    'source',
    '$or',
    'X',
    '',
    '{}',
    'LOW',
    '__proto__',
  );
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      words,
      fc.constantFrom(null, true, 7),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.array(fc.tuple(words, tie('json')), { maxLength: 4 }).map((members) => Object.fromEntries(members)),
    ),
  }));

  /** What `aws events list-rules` prints where there is no rule, or several of these in a list. */
  const listsNothing = (value: unknown): boolean =>
    Array.isArray(value)
      ? value.length > 0 && value.every(listsNothing)
      : typeof value === 'object' && value !== null && Array.isArray((value as { Rules?: unknown }).Rules);

  it('is a rule, is skipped, or is refused with a place, and never kept silent about', () => {
    fc.assert(
      fc.property(json, (value) => {
        const { rules, skipped, problems } = load(JSON.stringify(value));
        expect(rules.length + skipped.length + problems.length > 0 || listsNothing(value)).toBe(true);
        expect(problems.every(({ at, user }) => user && at?.file === 'rules/my.json' && at.line === 1 && at.column! > 0)).toBe(
          true,
        );
        expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
      }),
      { numRuns: 2000 },
    );
  });
});

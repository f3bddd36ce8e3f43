import { describe, expect, it } from 'vitest';
import { loadRules } from '../load.ts';
import { awsCalls } from './aws-call.ts';
import { techniques } from './attack-techniques.ts';
import { lintRules } from './lint.ts';

const head = (name: string, more = '') => `title: A rule
name: ${name}
description: What it is about
falsepositives: [none]
references: [https://docs.aws.amazon.com/]
logsource: {product: aws, service: cloudtrail}
${more}`;
const tests = `tests:
  - {name: yes, match: true, base: api-call}
  - {name: no, match: false, base: api-call}
  - {name: nor, match: false, base: api-call}
`;
const rule = (detection: string, more = '') => `${head('x', more)}${tests}detection:\n${detection}`;
const one = (selection: string) => rule(`  selection: ${selection}\n  condition: selection\n`);
const lint = (text: string, file = 'r.yml') => {
  const files = [{ file, text }];
  return lintRules(files, loadRules(files));
};

const call = 'eventSource: iam.amazonaws.com, eventName: CreateUser';

it('a rule with nothing wrong has nothing said of it', () => {
  expect(lint(one(`{${call}, errorCode: null, requestParameters.whatever.it.is: x}`))).toEqual([]);
});

describe.each<[string, string, string, string, number | undefined]>([
  ['a field that no record has', one(`{${call}, userIdentity.tpye: Root}`), 'warning', 'unknown-field', 12],
  [
    'a call that its service does not have',
    one('{eventSource: iam.amazonaws.com, eventName: StopLogging}'),
    'warning',
    'unknown-call',
    12,
  ],
  ['a call that no service has', one('{eventName: NoSuchCallAnywhere}'), 'warning', 'unknown-call', 12],
  [
    'a Lambda name without its date',
    one('{eventSource: lambda.amazonaws.com, eventName: CreateFunction}'),
    'error',
    'lambda-name',
    undefined,
  ],
  [
    "S3's API name instead of CloudTrail's",
    one('{eventSource: s3.amazonaws.com, eventName: PutPublicAccessBlock}'),
    'error',
    's3-name',
    12,
  ],
  ['a source without its domain', one('{eventSource: iam, eventName: CreateUser}'), 'error', 'event-source', 12],
  ['a service that there is not', one('{eventSource: nosuchservice.amazonaws.com}'), 'warning', 'event-source', 12],
  ['every event', one("{eventName: '*'}"), 'error', 'matches-everything', 1],
  [
    'two names at once',
    rule(`  a: {${call}}\n  b: {eventName: DeleteUser}\n  condition: a and b\n`),
    'error',
    'never-matches',
    1,
  ],
  [
    'one of two ways that can never be',
    rule(`  a: {${call}}\n  b: {eventName: DeleteUser}\n  condition: a or (a and b)\n`),
    'warning',
    'dead-branch',
    1,
  ],
  ['a detection that nothing uses', rule(`  a: {${call}}\n  b: {${call}}\n  condition: a\n`), 'warning', 'dead-branch', 13],
  ['nothing to be found by', one('{errorCode: null}'), 'warning', 'no-literal', 1],
  ['nothing to decide on', `${head('x')}detection:\n  keywords: [Pacu]\n  condition: keywords\n`, 'warning', 'no-literal', 1],
  ['an unknown technique', rule(`  a: {${call}}\n  condition: a\n`, 'tags: [attack.t9999]\n'), 'warning', 'unknown-attack', 7],
  ['a misspelt tactic', rule(`  a: {${call}}\n  condition: a\n`, 'tags: [attack.persistance]\n'), 'warning', 'unknown-attack', 7],
  ['no test', `${head('x')}detection:\n  a: {${call}}\n  condition: a\n`, 'warning', 'no-test', 1],
  ['a placeholder without values', one(`{${call}, userIdentity.arn|expand: '%admins%'}`), 'error', 'load', 12],
  ['another log source', `title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\n`, 'info', 'skipped', 1],
])('%s', (_, text, severity, check, line) => {
  it(`is ${severity} ${check}`, () => {
    const found = lint(text).find((issue) => issue.check === check);
    expect(found).toMatchObject({ severity, at: { file: 'r.yml' } });
    if (line !== undefined) expect(found!.at.line).toBe(line);
  });
});

it('a rule that makes a scan parse every record is told from one that is only tried often', () => {
  const said = (text: string) => lint(text).find(({ check }) => check === 'no-literal')?.message;
  expect(said(`${head('x')}detection:\n  keywords: [Pacu]\n  condition: keywords\n`)).toMatch(/parse every record/);
  expect(said(one("{userAgent|re: '^Pac.$'}"))).not.toMatch(/every record/);
});

it('two rules with one name are an error, and so are two with one id', () => {
  const id = 'id: 11111111-1111-4111-8111-111111111111\n';
  const named = (name: string) => `${head(name, id)}${tests}detection:\n  a: {${call}}\n  condition: a\n`;
  const checks = (text: string) => lint(text).map(({ severity, check }) => `${severity} ${check}`);
  expect(checks(`${named('one')}---\n${named('one')}`)).toContain('error duplicate-id');
  expect(checks(`${named('one')}---\n${named('two')}`)).toContain('error duplicate-id');
});

it('rules outside of the wanted files are left alone', () => {
  const files = [{ file: 'r.yml', text: one("{eventName: '*'}") }];
  expect(lintRules(files, loadRules(files), () => false)).toEqual([]);
});

it('definitions in JSON are checked too', () => {
  const issues = lint('[{"id": "x", "eventSource": "iam.amazonaws.com", "eventName": "StopLogging"}]', 'r.json');
  expect(issues).toMatchObject([{ check: 'unknown-call', at: { line: 1 } }]);
});

/** From the AWS documentation of each service's CloudTrail events. */
it.each([
  ['cloudtrail', 'StopLogging'],
  ['lambda', 'AddPermission20150331v2'],
  ['lambda', 'CreateFunctionUrlConfig'],
  ['s3', 'PutBucketPublicAccessBlock'],
  ['s3', 'PutBucketLifecycle'],
  ['signin', 'ConsoleLogin'],
  ['ses', 'SendEmail'],
  ['monitoring', 'PutMetricAlarm'],
  ['elasticloadbalancing', 'DeleteLoadBalancer'],
  ['ecr', 'PutImage'],
  ['bedrock', 'InvokeModel'],
  ['sso', 'CreateAccountAssignment'],
  ['tagging', 'TagResources'],
])('%s has %s', (source, name) => {
  expect(awsCalls().has(source, name)).toBe(true);
});

it('a sub-technique has the tactics of its technique', () => {
  expect(techniques.get('T1078.004')).toEqual({
    id: 'T1078.004',
    name: 'Valid Accounts: Cloud Accounts',
    tactics: ['initial-access', 'persistence', 'privilege-escalation', 'defense-evasion'],
  });
});

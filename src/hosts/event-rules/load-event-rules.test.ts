import { expect, it } from 'vitest';
import { formatProblem } from '../../base/problem.ts';
import { parseEventRules } from './load-event-rules.ts';

const target = 'Targets: [{Id: a, Arn: "sink:team"}]';
const read = (...texts: readonly string[]) => parseEventRules(texts.map((text, i) => ({ file: `r${i}.yaml`, text })));

it('reads a rule in the shape of EventBridge, as YAML and as JSON', () => {
  const yaml = `Name: stopped\nEventPattern:\n  source: [aws.ec2]\n  detail: {state: [stopped, {exists: false}]}\n${target}`;
  const json = `{"Name":"nightly","ScheduleExpression":"cron(0 2 * * ? *)","ScheduleExpressionTimezone":"Europe/Zurich","State":"DISABLED","Targets":[{"Id":"q","Arn":"arn:aws:sqs:us-east-1:123456789012:nightly","Input":"{}"}]}`;
  const { rules, problems } = read(yaml, json);
  expect(problems.map(formatProblem)).toEqual([]);
  expect(rules).toMatchObject([
    {
      name: 'stopped',
      state: 'ENABLED',
      trigger: { kind: 'event', pattern: { source: ['aws.ec2'] } },
      targets: [{ id: 'a', kind: 'sink', name: 'team' }],
    },
    { name: 'nightly', state: 'DISABLED', trigger: { kind: 'schedule', timeZone: 'Europe/Zurich' }, targets: [{ kind: 'sqs' }] },
  ]);
  const [{ trigger } = {}] = rules;
  expect(trigger?.kind === 'event' && trigger.matches({ source: 'aws.ec2', detail: { state: 'stopped' } })).toBe(true);
  expect(trigger?.kind === 'event' && trigger.matches({ source: 'aws.s3', detail: { state: 'stopped' } })).toBe(false);
});

it.each([
  ['sink:team', 'sink'],
  ['summary:team', 'summary'],
  ['responder:make-object-private', 'responder'],
  ['arn:aws:lambda:us-east-1:123456789012:function:mend', 'lambda'],
  ['arn:aws:lambda:us-east-1:123456789012:function:mend:live', 'lambda'],
  ['arn:aws:sqs:eu-west-1:111122223333:in.fifo', 'sqs'],
  ['arn:aws-cn:sns:cn-north-1:111122223333:alerts', 'topic'],
  ['arn:aws:events:us-east-1:111122223333:event-bus/central', 'bus'],
])('%s is a target of kind %s', (arn, kind) => {
  const { rules } = read(`{Name: r, ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: "${arn}"}]}`);
  expect(rules[0]?.targets[0]?.kind).toBe(kind);
});

it.each([
  ['nothing in it', '# a comment', 'RULE_SHAPE', /no event rule/],
  ['no YAML', '{', 'CONFIG_YAML', /r0\.yaml:1/],
  [
    'a key that nobody knows',
    `Name: r\nScheduleExpresion: rate(1 day)\n${target}`,
    'CONFIG_FIELD',
    /r0\.yaml:2:1.*Did you mean ScheduleExpression/,
  ],
  ['neither pattern nor schedule', `Name: r\n${target}`, 'RULE_FIELD', /either EventPattern or/],
  [
    'both',
    `Name: r\nEventPattern: {source: [a]}\nScheduleExpression: rate(1 day)\n${target}`,
    'RULE_FIELD',
    /either EventPattern or/,
  ],
  ['a pattern that EventBridge refuses', `Name: r\nEventPattern: {source: aws.ec2}\n${target}`, 'RULE_PATTERN', /r0\.yaml:2/],
  ['a schedule that AWS refuses', `Name: r\nScheduleExpression: cron(0 10 * * * *)\n${target}`, 'RULE_SCHEDULE', /r0\.yaml:2:21/],
  ['at without a zone', `Name: r\nScheduleExpression: at(2026-03-01T12:00:00)\n${target}`, 'RULE_SCHEDULE', /time zone/],
  [
    'a zone that is none',
    `Name: r\nScheduleExpression: rate(1 day)\nScheduleExpressionTimezone: Mars/Olympus\n${target}`,
    'RULE_SCHEDULE',
    /Mars/,
  ],
  [
    'a zone with a pattern',
    `Name: r\nEventPattern: {source: [a]}\nScheduleExpressionTimezone: UTC\n${target}`,
    'RULE_FIELD',
    /is for a ScheduleExpression/,
  ],
  [
    'a schedule on another bus',
    `Name: r\nScheduleExpression: rate(1 day)\nEventBusName: mine\n${target}`,
    'RULE_FIELD',
    /default bus/,
  ],
  ['no target', 'Name: r\nScheduleExpression: rate(1 day)\nTargets: []', 'CONFIG_FIELD', /1 to 5 targets/],
  [
    'a target that is none',
    'Name: r\nScheduleExpression: rate(1 day)\nTargets: [{Id: a, Arn: "https://example.com"}]',
    'RULE_FIELD',
    /r0\.yaml:3:11.*is no target/,
  ],
  [
    'one Id twice',
    'Name: r\nScheduleExpression: rate(1 day)\nTargets: [{Id: a, Arn: "sink:x"}, {Id: a, Arn: "sink:y"}]',
    'RULE_FIELD',
    /same Id/,
  ],
  [
    'an InputPath of a Scheduler schedule',
    'Name: r\nScheduleExpression: rate(1 day)\nScheduleExpressionTimezone: UTC\nTargets: [{Id: a, Arn: "sink:x", InputPath: $.time}]',
    'RULE_FIELD',
    /Input only/,
  ],
  [
    'a wrong template',
    'Name: r\nScheduleExpression: rate(1 day)\nTargets: [{Id: a, Arn: "sink:x", InputTransformer: {InputTemplate: hello}}]',
    'RULE_FIELD',
    /neither JSON/,
  ],
])('%s', (_, text, code, message) => {
  const { rules, problems } = read(text);
  expect(rules).toEqual([]);
  expect(problems.map((problem) => problem.code)).toContain(code);
  expect(problems.map(formatProblem).join('\n')).toMatch(message);
});

it('two rules of one name', () => {
  const text = `Name: r\nScheduleExpression: rate(1 day)\n${target}`;
  expect(read(text, text).problems.map(formatProblem).join()).toMatch(/r1\.yaml:1:7: two event rules are named r.*r0\.yaml/);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatProblem } from '../../base/problem.ts';
import { eventRuleTemplate } from './event-rule-template.ts';
import { parseEventRules } from './load-event-rules.ts';

const made = (...texts: readonly string[]) => {
  const { rules, problems } = parseEventRules(texts.map((text, i) => ({ file: `r${i}.yaml`, text })));
  expect(problems.map(formatProblem)).toEqual([]);
  const { template, notes } = eventRuleTemplate(rules);
  return { resources: template.Resources as Record<string, { Type: string; Properties: Record<string, unknown> }>, notes };
};
const lambda = 'arn:aws:lambda:us-east-1:123456789012:function:f';
const queue = 'arn:aws:sqs:us-east-1:123456789012:q';
const bus = 'arn:aws:events:us-east-1:111122223333:event-bus/central';

it('a pattern becomes a rule of EventBridge, with the permission that Lambda asks for', () => {
  const { resources } = made(
    `Name: my-rule\nEventPattern: {source: [aws.ec2], detail: {x: [null]}}\nTargets: [{Id: f, Arn: "${lambda}", InputTransformer: {InputPathsMap: {t: $.time}, InputTemplate: '"<t>"'}}]`,
  );
  expect(resources).toMatchObject({
    MyRuleRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'my-rule',
        EventPattern: { source: ['aws.ec2'], detail: { x: [null] } },
        State: 'ENABLED',
        Targets: [{ Id: 'f', Arn: lambda, InputTransformer: { InputPathsMap: { t: '$.time' }, InputTemplate: '"<t>"' } }],
      },
    },
    MyRuleFPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName: lambda, Principal: 'events.amazonaws.com', SourceArn: { 'Fn::GetAtt': ['MyRuleRule', 'Arn'] } },
    },
  });
});

it('a schedule in UTC is a rule; with a time zone it is a schedule of Scheduler, with a role that may do just that', () => {
  const { resources } = made(
    `Name: utc\nScheduleExpression: rate(1 day)\nTargets: [{Id: q, Arn: "${queue}"}]`,
    `Name: zoned\nScheduleExpression: cron(0 2 * * ? *)\nScheduleExpressionTimezone: Europe/Zurich\nState: DISABLED\nTargets: [{Id: q, Arn: "${queue}", Input: "{}"}, {Id: f, Arn: "${lambda}"}]`,
  );
  expect(Object.keys(resources)).toEqual(['UtcRule', 'ZonedRole', 'ZonedQSchedule', 'ZonedFSchedule']);
  expect(resources.ZonedQSchedule?.Properties).toMatchObject({
    ScheduleExpressionTimezone: 'Europe/Zurich',
    State: 'DISABLED',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: queue, Input: '{}', RoleArn: { 'Fn::GetAtt': ['ZonedRole', 'Arn'] } },
  });
  expect(JSON.stringify(resources.ZonedRole)).toContain('scheduler.amazonaws.com');
  expect(resources.ZonedRole?.Properties.Policies).toMatchObject([
    {
      PolicyDocument: {
        Statement: [
          { Action: 'sqs:SendMessage', Resource: queue },
          { Action: 'lambda:InvokeFunction', Resource: lambda },
        ],
      },
    },
  ]);
});

it('a bus of another account gets a role; a queue must let EventBridge in, which is said', () => {
  const { resources, notes } = made(
    `Name: r\nEventPattern: {source: [a]}\nTargets: [{Id: b, Arn: "${bus}"}, {Id: q, Arn: "${queue}"}]`,
  );
  expect(resources.RRule?.Properties.Targets).toMatchObject([{ RoleArn: { 'Fn::GetAtt': ['RRole', 'Arn'] } }, { Id: 'q' }]);
  expect(notes).toEqual([expect.stringContaining(`the policy of ${queue} must let events.amazonaws.com do sqs:SendMessage`)]);
});

it('what only trailwatch can do is left to it', () => {
  const { resources, notes } = made(
    'Name: r\nScheduleExpression: rate(1 day)\nTargets: [{Id: a, Arn: "summary:team"}, {Id: b, Arn: "sink:team"}]',
  );
  expect(resources).toEqual({});
  expect(notes).toEqual(['r: summary:team, sink:team is left to trailwatch: upload the file to config/event-rules/']);
});

it('names that become the same id stay apart', () => {
  const rule = (name: string) => `Name: ${name}\nScheduleExpression: rate(1 day)\nTargets: [{Id: q, Arn: "${queue}"}]`;
  expect(Object.keys(made(rule('a-b'), rule('a.b')).resources)).toEqual(['ABRule', 'ABRule2']);
});

it('the examples are event rules', () => {
  const folder = 'examples/event-rules';
  const texts = readdirSync(folder).map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
  const { rules, problems } = parseEventRules(texts);
  expect(problems.map(formatProblem)).toEqual([]);
  expect(rules).toHaveLength(texts.length);
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { MINUTE } from '../../base/units.ts';
import { type FunctionWorld, functionWorld, sqsCall, trailRecord } from './function-world.cases.ts';

let world: FunctionWorld;
const upload = (name: string, text: string) => world.bucket.set(`conf/config/${name}`, Buffer.from(text));
/** The clock of this world lets nobody wait for a sink: what is to be told stays in the outbox. */
const told = async () =>
  (await world.store.outbox({ state: 'waiting', limit: 9 })).map(({ to, alert: { finding } }) => [to, finding.summary]);
beforeEach(() => {
  world = functionWorld({ CONFIG_PATH: 's3://conf/config' });
  upload('trailwatch.yaml', 'sinks:\n  log: {type: file, path: /nowhere/told.jsonl}\n');
});
afterEach(() => world.close());

it('the processor hands events to sinks, and leaves targets on AWS to EventBridge', async () => {
  upload(
    'event-rules/users.yaml',
    `Name: users
EventPattern: {detail: {eventName: [DescribeTrails]}}
Targets:
- {Id: log, Arn: "sink:log", InputTransformer: {InputPathsMap: {n: $.detail.eventName}, InputTemplate: '"seen: <n>"'}}
- {Id: aws, Arn: "arn:aws:sqs:us-east-1:123456789012:q"}`,
  );
  const call = sqsCall({ Records: [trailRecord('e1', 'DescribeTrails', { readOnly: true }), trailRecord('e2', 'ListUsers')] });
  expect(await world.processor(call)).toEqual({ batchItemFailures: [] });
  await world.processor(call);
  expect(await told()).toEqual([['log', 'seen: DescribeTrails']]);
});

it('the tick runs schedules, and sends the summary of yesterday', async () => {
  upload('event-rules/daily.yaml', 'Name: daily\nScheduleExpression: cron(0 13 * * ? *)\nTargets: [{Id: a, Arn: "summary:log"}]');
  await world.tick();
  world.now.at += 55 * MINUTE;
  await world.tick();
  await world.tick();
  expect(await told()).toEqual([['log', expect.stringContaining('No findings.')]]);
});

it('an event rule that is wrong keeps the configuration from being taken', async () => {
  upload('event-rules/daily.yaml', 'Name: daily\nScheduleExpression: cron(0 13 * * * *)\nTargets: [{Id: a, Arn: "summary:log"}]');
  await world.tick();
  expect(world.lines.map(({ text }) => text).join('\n')).toContain('RULE_SCHEDULE s3://conf/config/event-rules/daily.yaml');
});

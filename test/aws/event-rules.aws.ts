import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Alert } from '../../src/model/alert.ts';
import { createEventTargetCalls } from '../../src/edges/aws/use/event-target.ts';
import { sampleAlert } from '../../src/edges/sinks/notice.cases.ts';
import { zipOf } from '../../src/hosts/cli/package/zip.ts';
import { laneName } from '../../src/hosts/event-rules/event-messages.ts';
import { eventRuleTemplate } from '../../src/hosts/event-rules/event-rule-template.ts';
import { parseEventRules } from '../../src/hosts/event-rules/load-event-rules.ts';
import { targetLanes } from '../../src/hosts/event-rules/target-lane.ts';
import { type Stacks, stacksAt } from './cloudformation.ts';
import { createLambda } from './emulated-lambda.ts';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

const ACCOUNT = '000000000000';
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:mend`;
const BUS = `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/central`;

describe.runIf(hasEmulator())('targets of event rules', () => {
  let emulator: Emulator;
  let stacks: Stacks;
  let sqs: SQSClient;
  let events: EventBridgeClient;
  let server: Server;
  const called: string[] = [];
  const before = { ...process.env };
  beforeAll(async () => {
    emulator = await startEmulator();
    Object.assign(process.env, emulator.environment);
    const settings = {
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    sqs = new SQSClient(settings);
    events = new EventBridgeClient(settings);
    stacks = stacksAt(emulator.endpoint);
    for (const QueueName of ['direct', 'by-bus', 'deployed']) await sqs.send(new CreateQueueCommand({ QueueName }));
    server = createServer((request, response) => {
      let body = '';
      request
        .on('data', (chunk) => (body += chunk))
        .on('end', () => {
          called.push(body);
          response.end();
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const code = `export const handler = async (event) => { await fetch('http://127.0.0.1:${port}/', { method: 'POST', body: JSON.stringify(event) }); };`;
    const zip = zipOf([{ path: 'index.mjs', bytes: Buffer.from(code) }]);
    await createLambda(emulator, { name: 'mend', handler: 'index.handler', zip, environment: {} });
    await events.send(new CreateEventBusCommand({ Name: 'central' }));
    await events.send(
      new PutRuleCommand({ Name: 'all', EventBusName: 'central', EventPattern: '{"source":["trailwatch.event-rules"]}' }),
    );
    await events.send(
      new PutTargetsCommand({ Rule: 'all', EventBusName: 'central', Targets: [{ Id: 'q', Arn: queueArn('by-bus') }] }),
    );
  });
  afterAll(async () => {
    process.env = before;
    sqs?.destroy();
    events?.destroy();
    stacks?.close();
    server?.close();
    await emulator?.stop();
  });

  const received = async (name: string): Promise<string[]> => {
    const QueueUrl = `${emulator.endpoint}/${ACCOUNT}/${name}`;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5, MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body = '' }) => Body);
  };
  const send = async (arn: string, summary: string): Promise<void> => {
    const { rules } = parseEventRules([
      { file: 'r', text: `Name: my-rule\nEventPattern: {source: [a]}\nTargets: [{Id: t, Arn: "${arn}"}]` },
    ]);
    const lane = targetLanes(rules, createEventTargetCalls({ ...process.env, ...emulator.environment })).get(laneName(arn))!;
    const alert: Alert = { ...sampleAlert, finding: { ...sampleAlert.finding, title: 'my-rule', summary } };
    await lane.send({ kind: 'alert', id: 'm1', alert }, AbortSignal.timeout(20_000));
    await lane.close?.();
  };

  test('a queue gets the text', async () => {
    await send(queueArn('direct'), '{"a":1}');
    expect(await received('direct')).toEqual(['{"a":1}']);
  });

  test('a function gets the payload', async () => {
    await send(FUNCTION, '{"instance":"i-1"}');
    await expect.poll(() => called, { timeout: 15_000 }).toEqual(['{"instance":"i-1"}']);
  });

  test('a bus gets an event of trailwatch, named for the rule', async () => {
    await send(BUS, '{"instance":"i-1"}');
    const [body = '{}'] = await received('by-bus');
    expect(JSON.parse(body)).toMatchObject({
      source: 'trailwatch.event-rules',
      'detail-type': 'my-rule',
      detail: { instance: 'i-1' },
    });
  });

  test.each([
    ['a queue', queueArn('nowhere'), /no such thing/],
    ['a function', FUNCTION.replace('mend', 'nothing'), /no such thing/],
  ])('%s that is not there is refused for good', async (_, arn, message) => {
    await expect(send(arn, '{}')).rejects.toMatchObject({ code: 'SINK_REFUSED', message: expect.stringMatching(message) });
  });

  test('the exported template, deployed, hands events over as the rules say', async () => {
    const { rules } = parseEventRules([
      {
        file: 'r',
        text: `Name: stopped
EventPattern: {source: [my.app], detail: {state: [stopped]}}
Targets:
- {Id: q, Arn: "${queueArn('deployed')}", InputTransformer: {InputPathsMap: {i: $.detail.id}, InputTemplate: '{"instance": <i>, "text": "<i> by <aws.events.rule-name>"}'}}`,
      },
    ]);
    await stacks.create('event-rules', stringify(eventRuleTemplate(rules).template, { version: '1.1' }), {});
    for (const state of ['running', 'stopped']) {
      const Detail = JSON.stringify({ id: 'i-1', state });
      await events.send(new PutEventsCommand({ Entries: [{ Source: 'my.app', DetailType: 'State', Detail }] }));
    }
    const [body = 'null', ...more] = await received('deployed');
    expect(more).toEqual([]);
    expect(JSON.parse(body)).toMatchObject({ instance: 'i-1' });
  });

  test('a schedule with a time zone becomes one of EventBridge Scheduler', async () => {
    const { rules } = parseEventRules([
      {
        file: 'r',
        text: `Name: nightly\nScheduleExpression: cron(30 2 * * ? *)\nScheduleExpressionTimezone: Europe/Zurich\nTargets: [{Id: f, Arn: "${FUNCTION}", Input: "{}"}]`,
      },
    ]);
    await stacks.create('schedules', stringify(eventRuleTemplate(rules).template, { version: '1.1' }), {});
    expect(await stacks.resources('schedules')).toEqual(expect.arrayContaining(['NightlyRole', 'NightlySchedule']));
  });
});

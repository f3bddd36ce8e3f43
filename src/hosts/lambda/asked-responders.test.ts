import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FunctionWorld, functionWorld, s3Notice, sqsCall, trailRecord } from './function-world.cases.ts';

let world: FunctionWorld;
beforeEach(() => {
  world = functionWorld({ CONFIG_PATH: 's3://conf/config/' });
});
afterEach(() => world.close());

const configure = (text: string) => world.bucket.set('conf/config/trailwatch.yaml', Buffer.from(text));
const trail = (id: string, name: string, at = '2026-01-31T12:00:00Z') =>
  trailRecord(id, 'StopLogging', { requestParameters: { name }, eventTime: at });
const deliver = async (key: string, ...records: object[]) => {
  world.bucket.set(`trail/${key}`, gzipSync(JSON.stringify({ Records: records })));
  await world.processor(sqsCall(s3Notice('trail', key)));
};
const asked = async () =>
  (await world.store.outbox({ state: 'waiting', limit: 100 })).map(({ to, alert }) => [to, alert.target] as const);

// Nobody listens there: messages wait.
const QUEUE = 'http://127.0.0.1:9/123456789012/respond';

it('each new target of a named rule becomes a message, once, whatever is told of the finding', async () => {
  configure(`responders: { re-enable-trail: { rules: [cloudtrail-logging-stopped], queue_url: "${QUEUE}" } }`);
  await deliver('a.json.gz', trail('e-1', 'first'), trailRecord('e-2', 'DescribeTrails'));
  // Counted only: nobody is told of the second one.
  await deliver('b.json.gz', trail('e-3', 'second'));
  await deliver('b-again.json.gz', trail('e-3', 'second'));
  expect(await asked()).toMatchObject([
    ['responder:re-enable-trail', { kind: 'trail', trail: 'first', account: '123456789012', region: 'us-east-1', as: 'named' }],
    ['responder:re-enable-trail', { kind: 'trail', trail: 'second' }],
  ]);
});

it('a monitor on AWS leaves alone what has no queue: it may not act', async () => {
  configure('responders: { re-enable-trail: { rules: [cloudtrail-logging-stopped], mode: act, accounts: ["123456789012"] } }');
  await deliver('a.json.gz', trail('e-1', 'first'));
  expect(await asked()).toEqual([]);
  expect((await world.store.findings({ limit: 10 })).findings).toHaveLength(1);
});

it('of persons, whoever did it or whom it was done to, as is asked', async () => {
  const users = (whom: string) =>
    `responders: { quarantine-user: { rules: [iam-user-created], whom: ${whom}, queue_url: "${QUEUE}" } }`;
  const created = (id: string) =>
    trailRecord(id, 'CreateUser', { eventSource: 'iam.amazonaws.com', requestParameters: { userName: 'mallory' } });
  configure(users('actor'));
  await deliver('a.json.gz', created('e-1'));
  expect(await asked()).toMatchObject([['responder:quarantine-user', { user: 'alice', as: 'actor' }]]);
  world.close();
  world = functionWorld({ CONFIG_PATH: 's3://conf/config/' });
  configure(users('named'));
  await deliver('a.json.gz', created('e-1'));
  expect(await asked()).toMatchObject([['responder:quarantine-user', { user: 'mallory', as: 'named' }]]);
});

it('what an exception covers is left alone', async () => {
  configure(`responders: { re-enable-trail: { rules: [cloudtrail-logging-stopped], queue_url: "${QUEUE}" } }`);
  const exception = `- { id: drill, on: event, when: { detail: { eventName: [StopLogging] } }, owner: ops, reason: drill, expires: 2099-01-01 }`;
  world.bucket.set('conf/config/exceptions.yaml', Buffer.from(exception));
  await deliver('a.json.gz', trail('e-1', 'first'));
  expect(await asked()).toEqual([]);
});

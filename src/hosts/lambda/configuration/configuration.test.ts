import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../../base/problem.ts';
import { MINUTE } from '../../../base/units.ts';
import { type FunctionWorld, functionWorld, sqsCall, trailRecord } from '../function-world.cases.ts';

const definitions = (eventName: string, id = 'mine') =>
  Buffer.from(
    JSON.stringify({
      monitored_events: [
        { id, title: `Saw ${eventName}`, severity: 'CRITICAL', eventSource: 'cloudtrail.amazonaws.com', eventName },
      ],
    }),
  );
const call = (id: string, eventName: string) => sqsCall({ Records: [trailRecord(id, eventName)] });

let world: FunctionWorld;
const open = (variables: NodeJS.ProcessEnv) => {
  world = functionWorld(variables);
};
const findings = async () => (await world.store.findings({ limit: 100 })).findings.map(({ finding }) => finding);
const rulesSeen = async () => (await findings()).map(({ ruleId }) => ruleId).sort();
const later = () => {
  world.now.at += MINUTE;
};
const taken = () => world.lines.map(({ text }) => text).filter((text) => /^(taken|refused|unreachable)/.test(text));
afterEach(() => world.close());

describe('with CONFIG_PATH and SECURITY_EVENTS_PATH in a bucket', () => {
  beforeEach(() => {
    open({
      CONFIG_PATH: 's3://conf/config',
      SECURITY_EVENTS_PATH: 's3://conf/config/monitored_events.json',
      SNS_TOPIC_ARN: TOPIC,
    });
  });
  const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';

  it('nothing there yet: the rules of the package, told to the topic', async () => {
    await world.processor(call('e-1', 'StopLogging'));
    expect(await rulesSeen()).toEqual(['cloudtrail-logging-stopped']);
    expect(taken()).toEqual(['taken from upload']);
    // Sent in vain (there is no such topic here), and kept to be tried again.
    expect((await world.store.outbox({ state: 'waiting', limit: 9 })).map(({ to }) => to)).toEqual(['alert-topic']);
  });

  it('definitions in place of the shipped ones take effect within a minute', async () => {
    await world.processor(call('e-1', 'DescribeTrails'));
    world.bucket.set('conf/config/monitored_events.json', definitions('DescribeTrails'));
    await world.processor(call('e-2', 'DescribeTrails'));
    expect(await rulesSeen()).toEqual([]);
    later();
    await world.processor(call('e-3', 'DescribeTrails'));
    await world.processor(call('e-4', 'StopLogging'));
    expect(await rulesSeen()).toEqual(['mine']);
  });

  it('a plain list of event names is understood as well', async () => {
    world.bucket.set('conf/config/monitored_events.json', Buffer.from('["DescribeTrails"]'));
    await world.processor(call('e-1', 'DescribeTrails'));
    expect((await findings()).map(({ title }) => title)).toEqual(['Monitored event: DescribeTrails']);
  });

  it('what has not changed is neither fetched nor read again, and is looked at once a minute', async () => {
    world.bucket.set('conf/config/monitored_events.json', definitions('DescribeTrails'));
    for (let i = 0; i < 5; i++) await world.processor(call(`e-${i}`, 'DescribeTrails'));
    expect(world.requests.filter((request) => request.startsWith('get'))).toHaveLength(1);
    expect(world.requests.filter((request) => request.startsWith('list'))).toHaveLength(2);
    later();
    await world.processor(call('e-9', 'DescribeTrails'));
    expect(world.requests.filter((request) => request.startsWith('get'))).toHaveLength(1);
    expect(world.requests.filter((request) => request.startsWith('list'))).toHaveLength(4);
  });

  it('a broken upload keeps the last good one, is a finding, and closes it when it is mended', async () => {
    world.bucket.set('conf/config/monitored_events.json', definitions('DescribeTrails'));
    await world.tick();
    world.bucket.set('conf/config/monitored_events.json', Buffer.from('{"monitored_events": [{"id": "mine", "eventNam'));
    later();
    await world.processor(call('e-1', 'DescribeTrails'));
    expect(await rulesSeen()).toEqual(['mine']);
    await world.tick();
    await world.tick();
    const [refused, ...others] = (await findings()).filter(({ ruleId }) => ruleId === 'trailwatch-configuration-refused');
    expect(others).toEqual([]);
    expect(refused).toMatchObject({ status: 'open', severity: 'high', account: '123456789012', region: 'us-east-1' });
    expect(refused?.summary).toMatch(/^s3:\/\/conf\/config\/monitored_events\.json:1:\d+: .*\[RULE_JSON\]/);
    world.bucket.set('conf/config/monitored_events.json', definitions('ListTrails'));
    later();
    await world.tick();
    expect((await world.store.finding(refused?.id ?? ''))?.finding.status).toBe('closed');
    await world.processor(call('e-2', 'ListTrails'));
    expect((await findings()).find(({ ruleId }) => ruleId === 'mine')).toMatchObject({ eventIds: ['e-1', 'e-2'] });
  });

  it('a function that starts while a broken one lies there has the last good one all the same', async () => {
    world.bucket.set('conf/config/monitored_events.json', definitions('DescribeTrails'));
    world.bucket.set('conf/config/rules/big.json', definitions('ListTrails', 'big'));
    await world.tick();
    world.bucket.set('conf/config/trailwatch.yaml', Buffer.from('sinkz: {}\n'));
    world.restart();
    await world.processor(call('e-1', 'DescribeTrails'));
    await world.processor(call('e-2', 'ListTrails'));
    expect(await rulesSeen()).toEqual(['big', 'mine']);
    expect(taken().slice(-2)).toEqual(['refused: CONFIG_FIELD s3://conf/config/trailwatch.yaml', 'taken from last good']);
  });

  it('without a last good one, the rules of the package', async () => {
    world.bucket.set('conf/config/monitored_events.json', Buffer.from('{'));
    await world.processor(call('e-1', 'StopLogging'));
    expect(await rulesSeen()).toEqual(['cloudtrail-logging-stopped']);
    expect(taken()).toEqual(['refused: RULE_JSON s3://conf/config/monitored_events.json', 'taken from package']);
  });

  it('a function that starts while S3 does not answer, with nothing kept: it guesses no rules', async () => {
    world.bucket.set('conf', new Problem('S3_FAILED', "S3 can't be reached"));
    await expect(world.processor(call('e-1', 'DescribeTrails'))).rejects.toThrow("S3 can't be reached");
    world.bucket.delete('conf');
    world.bucket.set('conf/config/monitored_events.json', definitions('DescribeTrails'));
    await world.processor(call('e-1', 'DescribeTrails'));
    expect(await rulesSeen()).toEqual(['mine']);
  });

  it('S3 that does not answer changes nothing and is no finding; S3 that says no is one', async () => {
    world.bucket.set('conf/config/monitored_events.json', definitions('DescribeTrails'));
    await world.tick();
    world.bucket.set('conf', new Problem('S3_FAILED', "S3 can't be reached"));
    later();
    await world.tick();
    expect(await rulesSeen()).toEqual([]);
    world.bucket.set('conf', new Problem('S3_DENIED', 'S3 denied s3:ListBucket'));
    later();
    await world.tick();
    expect(await rulesSeen()).toEqual(['trailwatch-configuration-refused']);
    world.bucket.delete('conf');
    later();
    await world.tick();
    expect((await findings()).map(({ status }) => status)).toEqual(['closed']);
    await world.processor(call('e-1', 'DescribeTrails'));
    expect(await rulesSeen()).toContain('mine');
    expect(taken()).toEqual(['taken from upload', 'unreachable', 'refused: S3_DENIED ']);
  });

  it('exceptions, rules, lists and settings of the folder are all in force', async () => {
    world.bucket.set('conf/config/rules/mine.yml', Buffer.from(SIGMA));
    world.bucket.set('conf/config/lists/watched.yml', Buffer.from('watched: [DescribeTrails]\n'));
    world.bucket.set('conf/config/exceptions.yaml', Buffer.from(EXCEPTIONS));
    world.bucket.set('conf/config/trailwatch.yaml', Buffer.from('accounts:\n  "123456789012": { name: shop }\n'));
    world.bucket.set('conf/config/notes.txt', Buffer.from('nothing of ours'));
    await world.processor(call('e-1', 'DescribeTrails'));
    await world.processor(call('e-2', 'StopLogging'));
    expect(taken()).toEqual(['taken from upload']);
    const all = (await world.store.findings({ limit: 9, hidden: true })).findings.map(({ finding }) => finding);
    expect(all.map(({ ruleId, accountName, suppressedBy }) => [ruleId, accountName, suppressedBy !== undefined]).sort()).toEqual([
      ['cloudtrail-logging-stopped', 'shop', true],
      ['watched-call', 'shop', false],
    ]);
  });

  it('routes of the configuration may name the topic, and a configured sink on it is not doubled', async () => {
    const sink = `sinks:\n  team: { type: sns, topic_arn: "${TOPIC}" }\n`;
    world.bucket.set('conf/config/trailwatch.yaml', Buffer.from(sink));
    await world.processor(call('e-1', 'StopLogging'));
    expect((await world.store.outbox({ state: 'waiting', limit: 9 })).map(({ to }) => to)).toEqual(['team']);
    world.bucket.set('conf/config/trailwatch.yaml', Buffer.from('routes:\n  - to: [alert-topic]\n    min_severity: critical\n'));
    later();
    await world.processor(call('e-2', 'StopLogging'));
    expect(taken()).toEqual(['taken from upload', 'taken from upload']);
  });

  it('a name that leads out of the folder is refused', async () => {
    world.bucket.set('conf/config/rules/../../../tmp/x.yml', Buffer.from(SIGMA));
    await world.tick();
    expect(taken()).toEqual(['refused: CONFIG_READ s3://conf/config/', 'taken from package']);
  });
});

it('without a place in S3, nothing is asked', async () => {
  open({});
  await world.processor(call('e-1', 'StopLogging'));
  expect(world.requests).toEqual([]);
  expect(taken()).toEqual(['taken from package']);
});

const SIGMA = `title: A watched call
id: 7f0f8b8e-5c3b-4f8e-9a53-0a6f7f4b2b11
name: watched-call
status: stable
level: high
logsource: { product: aws, service: cloudtrail }
detection:
  selection:
    eventName|expand: '%watched%'
  condition: selection
`;
const EXCEPTIONS = `- id: planned
  on: event
  when: { detail: { eventName: [StopLogging] } }
  owner: alice@example.com
  reason: planned
  expires: 2027-01-01
`;

import { beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../base/clock.ts';
import type { JsonObject } from '../../base/json.ts';
import { DAY, HOUR, MINUTE } from '../../base/units.ts';
import { createMemoryStore } from '../../edges/stores/memory-store.ts';
import type { Store } from '../../edges/stores/store.ts';
import type { TrailEvent } from '../../model/event.ts';
import { createEventRuleRunner, type EventRuleRunner } from './event-rule-runner.ts';
import { alertOf } from './event-messages.ts';
import { parseEventRules } from './load-event-rules.ts';

const NOW = Date.parse('2026-01-31T12:00:30Z');
let now: number;
let store: Store;
let missed: [string, number][];
const clock: Clock = { now: () => now, sleep: async () => {} };
beforeEach(() => {
  now = NOW;
  store = createMemoryStore();
  missed = [];
});

function runner(...texts: readonly string[]): EventRuleRunner {
  const { rules, problems } = parseEventRules(texts.map((text) => ({ file: 'r.yaml', text })));
  expect(problems).toEqual([]);
  return createEventRuleRunner({
    rules: () => rules,
    store,
    clock,
    summary: async (rule, run) => alertOf(rule, { id: `s${run}`, at: run, envelope: {} }, 'the day was quiet', run),
    listener: { handed() {}, missed: (rule, runs) => missed.push([rule.name, runs.length]) },
  });
}

const stopped = (id: string, state = 'stopped'): TrailEvent => ({
  id,
  at: NOW - MINUTE,
  origin: { file: 'f', record: 0 },
  envelope: {
    version: '0',
    id,
    'detail-type': 'EC2 Instance State-change Notification',
    source: 'aws.ec2',
    account: '123456789012',
    region: 'us-east-1',
    time: '2026-01-31T11:59:30Z',
    resources: [],
    detail: { 'instance-id': 'i-0123456789abcdef0', state } as JsonObject,
  },
});
const waiting = async () =>
  (await store.outbox({ state: 'waiting', limit: 100 })).map(({ to, alert: { finding } }) => [to, finding.summary]);

describe('an event', () => {
  const pattern = 'Name: stopped\nEventPattern: {source: [aws.ec2], detail: {state: [stopped]}}\n';

  it('goes to each target of the rules that match, as they ask for it', async () => {
    const run = runner(
      `${pattern}Targets:
- {Id: people, Arn: "sink:team", InputTransformer: {InputPathsMap: {i: $.detail.instance-id}, InputTemplate: '"<i> is stopped"'}}
- {Id: whole, Arn: "sink:log"}
- {Id: queue, Arn: "arn:aws:sqs:us-east-1:123456789012:q", InputPath: $.detail}
- {Id: mend, Arn: "responder:restart-instance", Input: '{}'}
- {Id: nothing, Arn: "sink:team", InputPath: $.nowhere}`,
    );
    run.hears()?.(stopped('e1'));
    run.hears()?.(stopped('e2', 'running'));
    expect(await waiting()).toEqual([]);
    await run.flush();
    expect((await waiting()).toSorted()).toEqual([
      ['event-target:arn:aws:sqs:us-east-1:123456789012:q', '{"instance-id":"i-0123456789abcdef0","state":"stopped"}'],
      ['log', 'EC2 Instance State-change Notification in 123456789012, us-east-1'],
      ['responder:restart-instance', '{}'],
      ['team', 'i-0123456789abcdef0 is stopped'],
    ]);
  });

  it('that comes again is handed over once', async () => {
    const run = runner(`${pattern}Targets: [{Id: a, Arn: "sink:team"}]`);
    for (let times = 0; times < 3; times++) {
      run.hears()?.(stopped('e1'));
      await run.flush();
    }
    expect(await waiting()).toHaveLength(1);
    run.hears()?.(stopped('e2'));
    await run.flush();
    expect(await waiting()).toHaveLength(2);
  });

  it('is nothing to a rule that is disabled', async () => {
    const run = runner(`${pattern}State: DISABLED\nTargets: [{Id: a, Arn: "sink:team"}]`);
    run.hears()?.(stopped('e1'));
    await run.flush();
    expect(await waiting()).toEqual([]);
  });
});

describe('a schedule', () => {
  const hourly = 'Name: hourly\nScheduleExpression: cron(0 * * * ? *)\nTargets: [{Id: a, Arn: "sink:team", InputPath: $.time}]';
  const ticks = async (run: EventRuleRunner, until: number) => {
    for (; now <= until; now += MINUTE) await run.tick();
  };

  it('runs once when it is due, whatever the minute of the tick', async () => {
    await ticks(runner(hourly), NOW + 3 * HOUR);
    expect(await waiting()).toEqual([
      ['team', '2026-01-31T13:00:00Z'],
      ['team', '2026-01-31T14:00:00Z'],
      ['team', '2026-01-31T15:00:00Z'],
    ]);
    expect(missed).toEqual([]);
  });

  it('that nobody was there for is told, and not made up for', async () => {
    await ticks(runner(hourly), NOW + 2 * HOUR);
    now = NOW + 5 * HOUR + 20 * MINUTE;
    const again = runner(hourly);
    await again.tick();
    await again.tick();
    expect(missed).toEqual([['hourly', 3]]);
    expect((await waiting()).at(-1)).toEqual([
      'team',
      '3 runs of hourly did not happen (2026-01-31T15:00:00Z to 2026-01-31T17:00:00Z): trailwatch was not running, or could not reach its store',
    ]);
    await ticks(again, NOW + 6 * HOUR);
    expect((await waiting()).at(-1)).toEqual(['team', '2026-01-31T18:00:00Z']);
  });

  it('goes on where it was, after a short restart', async () => {
    await ticks(runner(hourly), NOW + 50 * MINUTE);
    now = NOW + HOUR + 3 * MINUTE;
    await runner(hourly).tick();
    expect(await waiting()).toEqual([['team', '2026-01-31T13:00:00Z']]);
    expect(missed).toEqual([]);
  });

  it('that is written anew begins anew', async () => {
    await runner(hourly).tick();
    now += 10 * HOUR;
    await runner(hourly.replace('0 *', '30 *')).tick();
    expect(missed).toEqual([]);
    expect(await waiting()).toEqual([]);
  });

  it('of a rate counts from when it was first seen', async () => {
    const run = runner('Name: r\nScheduleExpression: rate(7 minutes)\nTargets: [{Id: a, Arn: "sink:team", InputPath: $.time}]');
    await ticks(run, NOW + 15 * MINUTE);
    expect((await waiting()).map(([, time]) => time)).toEqual(['2026-01-31T12:07:30Z', '2026-01-31T12:14:30Z']);
  });

  it('of a summary says the summary', async () => {
    const run = runner('Name: daily\nScheduleExpression: cron(0 13 * * ? *)\nTargets: [{Id: a, Arn: "summary:team"}]');
    await ticks(run, NOW + DAY + HOUR);
    expect(await waiting()).toEqual([
      ['team', 'the day was quiet'],
      ['team', 'the day was quiet'],
    ]);
  });
});

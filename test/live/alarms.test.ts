import { expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/base/units.ts';
import { createMemoryStore } from '../../src/edges/stores/memory-store.ts';
import type { Store } from '../../src/edges/stores/store.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { loadRules } from '../../src/engine/rules/load.ts';
import type { Alert } from '../../src/model/alert.ts';
import { canonical, delivery, inForceOf, logFile, scanned, stored, tellOne, testClock, watchOver } from './watching.ts';

/** Alarms of CloudFormation templates, from log files to findings: in a scan and live. */

const template = `Resources:
  Denied:
    Type: AWS::Logs::MetricFilter
    Properties:
      FilterPattern: '{ $.errorCode = "AccessDenied*" }'
      MetricTransformations: [{ MetricName: Denied, MetricNamespace: Tests, MetricValue: "1" }]
  ManyDenied:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: many-denied
      AlarmDescription: Somebody tries doors
      AlarmActions: [arn:aws:sns:us-east-1:123456789012:alarms]
      MetricName: Denied
      Namespace: Tests
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
  Any:
    Type: AWS::Logs::MetricFilter
    Properties:
      FilterPattern: ''
      MetricTransformations: [{ MetricName: Calls, MetricNamespace: Tests, MetricValue: "1" }]
  Quiet:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: quiet
      AlarmActions: [arn:aws:sns:us-east-1:123456789012:alarms]
      MetricName: Calls
      Namespace: Tests
      Statistic: SampleCount
      Period: 1200
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: LessThanThreshold
      TreatMissingData: breaching
  Both:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: { AlarmName: both, AlarmRule: ALARM(many-denied) AND NOT ALARM(quiet) }
`;

const loaded = loadRules([{ file: 'alarms.yaml', text: template }]);
const engine = createEngine(loaded.rules, loaded.series);
const noon = Date.UTC(2026, 2, 31, 12);

function record(at: number, errorCode?: string) {
  return {
    eventVersion: '1.08',
    eventID: `00000000-0000-4000-8000-${String(Math.round(at / 1000)).padStart(12, '0')}`,
    eventTime: new Date(at).toISOString().replace('.000Z', 'Z'),
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    recipientAccountId: '123456789012',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/mallory', accountId: '123456789012' },
    ...(errorCode && { errorCode }),
  };
}

const denials = [10, 70, 130, 200].map((seconds) => record(noon + seconds * 1000, 'AccessDenied'));
const calls = [1, 2, 31, 61, 80, 230].map((minutes) => record(noon + minutes * MINUTE + 5000));

const said = (alerts: readonly Alert[]) => alerts.map(({ finding, change }) => `${finding.ruleId} ${change}`);

async function live(batches: readonly (readonly object[])[], end: number, store: Store = createMemoryStore()) {
  const alerts: Alert[] = [];
  const clock = testClock(noon + HOUR);
  const watch = watchOver(store, inForceOf(engine, undefined, tellOne), clock, { alerted: (alert) => void alerts.push(alert) });
  await watch.pass();
  for (const [i, batch] of batches.entries()) {
    clock.set(noon + HOUR + i);
    await watch.handle('folder:x', [delivery(`${i}.json.gz`, logFile(batch))]);
    await watch.pass();
  }
  const after = alerts.length;
  // An hour later nothing more is waited for.
  for (let minute = 0; noon + minute * MINUTE < end; minute += 7) {
    clock.set(noon + HOUR + minute * MINUTE);
    await watch.pass();
  }
  clock.set(end + HOUR);
  await watch.pass();
  return { store, alerts, atOnce: said(alerts.slice(0, after)), later: said(alerts.slice(after)) };
}

const end = noon + 230 * MINUTE + 5000;

it('an alarm opens a finding as soon as its events come, and closes it when they are out of its reach', async () => {
  const { atOnce, later, store } = await live([denials.slice(0, 2), denials.slice(2), calls], end);
  expect(atOnce).toEqual(['quiet opened', 'many-denied opened']);
  // Of the last event, at 15:50, nothing is known before 15:51.
  expect(later).toEqual(['quiet resolved', 'both opened', 'many-denied resolved', 'both resolved', 'quiet opened']);
  const findings = await stored(store);
  expect(findings.map(({ ruleId, count, actor }) => [ruleId, count, actor]).sort()).toEqual([
    ['both', 6, 'arn:aws:iam::123456789012:user/mallory'],
    ['many-denied', 4, 'arn:aws:iam::123456789012:user/mallory'],
    ['quiet', 0, ''],
    ['quiet', 0, ''],
  ]);
  const [first] = (await store.findings({ limit: 10, ruleId: 'many-denied' })).findings;
  expect(first!.finding.status).toBe('closed');
  expect(first!.notes!.at(-1)!.text).toMatch(/^It has left ALARM at 2026-03-31T12:\d\d:00Z, and is OK\.$/);
  expect(first!.finding.summary).toMatch(
    /In ALARM from 2026-03-31T12:01:00Z to 2026-03-31T12:19:00Z: Tests\/Denied: 1 in 5 minutes, and the limit is >= 1/,
  );
});

it('a scan of the same logs finds the same, in whatever order and however often they come live', async () => {
  const all = [...denials, ...calls];
  const expected = canonical(await scanned(engine, [['a.json.gz', logFile(all)]]));
  expect(expected).toHaveLength(4);
  const same = (findings: typeof expected) =>
    canonical(findings).map(({ id, count, firstAt, lastAt, summary }) => [id, count, firstAt, lastAt, summary]);
  const orders = [[all], all.map((one) => [one]), [...all].reverse().map((one) => [one]), [all.slice(4), all.slice(0, 6), all]];
  for (const batches of orders) {
    const { store } = await live(batches, end);
    expect(same(await stored(store))).toEqual(same(expected));
  }
});

it('of an alarm that has come and gone before anybody looked both is told', async () => {
  const alerts: Alert[] = [];
  const clock = testClock(noon + 24 * HOUR);
  const watch = watchOver(createMemoryStore(), inForceOf(engine, undefined, tellOne), clock, {
    alerted: (alert) => void alerts.push(alert),
  });
  await watch.pass();
  await watch.handle('folder:x', [delivery('a.json.gz', logFile(denials))]);
  expect(said(alerts).filter((each) => each.startsWith('many-denied'))).toEqual(['many-denied opened', 'many-denied resolved']);
});

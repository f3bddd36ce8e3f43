import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../src/base/json.ts';
import { allCombinations, main } from './committed.cases.ts';
import type { ResolvedTemplate } from './resolve-template.ts';

interface Notification {
  readonly event: string;
  readonly prefix: string;
  readonly to: string;
}

/**
 * S3 refuses a bucket that would tell two destinations of one event.
 * Source: S3 User Guide, "Configuring notifications with object key name filtering": prefixes that overlap.
 */
const choose = [
  'CreateTrail',
  'CreateBucket',
  'LogAlertTopic',
  'CloudTrailTopic',
  'TopicToFunction',
  'ExistingTopicArn',
  'LogPrefix',
  'LogBucketRetention',
  'AlertEmail',
];

const everyWay = allCombinations(choose).map((parameters) => ({ parameters, stack: main(parameters) }));

describe('in every combination of what decides about notifications', () => {
  test.each([['TrailBucket'], ['DeletableTrailBucket']])(
    '%s tells one destination of a log file, and nobody of configuration',
    (id) => {
      for (const { parameters, stack } of everyWay) {
        const bucket = stack.resources.get(id);
        if (bucket === undefined) continue;
        const all = notificationsOf(bucket.properties);
        expect(all, JSON.stringify(parameters)).toHaveLength(1);
        const [{ prefix }] = all as [Notification];
        expect(prefix).toBe(parameters.LogPrefix === '' ? 'AWSLogs/' : 'organization/AWSLogs/');
        expect('config/rules/a.yml'.startsWith(prefix)).toBe(false);
      }
    },
  );

  test('a bucket of ours is made once, or not at all', () => {
    for (const { parameters, stack } of everyWay) {
      const made = ['TrailBucket', 'DeletableTrailBucket'].filter((id) => stack.resources.has(id));
      expect(made).toHaveLength(parameters.CreateBucket === 'true' ? 1 : 0);
    }
  });

  test('every log file gets to the processor by some way, and by no way twice', () => {
    for (const { parameters, stack } of everyWay) {
      const ways = waysToProcessor(stack);
      // By CloudTrail's own notice too, where somebody wants it: the store's ledger knows an event that it has seen.
      const wanted = parameters.CreateTrail === 'true' && parameters.CloudTrailTopic === 'true' ? 1 : 0;
      const usual = parameters.CreateBucket === 'true' || parameters.ExistingTopicArn === '' ? 1 : 0;
      const existing = parameters.ExistingTopicArn === '' ? 0 : 1;
      expect(ways, JSON.stringify(parameters)).toBe(usual + wanted + existing);
    }
  });

  test('what is sent may be received', () => {
    for (const { stack } of everyWay) {
      const bucket = stack.resources.get('TrailBucket') ?? stack.resources.get('DeletableTrailBucket');
      for (const { to } of bucket ? notificationsOf(bucket.properties) : []) {
        const policy = to.includes(':sqs:') ? 'LogProcessingQueuePolicy' : 'LogTopicPolicy';
        expect(bucket!.dependsOn).toContain(policy);
        expect(admitted(stack, policy, 's3.amazonaws.com')).toEqual(['arn:aws:s3:::example-logs']);
      }
      expect(admitted(stack, 'LogProcessingQueuePolicy', 'sns.amazonaws.com')).toContain(
        'arn:aws:sns:eu-west-1:123456789012:security-monitoring-test-logs',
      );
    }
  });
});

function notificationsOf({ NotificationConfiguration }: JsonObject): Notification[] {
  const {
    QueueConfigurations = [],
    TopicConfigurations = [],
    LambdaConfigurations = [],
  } = NotificationConfiguration as Record<string, JsonObject[]>;
  return [...QueueConfigurations, ...TopicConfigurations, ...LambdaConfigurations].map(({ Event, Queue, Topic, Filter }) => ({
    event: Event as string,
    prefix: ((Filter as JsonObject).S3Key as { Rules: { Value: string }[] }).Rules[0]!.Value,
    to: (Queue ?? Topic) as string,
  }));
}

/** How many messages the processor gets of one log file. */
function waysToProcessor({ resources }: ResolvedTemplate): number {
  const subscriptions = [...resources.values()].filter(
    ({ type, properties }) => type === 'AWS::SNS::Subscription' && properties.Protocol !== 'email',
  );
  const to = (topic: string) => subscriptions.filter(({ properties }) => properties.TopicArn === topic).length;
  const bucket = resources.get('TrailBucket') ?? resources.get('DeletableTrailBucket');
  const fromBucket = (bucket ? notificationsOf(bucket.properties) : []).map((one) => (one.to.includes(':sqs:') ? 1 : to(one.to)));
  const topicOfTrail = resources.get('SecurityTrail')?.properties.SnsTopicName as string | undefined;
  const fromTrail = topicOfTrail === undefined ? 0 : to(topicOfTrail);
  const fromOthers = subscriptions.filter(({ properties }) => String(properties.TopicArn).includes('111122223333')).length;
  return fromBucket.reduce((sum, one) => sum + one, 0) + fromTrail + fromOthers + (resources.has('ExistingBucketRule') ? 1 : 0);
}

/** Sources that a policy lets a service send for. */
function admitted({ resources }: ResolvedTemplate, policy: string, service: string): unknown[] {
  const { Statement } = resources.get(policy)!.properties.PolicyDocument as { Statement: JsonObject[] };
  return Statement.filter(({ Principal }) => (Principal as JsonObject).Service === service).flatMap(
    ({ Condition }) => ((Condition as JsonObject).ArnEquals as JsonObject)['aws:SourceArn']!,
  );
}

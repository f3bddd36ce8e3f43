import { CloudTrailClient, DescribeTrailsCommand, GetTrailStatusCommand, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it, onTestFinished } from 'vitest';
import { getQueueAge, getQueueState, getTopicState, getTrailStates, lookupNewestEvent, probeBucket } from './doctor-calls.ts';
import { getSecretValue } from './secrets-manager.ts';
import { getParameter } from './ssm.ts';

/** For one test: other files have the same clients. */
const mocked: typeof mockClient = (client) => {
  const mock = mockClient(client);
  onTestFinished(() => mock.restore());
  return mock;
};

const { signal } = new AbortController();
const region = { region: 'eu-west-1' };
const named = (name: string, httpStatusCode = 400) => Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } });

it('a parameter comes decrypted', async () => {
  mocked(SSMClient)
    .on(GetParameterCommand, { Name: '/a', WithDecryption: true })
    .resolves({ Parameter: { Value: 'v' } });
  expect(await getParameter('/a', region)).toBe('v');
});

it('a parameter that is not there, or may not be read', async () => {
  const client = mocked(SSMClient).on(GetParameterCommand);
  client.rejects(named('ParameterNotFound'));
  await expect(getParameter('/a', region)).rejects.toMatchObject({ code: 'AWS_NOT_FOUND', at: { file: '/a' } });
  client.rejects(named('AccessDeniedException'));
  await expect(getParameter('/a', region)).rejects.toMatchObject({ code: 'AWS_DENIED', message: 'AWS denied ssm:GetParameter' });
});

it('a secret is a text, or not to be used', async () => {
  const client = mocked(SecretsManagerClient).on(GetSecretValueCommand, { SecretId: 'a' });
  client.resolves({ SecretString: '{"k":"v"}' });
  expect(await getSecretValue('a', region)).toBe('{"k":"v"}');
  client.resolves({ SecretBinary: new Uint8Array([1]) });
  await expect(getSecretValue('a', region)).rejects.toMatchObject({ code: 'AWS_NOT_FOUND' });
});

it('the state of a queue', async () => {
  mocked(SQSClient)
    .on(GetQueueAttributesCommand)
    .resolves({
      Attributes: {
        ApproximateNumberOfMessages: '12',
        ApproximateNumberOfMessagesNotVisible: '3',
        VisibilityTimeout: '30',
        RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:123456789012:dead","maxReceiveCount":5}',
      },
    });
  const state = await getQueueState('https://sqs.eu-west-1.amazonaws.com/123456789012/q', region, signal);
  expect(state).toEqual({ waiting: 12, inFlight: 3, visibilityTimeout: 30, deadLetters: true });
});

it('the age of the oldest message of a queue is the newest measurement', async () => {
  const now = 1_780_000_000_000;
  const url = 'https://sqs.eu-west-1.amazonaws.com/123456789012/q';
  const client = mocked(CloudWatchClient);
  client
    .on(GetMetricStatisticsCommand, {
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: 'q' }],
    })
    .resolves({
      Datapoints: [
        { Timestamp: new Date(now - 120_000), Maximum: 300 },
        { Timestamp: new Date(now - 60_000), Maximum: 360 },
        { Timestamp: new Date(now - 180_000), Maximum: 240 },
      ],
    });
  expect(await getQueueAge(url, region, now, signal)).toBe(360);
  client.on(GetMetricStatisticsCommand).resolves({ Datapoints: [] });
  expect(await getQueueAge(url, region, now, signal)).toBeUndefined();
  client.on(GetMetricStatisticsCommand).rejects(named('AccessDenied'));
  await expect(getQueueAge(url, region, now, signal)).rejects.toMatchObject({
    message: 'AWS denied cloudwatch:GetMetricStatistics',
  });
});

it('trails are asked for their state by ARN', async () => {
  const client = mocked(CloudTrailClient);
  const TrailARN = 'arn:aws:cloudtrail:us-east-1:111122223333:trail/org';
  client.on(DescribeTrailsCommand).resolves({ trailList: [{ Name: 'org', TrailARN, IsMultiRegionTrail: true }] });
  client.on(GetTrailStatusCommand, { Name: TrailARN }).resolves({ IsLogging: true, LatestDeliveryError: 'AccessDenied' });
  expect(await getTrailStates(region, signal)).toEqual([
    { name: 'org', multiRegion: true, validation: false, logging: true, deliveryError: 'AccessDenied' },
  ]);
  client.on(GetTrailStatusCommand).rejects(named('AccessDeniedException'));
  await expect(getTrailStates(region, signal)).rejects.toMatchObject({ message: 'AWS denied cloudtrail:GetTrailStatus' });
});

it('one event is looked up', async () => {
  const client = mocked(CloudTrailClient);
  client.on(LookupEventsCommand, { MaxResults: 1 }).resolves({ Events: [{ EventTime: new Date(1_780_000_000_000) }] });
  expect(await lookupNewestEvent(region, signal)).toBe(1_780_000_000_000);
  client.on(LookupEventsCommand).resolves({ Events: [] });
  expect(await lookupNewestEvent(region, signal)).toBeUndefined();
});

it('a bucket that may be listed and not read names the permission', async () => {
  const client = mocked(S3Client);
  client.on(ListObjectsV2Command, { Bucket: 'b', Prefix: 'p', MaxKeys: 1 }).resolves({ Contents: [{ Key: 'p/a' }] });
  client.on(HeadObjectCommand, { Bucket: 'b', Key: 'p/a' }).resolves({});
  expect(await probeBucket('b', 'p', region, signal)).toBe('read');
  client.on(HeadObjectCommand).rejects(named('403', 403));
  await expect(probeBucket('b', 'p', region, signal)).rejects.toMatchObject({
    code: 'AWS_DENIED',
    message: 'AWS denied s3:GetObject',
  });
  client.on(ListObjectsV2Command).resolves({});
  expect(await probeBucket('b', 'p', region, signal)).toBe('empty');
});

it('subscribers of a topic', async () => {
  mocked(SNSClient)
    .on(GetTopicAttributesCommand)
    .resolves({ Attributes: { SubscriptionsConfirmed: '2', SubscriptionsPending: '1' } });
  expect(await getTopicState('arn:aws:sns:eu-west-1:123456789012:t', region, signal)).toEqual({ confirmed: 2, pending: 1 });
});

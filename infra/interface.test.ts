import { expect, test } from 'vitest';
import type { JsonObject } from '../src/base/json.ts';
import { tableDefinition, timeToLive } from '../src/edges/stores/dynamodb/table-definition.ts';
import { committed, main } from './committed.cases.ts';

const parameters = committed('main.yaml').Parameters as Record<string, JsonObject>;

test('the parameters that people know, with the defaults that the documentation names', () => {
  const defaults = Object.fromEntries(Object.entries(parameters).map(([name, { Default }]) => [name, Default]));
  expect(defaults).toMatchObject({
    TrailBucketName: undefined,
    CodeBucket: undefined,
    CodeKey: undefined,
    AlertEmail: '',
    AlertPhone: '',
    RetentionDays: 90,
    LogLevel: 'INFO',
    Environment: 'test',
    Prefix: 'security-monitoring',
    Architecture: 'arm64',
    CreateTrail: 'true',
    ExistingTopicArn: '',
    KmsEncryption: 'false',
    DataEventsS3: 'false',
    DataEventsLambda: 'false',
    InsightsEnabled: 'false',
    TrailToCloudWatchLogs: 'false',
    IsOrganizationTrail: 'false',
    LogAlertTopic: 'false',
    EventBridgeFastPath: 'true',
    LogBucketRetention: 'Retain',
    SubnetIds: '',
    SecurityGroupIds: '',
    MaximumConcurrency: 10,
    MemorySize: 256,
    Timeout: 300,
    ReservedConcurrency: '',
  });
  for (const [name, { Description }] of Object.entries(parameters)) expect(Description, name).toBeTruthy();
});

test('outputs', () => {
  expect(Object.keys(main().outputs).sort()).toEqual([
    'AlertTopicArn',
    'DeadLetterQueueUrl',
    'LogProcessingQueueArn',
    'LogProcessingQueueUrl',
    'ProcessorFunction',
    'SecurityEventsTable',
    'StoreTable',
    'TickFunction',
    'TrailArn',
    'TrailBucket',
    'TrailName',
  ]);
  expect(Object.keys(main({ TrailToCloudWatchLogs: 'true', KmsEncryption: 'true' }).outputs)).toEqual(
    expect.arrayContaining(['LogGroupName', 'KeyArn']),
  );
});

const properties = (id: string, given = {}) => main(given).resources.get(id)?.properties;

test('the trail sees all regions, global services, and proves its files', () => {
  expect(properties('SecurityTrail')).toMatchObject({
    IsLogging: true,
    IsMultiRegionTrail: true,
    IncludeGlobalServiceEvents: true,
    EnableLogFileValidation: true,
    IsOrganizationTrail: 'false',
    EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'All' }],
    S3BucketName: 'example-logs',
  });
  expect(properties('SecurityTrail')).not.toHaveProperty('AdvancedEventSelectors');
  expect(properties('SecurityTrail', { InsightsEnabled: 'true' })).toMatchObject({
    InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }, { InsightType: 'ApiErrorRateInsight' }],
  });
});

test('the bucket: versions, encryption, nothing public', () => {
  expect(properties('TrailBucket')).toMatchObject({
    VersioningConfiguration: { Status: 'Enabled' },
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  });
  expect(properties('TrailBucket', { KmsEncryption: 'true' })).toMatchObject({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'TrailKey.Arn' } },
      ],
    },
  });
});

test('the two buckets differ in what becomes of them, and in nothing else', () => {
  const kept = main();
  const deleted = main({ LogBucketRetention: 'Delete' });
  expect(kept.resources.get('TrailBucket')?.deletionPolicy).toBe('RetainExceptOnCreate');
  expect(deleted.resources.get('DeletableTrailBucket')?.deletionPolicy).toBe('Delete');
  expect(kept.resources.has('DeletableTrailBucket')).toBe(false);
  expect(deleted.resources.has('TrailBucket')).toBe(false);
  expect(deleted.resources.get('DeletableTrailBucket')?.properties).toEqual(kept.resources.get('TrailBucket')?.properties);
});

test('old log files get cheaper and go, configuration stays', () => {
  const { LifecycleConfiguration } = properties('TrailBucket', { LogTransitionDays: '30', LogExpirationDays: '365' })!;
  expect(LifecycleConfiguration).toMatchObject({
    Rules: [
      { Id: 'Incomplete' },
      { Prefix: 'AWSLogs/', Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: '30' }] },
      { Prefix: 'AWSLogs/', ExpirationInDays: '365' },
    ],
  });
  expect((properties('TrailBucket')!.LifecycleConfiguration as JsonObject).Rules).toHaveLength(1);
});

test('the queue waits six times as long as the function may take, and gives up before the ledger forgets', () => {
  const queue = properties('LogProcessingQueue')!;
  expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Number(parameters.Timeout!.MaxValue));
  const dead = properties('LogProcessingDeadLetterQueue')!;
  // A dead letter keeps the age that it had.
  expect(Number(dead.MessageRetentionPeriod)).toBeGreaterThan(Number(queue.MessageRetentionPeriod));
  expect(Number(dead.MessageRetentionPeriod)).toBeLessThan(30 * 86_400);
  expect(properties('ProcessorQueueTrigger')).toMatchObject({
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: '10' },
    BatchSize: 10,
  });
});

test('tables expire, recover and are encrypted', () => {
  const always = {
    BillingMode: 'PAY_PER_REQUEST',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true },
  };
  expect(properties('SecurityEventsTable')).toMatchObject({
    ...always,
    TableName: 'SecurityEvents',
    KeySchema: [
      { AttributeName: 'EventId', KeyType: 'HASH' },
      { AttributeName: 'Timestamp', KeyType: 'RANGE' },
    ],
    TimeToLiveSpecification: { AttributeName: 'ExpiresAt', Enabled: true },
  });
  expect(properties('StoreTable')).toEqual({
    ...always,
    ...tableDefinition,
    TableName: 'security-monitoring-test-store',
    TimeToLiveSpecification: timeToLive,
  });
});

test('alerts: all by mail, the worst by text message', () => {
  const { resources } = main({ AlertEmail: 'security@example.com', AlertPhone: '+15555550100' });
  const topic = 'arn:aws:sns:eu-west-1:123456789012:security-monitoring-test-alerts';
  expect(resources.get('AlertEmailSubscription')?.properties).toEqual({
    TopicArn: topic,
    Protocol: 'email',
    Endpoint: 'security@example.com',
  });
  expect(resources.get('AlertPhoneSubscription')?.properties).toMatchObject({
    TopicArn: topic,
    Protocol: 'sms',
    FilterPolicy: { severity: ['critical', 'high'] },
  });
});

test.each([
  ['ProcessorFunction', 'processor.handler'],
  ['TickFunction', 'tick.handler'],
])('%s is told where things are', (id, handler) => {
  expect(properties(id)).toMatchObject({
    Runtime: 'nodejs22.x',
    Architectures: ['arm64'],
    MemorySize: '256',
    Timeout: '300',
    Handler: handler,
    Environment: {
      Variables: {
        SNS_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:security-monitoring-test-alerts',
        DYNAMODB_TABLE: 'SecurityEvents',
        STORE_TABLE: 'security-monitoring-test-store',
        LOG_LEVEL: 'INFO',
        SECURITY_EVENTS_PATH: 's3://example-logs/config/monitored_events.json',
        CONFIG_PATH: 's3://example-logs/config/',
        RETENTION_DAYS: '90',
        POWERTOOLS_SERVICE_NAME: 'trailwatch',
        POWERTOOLS_METRICS_NAMESPACE: 'trailwatch',
      },
    },
  });
  expect(properties(id)).not.toHaveProperty('VpcConfig');
  expect(properties(id)).not.toHaveProperty('ReservedConcurrentExecutions');
});

test.each([
  ['ProcessorLogGroup', '/aws/lambda/security-monitoring-test-processor'],
  ['TickLogGroup', '/aws/lambda/security-monitoring-test-tick'],
])('%s forgets in time', (id, name) => {
  expect(properties(id)).toEqual({ LogGroupName: name, RetentionInDays: '90' });
});

import { CfnCondition, CfnParameter, type CfnParameterProps, Fn, type Stack } from 'aws-cdk-lib';
import { isSet, isTrue } from '../intrinsics.ts';

const SWITCH = ['true', 'false'];
const on = (description: string): CfnParameterProps => ({ default: 'true', allowedValues: SWITCH, description });
const off = (description: string): CfnParameterProps => ({ default: 'false', allowedValues: SWITCH, description });
const text = (description: string, value = '', more: CfnParameterProps = {}): CfnParameterProps => ({
  default: value,
  description,
  ...more,
});
const number = (description: string, value: number, minValue: number, maxValue: number): CfnParameterProps => ({
  type: 'Number',
  default: value,
  minValue,
  maxValue,
  description,
});

/** What CloudWatch Logs allows as the retention of a log group, in days. */
export const LOG_RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653];

/** Parameters of main.yaml, in the order in which a person thinks of them. */
const definitions = {
  TrailBucketName: {
    allowedPattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
    constraintDescription: 'must be a name that S3 accepts: 3 to 63 lower case letters, digits, dots and hyphens',
    description: 'Bucket for the log files',
  },
  AlertEmail: text('Gets the alerts, after confirming the subscription', '', { allowedPattern: '^$|^[^@\\s]+@[^@\\s]+$' }),
  AlertPhone: text('Gets critical and high alerts as text messages: +49301234567', '', {
    allowedPattern: '^$|^\\+[1-9][0-9]{6,14}$',
  }),
  CodeBucket: { description: 'Where the zip of the functions lies, in the region of the stack' },
  CodeKey: { description: 'Key of the zip' },
  Prefix: text('Begins the name of everything', 'security-monitoring', { allowedPattern: '^[a-z][a-z0-9-]{1,23}$' }),
  Environment: text('Second part of the names', 'test', { allowedPattern: '^[a-z0-9][a-z0-9-]{0,11}$' }),
  RetentionDays: number('Days that findings and matched events are kept', 90, 1, 3650),
  LogLevel: text('Of the functions', 'INFO', { allowedValues: ['DEBUG', 'INFO', 'WARN', 'ERROR'] }),
  LogGroupRetentionDays: {
    type: 'Number',
    default: '90',
    allowedValues: LOG_RETENTION_DAYS.map(String),
    description: 'Days that log groups are kept',
  },
  SecurityEventsTableName: text('Table with an item for each matched event', 'SecurityEvents', {
    allowedPattern: '^[A-Za-z0-9_.-]{3,255}$',
  }),
  Architecture: text('Of the functions', 'arm64', { allowedValues: ['arm64', 'x86_64'] }),
  MemorySize: number('MB of each function', 256, 128, 10240),
  Timeout: number("Seconds; the queue's visibility timeout is six times the longest", 300, 30, 300),
  MaximumConcurrency: number('Processors that the queue runs at once', 10, 2, 1000),
  ReservedConcurrency: text('Empty: none. Less than MaximumConcurrency sends good messages to the dead-letter queue', '', {
    allowedPattern: '^[0-9]{0,4}$',
  }),
  CreateTrail: on('false: a trail is there already'),
  CreateBucket: on('false: the bucket is there already; its notifications are not touched'),
  ExistingTrailArn: text('With CreateTrail=false: the trail that may write to the bucket'),
  ExistingTopicArn: text('With CreateBucket=false: topic that the bucket or the trail notifies; the queue subscribes to it'),
  ExistingKeyArn: text('KMS key of an existing bucket'),
  TrailBucketAccountId: text('Account of an existing bucket, if another', '', { allowedPattern: '^([0-9]{12})?$' }),
  LogPrefix: text("The trail's S3 key prefix, without a slash at the end", '', {
    allowedPattern: "^$|^(?!config(/|$))[A-Za-z0-9!_.*'()-]+(/[A-Za-z0-9!_.*'()-]+)*$",
  }),
  ConfigBucketName: text('Holds config/; empty: TrailBucketName'),
  LogBucketRetention: text('Delete: the bucket goes with the stack, if it is empty. Not to be changed later', 'Retain', {
    allowedValues: ['Retain', 'Delete'],
  }),
  LogTransitionDays: number('Days until log files go to Glacier Instant Retrieval; 0: never', 0, 0, 3650),
  LogExpirationDays: number('Days until log files are deleted; 0: never', 0, 0, 36500),
  KmsEncryption: off('A KMS key for bucket, queues, topics and log groups, instead of AES-256'),
  IsOrganizationTrail: off('For all accounts, from the management account'),
  DataEventsS3: off('Log S3 object events of all buckets but this one. Priced by the event'),
  DataEventsLambda: off("Log invocations of all functions but the monitor's. Priced by the event"),
  InsightsEnabled: off('CloudTrail Insights. Priced by the event'),
  TrailToCloudWatchLogs: off('The trail also writes to a log group'),
  LogGroupToFunction: off('That log group invokes the processor too'),
  LogAlertTopic: off('S3 notifies a topic (queue, and AlertEmail for each file) instead of the queue'),
  CloudTrailTopic: off('CloudTrail notifies the topic too'),
  TopicToFunction: off('The topic invokes the processor directly instead of through the queue'),
  EventBridgeFastPath: on('Management events and sign-ins within seconds'),
  FastPathReads: off('Read-only management events on the fast path too'),
  SubnetIds: { type: 'CommaDelimitedList', default: '', description: 'Subnets for the functions; see vpc-endpoints.yaml' },
  SecurityGroupIds: { type: 'CommaDelimitedList', default: '', description: 'Security groups for the functions' },
  FunctionPolicyArn: text('Managed policy for what your configuration makes the functions use: Security Hub, a bus, secrets'),
} satisfies Record<string, CfnParameterProps>;

export type MainParameters = Readonly<Record<keyof typeof definitions, CfnParameter>>;

export function mainParameters(stack: Stack): MainParameters {
  const made = Object.entries(definitions).map(([name, props]) => [name, new CfnParameter(stack, name, props)]);
  return Object.fromEntries(made);
}

export type MainConditions = ReturnType<typeof mainConditions>;

/** Decisions, named for what is then the case. */
export function mainConditions(stack: Stack, p: MainParameters) {
  const when = (name: string, expression: ReturnType<typeof Fn.conditionNot>) => new CfnCondition(stack, name, { expression });
  const both = (name: string, ...all: CfnCondition[]) => when(name, Fn.conditionAnd(...all));
  const not = Fn.conditionNot;
  const isNotZero = (parameter: CfnParameter) => not(Fn.conditionEquals(parameter.valueAsString, '0'));

  const createTrail = when('CreatesTrail', isTrue(p.CreateTrail));
  const createBucket = when('CreatesBucket', isTrue(p.CreateBucket));
  const retain = when('Retains', Fn.conditionEquals(p.LogBucketRetention.valueAsString, 'Retain'));
  const logAlertTopic = when('S3NotifiesTopic', isTrue(p.LogAlertTopic));
  const topicInvokes = when('TopicInvokesProcessor', isTrue(p.TopicToFunction));
  const hasEmail = when('HasAlertEmail', isSet(p.AlertEmail));
  const hasExistingTopic = when('HasExistingTopic', isSet(p.ExistingTopicArn));
  const toLogs = when('TrailWritesToLogGroup', Fn.conditionAnd(isTrue(p.CreateTrail), isTrue(p.TrailToCloudWatchLogs)));
  const logsInvoke = both('LogGroupInvokesProcessor', toLogs, when('LogGroupFeedsProcessor', isTrue(p.LogGroupToFunction)));
  return {
    createTrail,
    createBucket,
    retain,
    logAlertTopic,
    topicInvokes,
    hasEmail,
    hasExistingTopic,
    toLogs,
    retainedBucket: both('CreatesRetainedBucket', createBucket, retain),
    deletableBucket: when('CreatesDeletableBucket', Fn.conditionAnd(createBucket, not(retain))),
    trailMayWrite: when('TrailMayWrite', Fn.conditionOr(isTrue(p.CreateTrail), isSet(p.ExistingTrailArn))),
    hasPhone: when('HasAlertPhone', isSet(p.AlertPhone)),
    topicFeedsQueue: when('TopicFeedsQueue', not(topicInvokes)),
    mailsLogFiles: both('MailsLogFiles', logAlertTopic, hasEmail),
    trailNotifies: when('TrailNotifies', isTrue(p.CloudTrailTopic)),
    watchesBucket: when('WatchesExistingBucket', Fn.conditionAnd(not(createBucket), not(hasExistingTopic))),
    kms: when('UsesKms', isTrue(p.KmsEncryption)),
    hasExistingKey: when('HasExistingKey', isSet(p.ExistingKeyArn)),
    bucketElsewhere: when('BucketInOtherAccount', isSet(p.TrailBucketAccountId)),
    hasConfigBucket: when('HasConfigBucket', isSet(p.ConfigBucketName)),
    hasLogPrefix: when('HasLogPrefix', isSet(p.LogPrefix)),
    transitions: when('Transitions', isNotZero(p.LogTransitionDays)),
    expires: when('Expires', isNotZero(p.LogExpirationDays)),
    dataEvents: when('LogsDataEvents', Fn.conditionOr(isTrue(p.DataEventsS3), isTrue(p.DataEventsLambda))),
    dataEventsS3: when('LogsS3Objects', isTrue(p.DataEventsS3)),
    dataEventsLambda: when('LogsInvocations', isTrue(p.DataEventsLambda)),
    insights: when('LogsInsights', isTrue(p.InsightsEnabled)),
    logsInvoke,
    invokedDirectly: when('ProcessorIsInvokedDirectly', Fn.conditionOr(topicInvokes, logsInvoke)),
    fastPath: when('UsesFastPath', isTrue(p.EventBridgeFastPath)),
    reads: when('FastPathSeesReads', isTrue(p.FastPathReads)),
    reserves: when('ReservesConcurrency', isSet(p.ReservedConcurrency)),
    inVpc: when('InVpc', not(Fn.conditionEquals(Fn.join('', p.SubnetIds.valueAsList), ''))),
    hasPolicy: when('HasFunctionPolicy', isSet(p.FunctionPolicyArn)),
  };
}

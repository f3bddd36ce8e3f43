import type { Planned, Values } from './evaluate-module.ts';

export type Properties = { readonly [name: string]: unknown };

/** A resource in CloudFormation's words, without its logical id. */
export interface Said {
  readonly type: string;
  readonly properties: Properties;
}

type Blocks = readonly Values[];
type Rename = Readonly<Record<string, string>>;

const first = (blocks: unknown): Values | undefined => (blocks as Blocks | undefined)?.[0];
const blocksOf = (blocks: unknown): Blocks => (blocks ?? []) as Blocks;
const read = (json: unknown): unknown => (typeof json === 'string' ? JSON.parse(json) : undefined);

/** `kms_key_id` → `KmsKeyId`; what CloudFormation calls otherwise is in `names`, and `''` leaves out. */
function renamed(values: Values, names: Rename = {}): Record<string, unknown> {
  const made = Object.entries(values).map(([name, value]) => [names[name] ?? pascal(name), value]);
  return Object.fromEntries(made.filter(([name]) => name !== ''));
}

const pascal = (name: string) => name.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const OF_TERRAFORM: Rename = { region: '', tags: 'Tags' };

/** Blocks of which there is one: an object in CloudFormation. */
const single = (values: Values, name: string, names: Rename = {}) => {
  const block = first(values[name]);
  return block === undefined ? {} : { [names[name] ?? pascal(name)]: renamed(block, names) };
};

const SIMPLE: Readonly<Record<string, { readonly type: string; readonly names?: Rename }>> = {
  aws_cloudwatch_event_bus: { type: 'AWS::Events::EventBus', names: { description: '' } },
  aws_cloudwatch_log_group: { type: 'AWS::Logs::LogGroup', names: { name: 'LogGroupName' } },
  aws_cloudwatch_log_subscription_filter: { type: 'AWS::Logs::SubscriptionFilter', names: { name: '' } },
  aws_lambda_permission: { type: 'AWS::Lambda::Permission', names: { statement_id: '' } },
  aws_sns_topic: { type: 'AWS::SNS::Topic', names: { name: 'TopicName' } },
};

/**
 * What the resources of a plan are in CloudFormation's words. Some are several resources in one tool and one in the other: a bucket, a
 * role with its policies, a rule with its targets.
 */
export function asTemplate(all: readonly Planned[]): Said[] {
  const of = (type: string) => all.filter((one) => one.type === type).map(({ values }) => values);
  const sameModule = ({ address }: Planned, type: string, argument: string, name: unknown) =>
    all
      .filter((one) => one.type === type && moduleOf(one) === moduleOf({ address }) && one.values[argument] === name)
      .map(({ values }) => values);
  return all.flatMap((one): Said[] => {
    const { type, values } = one;
    const simple = SIMPLE[type];
    if (simple !== undefined) return [{ type: simple.type, properties: renamed(values, { ...OF_TERRAFORM, ...simple.names }) }];
    switch (type) {
      case 'aws_s3_bucket':
        return [{ type: 'AWS::S3::Bucket', properties: bucket(values, of) }];
      case 'aws_iam_role': {
        const policies = sameModule(one, 'aws_iam_role_policy', 'role', values.name);
        const managed = sameModule(one, 'aws_iam_role_policy_attachment', 'role', values.name).map(
          ({ policy_arn }) => policy_arn,
        );
        const inline = policies.map(({ name, policy }) => ({ PolicyName: name, PolicyDocument: read(policy) }));
        return [
          {
            type: 'AWS::IAM::Role',
            properties: {
              ...renamed(values, { ...OF_TERRAFORM, name: 'RoleName', assume_role_policy: '' }),
              AssumeRolePolicyDocument: read(values.assume_role_policy),
              Policies: inline,
              ManagedPolicyArns: managed,
            },
          },
        ];
      }
      case 'aws_cloudwatch_event_rule': {
        const targets = sameModule(one, 'aws_cloudwatch_event_target', 'rule', values.name).map(target);
        const properties = { ...renamed(values, OF_TERRAFORM), EventPattern: read(values.event_pattern), Targets: targets };
        return [{ type: 'AWS::Events::Rule', properties }];
      }
      default: {
        const translate = TRANSLATIONS[type];
        return translate === undefined ? [] : [translate(values)];
      }
    }
  });
}

/** Part of another resource in CloudFormation. */
export const PARTS = [
  'aws_cloudwatch_event_target',
  'aws_iam_role_policy',
  'aws_iam_role_policy_attachment',
  'aws_s3_bucket_lifecycle_configuration',
  'aws_s3_bucket_notification',
  'aws_s3_bucket_ownership_controls',
  'aws_s3_bucket_public_access_block',
  'aws_s3_bucket_server_side_encryption_configuration',
  'aws_s3_bucket_versioning',
];

/** `module.forwarder["us-east-1"].`, or nothing. */
export const moduleOf = ({ address }: { readonly address: string }) => /^(?:module\.\w+(?:\[[^\]]*\])?\.)*/.exec(address)![0];

const TRANSLATIONS: Readonly<Record<string, (values: Values) => Said>> = {
  aws_cloudtrail: (values) => ({
    type: 'AWS::CloudTrail::Trail',
    properties: {
      ...renamed(values, {
        ...OF_TERRAFORM,
        name: 'TrailName',
        enable_logging: 'IsLogging',
        kms_key_id: 'KMSKeyId',
        cloud_watch_logs_group_arn: 'CloudWatchLogsLogGroupArn',
        event_selector: '',
        advanced_event_selector: '',
        insight_selector: '',
      }),
      EventSelectors: blocksOf(values.event_selector).map((one) => renamed(one)),
      AdvancedEventSelectors: blocksOf(values.advanced_event_selector).map(({ name, field_selector }) => ({
        Name: name,
        FieldSelectors: blocksOf(field_selector).map((one) => renamed(one)),
      })),
      InsightSelectors: blocksOf(values.insight_selector).map((one) => renamed(one)),
    },
  }),
  aws_iam_policy: (values) => ({
    type: 'AWS::IAM::ManagedPolicy',
    properties: {
      ...renamed(values, { tags: 'Tags', name: 'ManagedPolicyName', policy: '' }),
      PolicyDocument: read(values.policy),
    },
  }),
  aws_cloudwatch_log_metric_filter: ({ log_group_name, pattern, metric_transformation }) => ({
    type: 'AWS::Logs::MetricFilter',
    properties: {
      LogGroupName: log_group_name,
      FilterPattern: pattern,
      MetricTransformations: blocksOf(metric_transformation).map((one) =>
        renamed(one, { name: 'MetricName', namespace: 'MetricNamespace', value: 'MetricValue' }),
      ),
    },
  }),
  aws_sqs_queue: (values) => ({
    type: 'AWS::SQS::Queue',
    properties: {
      ...renamed(values, {
        ...OF_TERRAFORM,
        name: 'QueueName',
        visibility_timeout_seconds: 'VisibilityTimeout',
        message_retention_seconds: 'MessageRetentionPeriod',
        receive_wait_time_seconds: 'ReceiveMessageWaitTimeSeconds',
      }),
      RedrivePolicy: read(values.redrive_policy),
      RedriveAllowPolicy: read(values.redrive_allow_policy),
    },
  }),
  aws_sqs_queue_policy: ({ queue_url, policy }) => policyOf('AWS::SQS::QueuePolicy', { Queues: [queue_url] }, policy),
  aws_sns_topic_policy: ({ arn, policy }) => policyOf('AWS::SNS::TopicPolicy', { Topics: [arn] }, policy),
  aws_s3_bucket_policy: ({ bucket, policy }) => policyOf('AWS::S3::BucketPolicy', { Bucket: bucket }, policy),
  aws_cloudwatch_event_bus_policy: ({ event_bus_name, policy }) =>
    policyOf('AWS::Events::EventBusPolicy', { EventBusName: event_bus_name }, policy),
  aws_sns_topic_subscription: (values) => ({
    type: 'AWS::SNS::Subscription',
    properties: { ...renamed(values, { tags: 'Tags' }), FilterPolicy: read(values.filter_policy) },
  }),
  aws_kms_key: (values) => ({
    type: 'AWS::KMS::Key',
    properties: {
      ...renamed(values, { ...OF_TERRAFORM, policy: '', deletion_window_in_days: 'PendingWindowInDays' }),
      KeyPolicy: read(values.policy),
    },
  }),
  aws_dynamodb_table: (values) => ({
    type: 'AWS::DynamoDB::Table',
    properties: {
      TableName: values.name,
      BillingMode: values.billing_mode,
      Tags: values.tags,
      KeySchema: keys(values),
      AttributeDefinitions: blocksOf(values.attribute).map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
      TimeToLiveSpecification: renamed(first(values.ttl)!),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: first(values.point_in_time_recovery)!.enabled },
      SSESpecification: renamed(first(values.server_side_encryption)!, { enabled: 'SSEEnabled', kms_key_arn: 'KMSMasterKeyId' }),
      GlobalSecondaryIndexes: blocksOf(values.global_secondary_index).map((index) => ({
        IndexName: index.name,
        KeySchema: keys(index),
        Projection: { ProjectionType: index.projection_type, NonKeyAttributes: index.non_key_attributes },
      })),
    },
  }),
  aws_lambda_function: (values) => ({
    type: 'AWS::Lambda::Function',
    properties: {
      ...renamed(values, { ...OF_TERRAFORM, s3_bucket: '', s3_key: '', vpc_config: '' }),
      Code: { S3Bucket: values.s3_bucket, S3Key: values.s3_key },
      Environment: renamed(first(values.environment)!),
      // Terraform's word for none.
      ReservedConcurrentExecutions:
        values.reserved_concurrent_executions === -1 ? undefined : values.reserved_concurrent_executions,
      ...single(values, 'vpc_config'),
    },
  }),
  aws_lambda_event_source_mapping: (values) => ({
    type: 'AWS::Lambda::EventSourceMapping',
    properties: { ...renamed(values, { ...OF_TERRAFORM, scaling_config: '' }), ...single(values, 'scaling_config') },
  }),
  aws_lambda_function_event_invoke_config: (values) => {
    const onFailure = first(first(values.destination_config)?.on_failure);
    return {
      type: 'AWS::Lambda::EventInvokeConfig',
      properties: {
        ...renamed(values, { ...OF_TERRAFORM, destination_config: '' }),
        ...(onFailure && { DestinationConfig: { OnFailure: renamed(onFailure) } }),
      },
    };
  },
  aws_cloudwatch_metric_alarm: (values) => ({
    type: 'AWS::CloudWatch::Alarm',
    properties: {
      ...renamed(values, { ...OF_TERRAFORM, ok_actions: 'OKActions' }),
      Dimensions: Object.entries(values.dimensions as Values).map(([Name, Value]) => ({ Name, Value })),
    },
  }),
  aws_cloudwatch_dashboard: (values) => ({
    type: 'AWS::CloudWatch::Dashboard',
    properties: { DashboardName: values.dashboard_name, DashboardBody: read(values.dashboard_body) },
  }),
};

const policyOf = (type: string, of: Properties, policy: unknown): Said => ({
  type,
  properties: { ...of, PolicyDocument: read(policy) },
});

const keys = ({ hash_key, range_key }: Values) => [
  { AttributeName: hash_key, KeyType: 'HASH' },
  ...(range_key === undefined ? [] : [{ AttributeName: range_key, KeyType: 'RANGE' }]),
];

function target(values: Values): Properties {
  const dead = first(values.dead_letter_config);
  const transformer = first(values.input_transformer);
  return {
    Id: values.target_id,
    Arn: values.arn,
    RoleArn: values.role_arn,
    ...(dead && { DeadLetterConfig: renamed(dead) }),
    ...(transformer && { InputTransformer: renamed(transformer, { input_paths: 'InputPathsMap' }) }),
  };
}

function bucket({ bucket: name, tags }: Values, of: (type: string) => readonly Values[]): Properties {
  const maybe = (kind: string) => of(`aws_s3_bucket_${kind}`).find((values) => values.bucket === name);
  const part = (kind: string) => maybe(kind)!;
  const encryption = first(part('server_side_encryption_configuration').rule)!;
  const { region: _region, bucket: _bucket, ...access } = part('public_access_block');
  return {
    BucketName: name,
    Tags: tags,
    VersioningConfiguration: renamed(first(part('versioning').versioning_configuration)!),
    PublicAccessBlockConfiguration: renamed(access),
    OwnershipControls: { Rules: blocksOf(part('ownership_controls').rule).map((rule) => renamed(rule)) },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: encryption.bucket_key_enabled,
          ServerSideEncryptionByDefault: renamed(first(encryption.apply_server_side_encryption_by_default)!, {
            sse_algorithm: 'SSEAlgorithm',
            kms_master_key_id: 'KMSMasterKeyID',
          }),
        },
      ],
    },
    LifecycleConfiguration: { Rules: blocksOf(part('lifecycle_configuration').rule).map(lifecycle) },
    NotificationConfiguration: notification(maybe('notification')),
  };
}

const lifecycle = (rule: Values): Properties => ({
  Id: rule.id,
  Status: rule.status,
  Prefix: first(rule.filter)?.prefix,
  Transitions: blocksOf(rule.transition).map(({ days, storage_class }) => ({
    TransitionInDays: days,
    StorageClass: storage_class,
  })),
  ExpirationInDays: first(rule.expiration)?.days,
  ...single(rule, 'noncurrent_version_expiration'),
  ...single(rule, 'abort_incomplete_multipart_upload'),
});

function notification(values: Values | undefined): Properties | undefined {
  if (values === undefined) return undefined;
  const to = (block: string, name: string, arn: string) =>
    blocksOf(values[block]).flatMap(({ events, filter_prefix, [arn]: destination }) =>
      (events as string[]).map((event) => ({
        Event: event,
        [name]: destination,
        ...(filter_prefix !== undefined && { Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: filter_prefix }] } } }),
      })),
    );
  return {
    QueueConfigurations: to('queue', 'Queue', 'queue_arn'),
    TopicConfigurations: to('topic', 'Topic', 'topic_arn'),
    LambdaConfigurations: to('lambda_function', 'Function', 'lambda_function_arn'),
  };
}

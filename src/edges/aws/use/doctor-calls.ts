import type { EpochMs, Seconds } from '../../../base/units.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';
import { closing } from './closing.ts';

/**
 * What only a check of the installation asks of AWS: reads that change and send nothing. Each
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */

export interface QueueState {
  readonly waiting: number;
  readonly inFlight: number;
  readonly visibilityTimeout: Seconds;
  /** Where messages end that can't be handled. */
  readonly deadLetters: boolean;
}

/** IAM: sqs:GetQueueAttributes */
export async function getQueueState(queueUrl: string, access: AwsAccess, signal: AbortSignal): Promise<QueueState> {
  try {
    const { SQSClient, GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
    const client = new SQSClient(await clientSettings('SQS', access));
    const command = new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'VisibilityTimeout',
        'RedrivePolicy',
      ],
    });
    const { Attributes = {} } = await closing(client, client.send(command, { abortSignal: signal }));
    return {
      waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
      inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
      visibilityTimeout: Number(Attributes.VisibilityTimeout ?? 0),
      deadLetters: Attributes.RedrivePolicy !== undefined,
    };
  } catch (error) {
    throw awsProblem(error, 'sqs:GetQueueAttributes', queueUrl);
  }
}

/** How far back the measurement of a queue is looked for; SQS writes one a minute. */
const MEASURED: Seconds = 15 * 60;

/**
 * Age of the oldest message of a queue, as SQS measured it last; undefined if it measured nothing of late (an idle queue).
 * IAM: cloudwatch:GetMetricStatistics. Source: Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS".
 * @param now wall clock
 */
export async function getQueueAge(
  queueUrl: string,
  access: AwsAccess,
  now: EpochMs,
  signal: AbortSignal,
): Promise<Seconds | undefined> {
  try {
    const { CloudWatchClient, GetMetricStatisticsCommand } = await import('@aws-sdk/client-cloudwatch');
    const client = new CloudWatchClient(await clientSettings('CLOUDWATCH', access));
    const command = new GetMetricStatisticsCommand({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: queueUrl.split('/').at(-1) ?? '' }],
      StartTime: new Date(now - MEASURED * 1000),
      EndTime: new Date(now),
      Period: 60,
      Statistics: ['Maximum'],
    });
    const { Datapoints = [] } = await closing(client, client.send(command, { abortSignal: signal }));
    const newest = Datapoints.reduce<(typeof Datapoints)[number] | undefined>(
      (last, point) => ((point.Timestamp?.getTime() ?? 0) > (last?.Timestamp?.getTime() ?? -1) ? point : last),
      undefined,
    );
    return newest?.Maximum;
  } catch (error) {
    throw awsProblem(error, 'cloudwatch:GetMetricStatistics', queueUrl);
  }
}

/** When the newest management event happened; undefined if there is none. IAM: cloudtrail:LookupEvents */
export async function lookupNewestEvent(access: AwsAccess, signal: AbortSignal): Promise<EpochMs | undefined> {
  try {
    const { CloudTrailClient, LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail');
    const client = new CloudTrailClient(await clientSettings('CLOUDTRAIL', access));
    const { Events } = await closing(client, client.send(new LookupEventsCommand({ MaxResults: 1 }), { abortSignal: signal }));
    return Events?.[0]?.EventTime?.getTime();
  } catch (error) {
    throw awsProblem(error, 'cloudtrail:LookupEvents', access.region ?? 'the region');
  }
}

export interface TrailState {
  readonly name: string;
  readonly multiRegion: boolean;
  readonly validation: boolean;
  readonly logging: boolean;
  /** Why the last file could not be written. */
  readonly deliveryError: string | undefined;
}

/** Of the trails that record this region. IAM: cloudtrail:DescribeTrails, cloudtrail:GetTrailStatus */
export async function getTrailStates(access: AwsAccess, signal: AbortSignal): Promise<TrailState[]> {
  let action = 'cloudtrail:DescribeTrails';
  try {
    const { CloudTrailClient, DescribeTrailsCommand, GetTrailStatusCommand } = await import('@aws-sdk/client-cloudtrail');
    const client = new CloudTrailClient(await clientSettings('CLOUDTRAIL', access));
    const read = async () => {
      const { trailList = [] } = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }), {
        abortSignal: signal,
      });
      action = 'cloudtrail:GetTrailStatus';
      return Promise.all(
        trailList.map(async (trail) => {
          // A trail of another region or of the organization answers only to its ARN.
          const command = new GetTrailStatusCommand({ Name: trail.TrailARN ?? trail.Name });
          const status = await client.send(command, { abortSignal: signal });
          return {
            name: trail.Name ?? trail.TrailARN ?? '',
            multiRegion: trail.IsMultiRegionTrail === true,
            validation: trail.LogFileValidationEnabled === true,
            logging: status.IsLogging === true,
            deliveryError: status.LatestDeliveryError || undefined,
          };
        }),
      );
    };
    return await closing(client, read());
  } catch (error) {
    throw awsProblem(error, action, access.region ?? 'the region');
  }
}

/** Lists one key and asks for its head, which needs the permission to read it. IAM: s3:ListBucket, s3:GetObject */
export async function probeBucket(
  bucket: string,
  prefix: string,
  access: AwsAccess,
  signal: AbortSignal,
): Promise<'read' | 'empty'> {
  let action = 's3:ListBucket';
  try {
    const { S3Client, ListObjectsV2Command, HeadObjectCommand } = await import('@aws-sdk/client-s3');
    const settings = await clientSettings('S3', access);
    const client = new S3Client({
      ...settings,
      followRegionRedirects: true,
      ...('endpoint' in settings && { forcePathStyle: true }),
    });
    const read = async () => {
      const list = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 });
      const { Contents } = await client.send(list, { abortSignal: signal });
      const key = Contents?.[0]?.Key;
      if (key === undefined) return 'empty' as const;
      action = 's3:GetObject';
      await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
      return 'read' as const;
    };
    return await closing(client, read());
  } catch (error) {
    throw awsProblem(error, action, `s3://${bucket}/${prefix}`);
  }
}

export interface TopicState {
  readonly confirmed: number;
  /** Nobody has followed the link in the confirmation yet. */
  readonly pending: number;
}

/** IAM: sns:GetTopicAttributes */
export async function getTopicState(topicArn: string, access: AwsAccess, signal: AbortSignal): Promise<TopicState> {
  try {
    const { SNSClient, GetTopicAttributesCommand } = await import('@aws-sdk/client-sns');
    const client = new SNSClient(await clientSettings('SNS', access));
    const command = new GetTopicAttributesCommand({ TopicArn: topicArn });
    const { Attributes = {} } = await closing(client, client.send(command, { abortSignal: signal }));
    return { confirmed: Number(Attributes.SubscriptionsConfirmed ?? 0), pending: Number(Attributes.SubscriptionsPending ?? 0) };
  } catch (error) {
    throw awsProblem(error, 'sns:GetTopicAttributes', topicArn);
  }
}

export interface SmsState {
  /** Only verified numbers get anything. */
  readonly isInSandbox: boolean;
  /** US dollars; undefined where SNS says none, which is one dollar. */
  readonly monthlyLimit: number | undefined;
}

/** IAM: sns:GetSMSSandboxAccountStatus, sns:GetSMSAttributes */
export async function getSmsState(access: AwsAccess, signal: AbortSignal): Promise<SmsState> {
  let action = 'sns:GetSMSSandboxAccountStatus';
  try {
    const { SNSClient, GetSMSAttributesCommand, GetSMSSandboxAccountStatusCommand } = await import('@aws-sdk/client-sns');
    const client = new SNSClient(await clientSettings('SNS', access));
    const asked = async () => {
      const { IsInSandbox } = await client.send(new GetSMSSandboxAccountStatusCommand({}), { abortSignal: signal });
      action = 'sns:GetSMSAttributes';
      const limits = new GetSMSAttributesCommand({ attributes: ['MonthlySpendLimit'] });
      const { attributes = {} } = await client.send(limits, { abortSignal: signal });
      const limit = attributes.MonthlySpendLimit;
      return { isInSandbox: IsInSandbox === true, monthlyLimit: limit === undefined ? undefined : Number(limit) };
    };
    return await closing(client, asked());
  } catch (error) {
    throw awsProblem(error, action, access.region ?? 'the region');
  }
}

/** Its ARN. IAM: events:DescribeEventBus */
export async function describeEventBus(bus: string, access: AwsAccess, signal: AbortSignal): Promise<string> {
  try {
    const { EventBridgeClient, DescribeEventBusCommand } = await import('@aws-sdk/client-eventbridge');
    const client = new EventBridgeClient(await clientSettings('EVENTBRIDGE', access));
    const answer = await closing(client, client.send(new DescribeEventBusCommand({ Name: bus }), { abortSignal: signal }));
    return answer.Arn ?? bus;
  } catch (error) {
    throw awsProblem(error, 'events:DescribeEventBus', bus);
  }
}

/** Its ARN; AWS_NOT_FOUND or AWS_DENIED where Security Hub isn't enabled. IAM: securityhub:DescribeHub */
export async function describeHub(access: AwsAccess, signal: AbortSignal): Promise<string> {
  try {
    const { SecurityHubClient, DescribeHubCommand } = await import('@aws-sdk/client-securityhub');
    const client = new SecurityHubClient(await clientSettings('SECURITYHUB', access));
    const answer = await closing(client, client.send(new DescribeHubCommand({}), { abortSignal: signal }));
    return answer.HubArn ?? '';
  } catch (error) {
    throw awsProblem(error, 'securityhub:DescribeHub', access.region ?? 'the region');
  }
}

import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';

/** What an account says of its metric filters and alarms: as its API answers, names and all. */
export interface DescribedAlarms {
  readonly metricFilters: readonly object[];
  readonly MetricAlarms: readonly object[];
  /** Of the topics that were asked for. */
  readonly Subscriptions: readonly object[];
}

/**
 * Reads what there is, all pages.
 * IAM: logs:DescribeMetricFilters, cloudwatch:DescribeAlarms, sns:ListSubscriptionsByTopic.
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function describeAlarms(
  topicsOf: (alarms: readonly object[]) => readonly string[],
  access: AwsAccess = {},
): Promise<DescribedAlarms> {
  const metricFilters = await describeMetricFilters(access);
  const MetricAlarms = await describeMetricAlarms(access);
  const Subscriptions = await listSubscriptions(topicsOf(MetricAlarms), access);
  return { metricFilters, MetricAlarms, Subscriptions };
}

async function describeMetricFilters(access: AwsAccess): Promise<object[]> {
  try {
    const { CloudWatchLogsClient, paginateDescribeMetricFilters } = await import('@aws-sdk/client-cloudwatch-logs');
    const client = new CloudWatchLogsClient(await clientSettings('CLOUDWATCH_LOGS', access));
    try {
      const all: object[] = [];
      for await (const page of paginateDescribeMetricFilters({ client }, {})) all.push(...(page.metricFilters ?? []));
      return all;
    } finally {
      client.destroy();
    }
  } catch (error) {
    throw awsProblem(error, 'logs:DescribeMetricFilters', '*');
  }
}

async function describeMetricAlarms(access: AwsAccess): Promise<object[]> {
  try {
    const { CloudWatchClient, paginateDescribeAlarms } = await import('@aws-sdk/client-cloudwatch');
    const client = new CloudWatchClient(await clientSettings('CLOUDWATCH', access));
    try {
      const all: object[] = [];
      for await (const page of paginateDescribeAlarms({ client }, { AlarmTypes: ['MetricAlarm'] }))
        all.push(...(page.MetricAlarms ?? []));
      return all;
    } finally {
      client.destroy();
    }
  } catch (error) {
    throw awsProblem(error, 'cloudwatch:DescribeAlarms', '*');
  }
}

/** A topic that is gone, or another account's, has none that can be seen. */
async function listSubscriptions(topics: readonly string[], access: AwsAccess): Promise<object[]> {
  const { SNSClient, paginateListSubscriptionsByTopic } = await import('@aws-sdk/client-sns');
  const client = new SNSClient(await clientSettings('SNS', access));
  const all: object[] = [];
  try {
    for (const TopicArn of topics) {
      try {
        for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn }))
          all.push(...(page.Subscriptions ?? []));
      } catch (error) {
        const problem = awsProblem(error, 'sns:ListSubscriptionsByTopic', TopicArn);
        if (problem.code !== 'AWS_NOT_FOUND') throw problem;
      }
    }
    return all;
  } finally {
    client.destroy();
  }
}

import type { EpochMs, Milliseconds } from '../../../base/units.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';
import { closing } from './closing.ts';
import type { SdkError } from './sdk-error.ts';

/**
 * What a check of a deployment asks of AWS: reads that change and send nothing. Each
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Sum over the last `span`; 0 where nothing was measured. IAM: cloudwatch:GetMetricStatistics. @param now wall clock */
export async function getMetricSum(
  { namespace, name, dimensions }: Metric,
  span: Milliseconds,
  access: AwsAccess,
  now: EpochMs,
  signal: AbortSignal,
): Promise<number> {
  try {
    const { CloudWatchClient, GetMetricStatisticsCommand } = await import('@aws-sdk/client-cloudwatch');
    const client = new CloudWatchClient(await clientSettings('CLOUDWATCH', access));
    const command = new GetMetricStatisticsCommand({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      StartTime: new Date(now - span),
      EndTime: new Date(now),
      Period: span / 1000,
      Statistics: ['Sum'],
    });
    const { Datapoints = [] } = await closing(client, client.send(command, { abortSignal: signal }));
    return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
  } catch (error) {
    throw awsProblem(error, 'cloudwatch:GetMetricStatistics', `${namespace} ${name}`);
  }
}

/** `ENABLED`, `DISABLED` …; undefined if there is no such rule on the default bus of the region. IAM: events:DescribeRule */
export async function getRuleState(name: string, access: AwsAccess, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { EventBridgeClient, DescribeRuleCommand } = await import('@aws-sdk/client-eventbridge');
    const client = new EventBridgeClient(await clientSettings('EVENTBRIDGE', access));
    return (await closing(client, client.send(new DescribeRuleCommand({ Name: name }), { abortSignal: signal }))).State;
  } catch (error) {
    if ((error as SdkError).name === 'ResourceNotFoundException') return undefined;
    throw awsProblem(error, 'events:DescribeRule', `${name} in ${access.region ?? 'the region'}`);
  }
}

/** `ACTIVE`, `UPDATING` …. IAM: dynamodb:DescribeTable */
export async function getTableStatus(table: string, access: AwsAccess, signal: AbortSignal): Promise<string> {
  try {
    const { DynamoDBClient, DescribeTableCommand } = await import('@aws-sdk/client-dynamodb');
    const client = new DynamoDBClient(await clientSettings('DYNAMODB', access));
    const { Table } = await closing(client, client.send(new DescribeTableCommand({ TableName: table }), { abortSignal: signal }));
    return Table?.TableStatus ?? 'unknown';
  } catch (error) {
    throw awsProblem(error, 'dynamodb:DescribeTable', table);
  }
}

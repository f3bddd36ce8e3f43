import { stringify } from 'yaml';
import { CIS_NAMESPACE, type CisFilter } from '../cis-filters.ts';

/**
 * The filters with alarms and topic as a CloudFormation template: an object as `JSON.stringify` and YAML write it.
 * @param prefix what names begin with. @default the name of the stack
 */
export function cisTemplate(filters: readonly CisFilter[], prefix?: string): object {
  const named = (name: string) => (prefix === undefined ? { 'Fn::Sub': `\${AWS::StackName}-${name}` } : `${prefix}${name}`);
  const resources = filters.map(({ name, title, control, pattern }) => [
    [
      `${name}Filter`,
      {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          FilterName: named(name),
          LogGroupName: { Ref: 'LogGroupName' },
          FilterPattern: pattern,
          MetricTransformations: [{ MetricName: name, MetricNamespace: { Ref: 'MetricNamespace' }, MetricValue: '1' }],
        },
      },
    ],
    [
      `${name}Alarm`,
      {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: named(name),
          AlarmDescription: `${title} (${control})`,
          AlarmActions: [{ Ref: 'AlarmTopic' }],
          MetricName: name,
          Namespace: { Ref: 'MetricNamespace' },
          Statistic: 'Sum',
          Period: 300,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          TreatMissingData: 'notBreaching',
        },
      },
    ],
  ]);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Metric filters and alarms of the CIS AWS Foundations Benchmark: ${filters.length} of them, exact to the letter`,
    Parameters: {
      LogGroupName: { Type: 'String', MinLength: 1, Description: 'The log group that your trail delivers to' },
      MetricNamespace: { Type: 'String', Default: CIS_NAMESPACE, MinLength: 1, Description: 'Where the metrics are kept' },
      Email: {
        Type: 'String',
        Default: '',
        Description: 'Who is told; must confirm by the link in the first mail. Empty: subscribe somebody later',
      },
    },
    Conditions: { HasEmail: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Email' }, ''] }] } },
    Resources: {
      AlarmTopic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'CIS alarms' } },
      AlarmTopicPolicy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
          Topics: [{ Ref: 'AlarmTopic' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'AlarmsOfThisAccount',
                Effect: 'Allow',
                Principal: { Service: 'cloudwatch.amazonaws.com' },
                Action: 'sns:Publish',
                Resource: { Ref: 'AlarmTopic' },
                Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
              },
            ],
          },
        },
      },
      EmailSubscription: {
        Type: 'AWS::SNS::Subscription',
        Condition: 'HasEmail',
        Properties: { TopicArn: { Ref: 'AlarmTopic' }, Protocol: 'email', Endpoint: { Ref: 'Email' } },
      },
      ...Object.fromEntries(resources.flat()),
    },
    Outputs: { AlarmTopicArn: { Description: 'Subscribe to it who is to be told', Value: { Ref: 'AlarmTopic' } } },
  };
}

/** As text: no line is folded, so that every pattern stands on one line as it is compared. */
export function cisCloudFormation(filters: readonly CisFilter[]): string {
  return stringify(cisTemplate(filters), { lineWidth: 0, singleQuote: true, aliasDuplicateObjects: false });
}

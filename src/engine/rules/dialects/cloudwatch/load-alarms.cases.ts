/** One filter and one alarm over it, as people have them: all of these mean the same. */
export const sameAlarm: readonly (readonly [name: string, files: Readonly<Record<string, string>>])[] = [
  [
    'a CloudFormation template in YAML, with short forms',
    {
      'root.yaml': `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Namespace:
    Type: String
    Default: CISBenchmark
  Minutes:
    Type: Number
    Default: 5
Mappings:
  Limits:
    us-east-1: { root: 1 }
Conditions:
  Never: !Equals [!Ref Namespace, nothing]
Resources:
  Topic:
    Type: AWS::SNS::Topic
  RootFilter:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !ImportValue trail-log-group
      FilterPattern: '{ $.userIdentity.type = "Root" }'
      MetricTransformations:
        - MetricName: !Sub "\${AWS::StackName}-Root"
          MetricNamespace: !Ref Namespace
          MetricValue: "1"
  RootAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: !Join ["-", [root, usage]]
      AlarmActions: [!Ref Topic]
      OKActions: [!If [Never, !Ref Topic, !Ref AWS::NoValue]]
      MetricName: !Sub ["\${Stack}-Root", { Stack: !Ref AWS::StackName }]
      Namespace: !Ref Namespace
      Statistic: Sum
      Period: !Select [0, [300, 60]]
      EvaluationPeriods: 1
      Threshold: !FindInMap [Limits, !Ref AWS::Region, root]
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
  Other:
    Type: AWS::CloudWatch::Alarm
    Condition: Never
    Properties: {}
`,
    },
  ],
  [
    'the same in JSON',
    {
      'root.json': JSON.stringify({
        Parameters: { Namespace: { Type: 'String', Default: 'CISBenchmark' } },
        Resources: {
          RootFilter: {
            Type: 'AWS::Logs::MetricFilter',
            Properties: {
              LogGroupName: { 'Fn::ImportValue': 'trail-log-group' },
              FilterPattern: '{ $.userIdentity.type = "Root" }',
              MetricTransformations: [{ MetricName: 'stack-Root', MetricNamespace: { Ref: 'Namespace' }, MetricValue: '1' }],
            },
          },
          RootAlarm: {
            Type: 'AWS::CloudWatch::Alarm',
            Properties: {
              AlarmName: 'root-usage',
              AlarmActions: [{ 'Fn::GetAtt': ['Topic', 'TopicArn'] }],
              MetricName: 'stack-Root',
              Namespace: { Ref: 'Namespace' },
              Statistic: 'Sum',
              Period: 300,
              EvaluationPeriods: 1,
              Threshold: 1,
              ComparisonOperator: 'GreaterThanOrEqualToThreshold',
              TreatMissingData: 'notBreaching',
            },
          },
        },
      }),
    },
  ],
  [
    'Terraform, in files beside one another',
    {
      'module/variables.tf': `variable "namespace" {
  type    = string
  default = "CISBenchmark"
}

locals {
  prefix = "stack" # of all names
  period = 5 * 60
}`,
      'module/main.tf': `resource "aws_cloudwatch_log_metric_filter" "root" {
  name           = "RootFilter"
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = <<-EOT
    { $.userIdentity.type = "Root" }
  EOT

  metric_transformation {
    name      = "\${local.prefix}-Root"
    namespace = var.namespace
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "root" {
  alarm_name          = format("%s-%s", "root", "usage")
  alarm_actions       = [aws_sns_topic.alarms.arn]
  metric_name         = aws_cloudwatch_log_metric_filter.root.metric_transformation[0].name
  namespace           = aws_cloudwatch_log_metric_filter.root.metric_transformation[0].namespace
  statistic           = "Sum"
  period              = local.period
  evaluation_periods  = 1
  threshold           = var.namespace == "" ? 2 : 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
}`,
    },
  ],
  [
    'what AWS says of an account',
    {
      'filters.json': JSON.stringify({
        metricFilters: [
          {
            filterName: 'RootFilter',
            filterPattern: '{ $.userIdentity.type = "Root" }',
            metricTransformations: [{ metricName: 'stack-Root', metricNamespace: 'CISBenchmark', metricValue: '1' }],
            creationTime: 1767225600000,
            logGroupName: 'trail',
          },
        ],
      }),
      'alarms.json': JSON.stringify({
        MetricAlarms: [
          {
            AlarmName: 'root-usage',
            AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:root-usage',
            ActionsEnabled: true,
            OKActions: [],
            AlarmActions: ['arn:aws:sns:us-east-1:123456789012:alarms'],
            StateValue: 'OK',
            MetricName: 'stack-Root',
            Namespace: 'CISBenchmark',
            Statistic: 'Sum',
            Dimensions: [],
            Period: 300,
            EvaluationPeriods: 1,
            Threshold: 1,
            ComparisonOperator: 'GreaterThanOrEqualToThreshold',
            TreatMissingData: 'notBreaching',
          },
        ],
        CompositeAlarms: [],
      }),
    },
  ],
];

const filter = (extra = '') => `
  Filter:
    Type: AWS::Logs::MetricFilter
    Properties:
      FilterPattern: '{ $.eventName = StopLogging }'
      MetricTransformations: [{ MetricName: M, MetricNamespace: N, MetricValue: 1 }]${extra}`;
const alarm = (properties: string) => `
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: { ${properties} }`;
const good =
  'MetricName: M, Namespace: N, Statistic: Sum, Period: 60, EvaluationPeriods: 2, Threshold: 1, ComparisonOperator: GreaterThanThreshold';

/** Mistakes: the code, and where it is in the file. */
export const wrongTemplates: readonly (readonly [name: string, file: string, text: string, code: string, place: string])[] = [
  [
    'a pattern that does not parse',
    't.yaml',
    `Resources:\n  F:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      FilterPattern: '{ $.a = }'\n      MetricTransformations: [{ MetricName: M, MetricNamespace: N, MetricValue: 1 }]`,
    'RULE_PATTERN',
    't.yaml:5:',
  ],
  [
    'a filter without a metric',
    't.yaml',
    "Resources:\n  F:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      FilterPattern: ''",
    'RULE_FIELD',
    't.yaml:5:7',
  ],
  [
    'a value that is no selector',
    't.yaml',
    `Resources:${filter().replace('MetricValue: 1', 'MetricValue: $.a b')}`,
    'RULE_PATTERN',
    't.yaml:6:',
  ],
  [
    'a comparison that does not exist',
    't.yaml',
    `Resources:${filter()}${alarm(good.replace('GreaterThanThreshold', 'GreaterThan'))}`,
    'RULE_FIELD',
    't.yaml:9:',
  ],
  [
    'a period of 45 seconds',
    't.yaml',
    `Resources:${filter()}${alarm(good.replace('Period: 60', 'Period: 45'))}`,
    'RULE_FIELD',
    't.yaml:9:',
  ],
  [
    'three of two data points',
    't.yaml',
    `Resources:${filter()}${alarm(`${good}, DatapointsToAlarm: 3`)}`,
    'RULE_FIELD',
    't.yaml:9:',
  ],
  [
    'more than a day of minutes',
    't.yaml',
    `Resources:${filter()}${alarm(good.replace('EvaluationPeriods: 2', 'EvaluationPeriods: 1441'))}`,
    'RULE_FIELD',
    't.yaml:9:',
  ],
  ['no threshold', 't.yaml', `Resources:${filter()}${alarm(good.replace('Threshold: 1, ', ''))}`, 'RULE_FIELD', 't.yaml:9:'],
  [
    'a threshold that only AWS knows',
    't.yaml',
    `Resources:${filter()}${alarm(good.replace('Threshold: 1', 'Threshold: !ImportValue a'))}`,
    'RULE_FIELD',
    't.yaml:9:',
  ],
  [
    'a statistic that does not exist',
    't.yaml',
    `Resources:${filter()}${alarm(good.replace('Sum', 'Total'))}`,
    'RULE_FIELD',
    't.yaml:9:',
  ],
  [
    'a composite rule that does not parse',
    't.yaml',
    `Resources:\n  C:\n    Type: AWS::CloudWatch::CompositeAlarm\n    Properties:\n      AlarmRule: ALARM(a) AND`,
    'RULE_CONDITION',
    't.yaml:5:7',
  ],
  [
    'a template without resources',
    't.yaml',
    'AWSTemplateFormatVersion: "2010-09-09"\nDescription: none',
    'RULE_SHAPE',
    't.yaml:1:1',
  ],
  [
    'Terraform that is none',
    'main.tf',
    'resource "aws_cloudwatch_metric_alarm" "a" {\n  period = \n}',
    'RULE_HCL',
    'main.tf:2:12',
  ],
  ['Terraform with an open text', 'main.tf', 'locals {\n  a = "b\n}', 'RULE_HCL', 'main.tf:2:9'],
  [
    'values inside one another without an end',
    'main.tf',
    `locals {\n  a = local.b\n  b = local.a\n}\nresource "aws_cloudwatch_metric_alarm" "x" {\n  alarm_name = local.a\n}`,
    'RULE_TOO_LARGE',
    'main.tf:',
  ],
  [
    'a small file that stands for billions of values',
    'main.tf',
    `locals {\n  a0 = ["x"]\n${Array.from({ length: 30 }, (_, i) => `  a${i + 1} = [local.a${i}, local.a${i}]`).join('\n')}\n}\nresource "aws_cloudwatch_metric_alarm" "x" {\n  alarm_name = local.a30\n}`,
    'RULE_TOO_LARGE',
    'main.tf:',
  ],
];

/** What is rightly not run, and the reason that is given. */
export const skippedTemplates: readonly (readonly [name: string, text: string, reason: RegExp])[] = [
  [
    'an alarm over a metric of AWS',
    `Resources:${alarm(good.replace('Namespace: N', 'Namespace: AWS/EC2'))}`,
    /no metric filter that is loaded reports its metric AWS\/EC2\/M/,
  ],
  [
    'an alarm whose metric has dimensions that the filter does not give',
    `Resources:${filter()}${alarm(`${good}, Dimensions: [{ Name: a, Value: b }]`)}`,
    /N\/M \{a=b\}/,
  ],
  ['an alarm that wants another unit', `Resources:${filter()}${alarm(`${good}, Unit: Bytes`)}`, /N\/M/],
  ['a pattern for plain text', `Resources:${filter().replace('{ $.eventName = StopLogging }', 'ERROR')}`, /plain text/],
  ['a pattern for fields', `Resources:${filter().replace('{ $.eventName = StopLogging }', '[ip, code=4*]')}`, /lines of fields/],
  [
    'an anomaly detection band',
    `Resources:${filter()}${alarm(good.replace('GreaterThanThreshold', 'GreaterThanUpperThreshold'))}`,
    /anomaly detection/,
  ],
  [
    'a composite over an alarm that is not there',
    'Resources:\n  C:\n    Type: AWS::CloudWatch::CompositeAlarm\n    Properties: { AlarmRule: ALARM(a) }',
    /alarm "a"/,
  ],
  [
    'a resource whose condition is false',
    `Conditions: { No: !Equals [a, b] }\nResources:${filter().replace('    Properties', '    Condition: No\n    Properties')}`,
    /condition is false/,
  ],
  ['a template about something else', 'Resources: { B: { Type: "AWS::S3::Bucket" } }', /without metric filters/],
];

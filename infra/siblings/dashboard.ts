import { CfnCondition, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import { CfnAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { eitherList, isSet } from '../intrinsics.ts';
import { commonParameters } from './common-parameters.ts';

/** `trailwatch`: what the functions count themselves, in their logs. */
type Namespace = 'AWS/Lambda' | 'AWS/SQS' | 'trailwatch';

interface Alarm {
  readonly id: string;
  readonly says: string;
  readonly namespace: Namespace;
  readonly metric: string;
  /** After Prefix and Environment: of a function or a queue. */
  readonly of: string;
  readonly statistic: 'Sum' | 'Maximum';
  readonly above: number;
  /** Of five minutes. */
  readonly periods: number;
}

const lambda = { namespace: 'AWS/Lambda', statistic: 'Sum', above: 0 } as const;
const counted = { namespace: 'trailwatch', statistic: 'Sum', above: 0 } as const;
const sqs = { namespace: 'AWS/SQS', statistic: 'Maximum' } as const;
const ALARMS: readonly Alarm[] = [
  { id: 'ProcessorErrors', says: 'The processor fails', metric: 'Errors', of: 'processor', ...lambda, periods: 2 },
  { id: 'ProcessorThrottles', says: 'The processor is throttled', metric: 'Throttles', of: 'processor', ...lambda, periods: 3 },
  { id: 'TickErrors', says: 'Unsent alerts are not sent again', metric: 'Errors', of: 'tick', ...lambda, periods: 2 },
  {
    id: 'AlertsGivenUp',
    says: 'Alerts could not be sent, and are not tried again',
    metric: 'AlertsGivenUp',
    of: 'tick',
    ...counted,
    periods: 1,
  },
  {
    id: 'ConfigurationRefused',
    says: 'The configuration that was uploaded is wrong: the last good one is in force',
    metric: 'ConfigurationsRefused',
    of: 'processor',
    ...counted,
    periods: 1,
  },
  {
    id: 'QueueAge',
    says: 'Log files wait for more than 30 minutes',
    metric: 'ApproximateAgeOfOldestMessage',
    of: 'log-processing',
    ...sqs,
    above: 1800,
    periods: 3,
  },
  {
    id: 'QueueDepth',
    says: 'More log files wait than the processor keeps up with',
    metric: 'ApproximateNumberOfMessagesVisible',
    of: 'log-processing',
    ...sqs,
    above: 10_000,
    periods: 3,
  },
  {
    id: 'DeadLetters',
    says: 'Something could not be processed: look into the dead-letter queue',
    metric: 'ApproximateNumberOfMessagesVisible',
    of: 'log-processing-dead-letters',
    ...sqs,
    above: 0,
    periods: 1,
  },
];

/** Is the monitor itself well? Nothing in the main stack needs it. */
export function buildDashboard(stack: Stack): void {
  commonParameters(stack);
  const topic = new CfnParameter(stack, 'AlarmTopicArn', {
    default: '',
    description: 'Topic for the alarms, for example output AlertTopicArn of the main stack',
  });
  const hasTopic = new CfnCondition(stack, 'HasTopic', { expression: isSet(topic) });
  for (const alarm of ALARMS) {
    new CfnAlarm(stack, `${alarm.id}Alarm`, {
      alarmName: Fn.sub(`\${Prefix}-\${Environment}-${kebab(alarm.id)}`),
      alarmDescription: alarm.says,
      namespace: alarm.namespace,
      metricName: alarm.metric,
      dimensions: dimensions(alarm).map(([name, value]) => ({ name, value: value.includes('$') ? Fn.sub(value) : value })),
      statistic: alarm.statistic,
      period: 300,
      evaluationPeriods: alarm.periods,
      threshold: alarm.above,
      comparisonOperator: 'GreaterThanThreshold',
      treatMissingData: 'notBreaching',
      alarmActions: eitherList(hasTopic, [topic.valueAsString]),
      okActions: eitherList(hasTopic, [topic.valueAsString]),
    });
  }
  new CfnDashboard(stack, 'Dashboard', {
    dashboardName: Fn.sub('${Prefix}-${Environment}'),
    dashboardBody: Fn.sub(JSON.stringify({ widgets: [...widgets(), logWidget()] })),
  });
}

/** Name and value, for `Fn::Sub`. */
function dimensions({ namespace, of }: Pick<Alarm, 'namespace' | 'of'>): readonly (readonly [string, string])[] {
  const name = `\${Prefix}-\${Environment}-${of}`;
  if (namespace === 'AWS/SQS') return [['QueueName', name]];
  if (namespace === 'AWS/Lambda') return [['FunctionName', name]];
  return [
    ['service', 'trailwatch'],
    ['function', name],
  ];
}

const kebab = (id: string) => id.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

type Chart = readonly [title: string, namespace: Namespace, of: string, metrics: readonly (readonly [string, string])[]];

const CHARTS: readonly Chart[] = [
  [
    'Events, matches, findings',
    'trailwatch',
    'processor',
    [
      ['Events', 'Sum'],
      ['Matches', 'Sum'],
      ['Findings', 'Sum'],
    ],
  ],
  [
    'Alerts',
    'trailwatch',
    'processor',
    [
      ['AlertsSent', 'Sum'],
      ['AlertsLater', 'Sum'],
    ],
  ],
  [
    'From the event to its effect, seconds',
    'trailwatch',
    'processor',
    [
      ['LagSeconds', 'p50'],
      ['LagSeconds', 'p99'],
    ],
  ],
  [
    'Processor: invocations, errors, throttles',
    'AWS/Lambda',
    'processor',
    [
      ['Invocations', 'Sum'],
      ['Errors', 'Sum'],
      ['Throttles', 'Sum'],
    ],
  ],
  [
    'Processor: milliseconds',
    'AWS/Lambda',
    'processor',
    [
      ['Duration', 'p50'],
      ['Duration', 'p99'],
    ],
  ],
  ['Processor: at once', 'AWS/Lambda', 'processor', [['ConcurrentExecutions', 'Maximum']]],
  [
    'Queue: messages',
    'AWS/SQS',
    'log-processing',
    [
      ['NumberOfMessagesSent', 'Sum'],
      ['ApproximateNumberOfMessagesVisible', 'Maximum'],
    ],
  ],
  ['Queue: age of the oldest, seconds', 'AWS/SQS', 'log-processing', [['ApproximateAgeOfOldestMessage', 'Maximum']]],
  ['Dead letters', 'AWS/SQS', 'log-processing-dead-letters', [['ApproximateNumberOfMessagesVisible', 'Maximum']]],
  [
    'Tick: invocations, errors',
    'AWS/Lambda',
    'tick',
    [
      ['Invocations', 'Sum'],
      ['Errors', 'Sum'],
    ],
  ],
];

function widgets() {
  return CHARTS.map(([title, namespace, of, metrics], at) => ({
    type: 'metric',
    ...place(at),
    properties: {
      title,
      region: '${AWS::Region}',
      period: 300,
      metrics: metrics.map(([name, stat]) => [namespace, name, ...dimensions({ namespace, of }).flat(), { stat }]),
    },
  }));
}

function logWidget() {
  return {
    type: 'log',
    ...place(CHARTS.length),
    properties: {
      title: 'Processor: latest warnings and errors',
      region: '${AWS::Region}',
      query:
        "SOURCE '/aws/lambda/${Prefix}-${Environment}-processor' | fields @timestamp, level, message | filter level in ['WARN', 'ERROR'] | sort @timestamp desc | limit 20",
    },
  };
}

/** Three in a row of 24 columns. */
const place = (at: number) => ({ x: (at % 3) * 8, y: Math.floor(at / 3) * 6, width: 8, height: 6 });

import { CIS_NAMESPACE, type CisFilter } from '../cis-filters.ts';

/** The filters with alarms and topic as a construct for CDK 2, in TypeScript. */
export function cisConstruct(filters: readonly CisFilter[]): string {
  const list = filters.map(({ name, title, control, pattern }) => {
    return `  {\n    name: ${text(name)},\n    description: ${text(`${title} (${control})`)},\n    pattern: ${text(pattern)},\n  },\n`;
  });
  return `import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface CisAlarmsProps {
  /** The log group that your trail delivers to. */
  readonly logGroup: ILogGroup;
  /** @default '${CIS_NAMESPACE}' */
  readonly metricNamespace?: string;
  /** Where alarms go. @default a new topic */
  readonly topic?: ITopic;
  /** Who is told; must confirm by the link in the first mail. */
  readonly email?: string;
}

/** Metric filters and alarms of the CIS AWS Foundations Benchmark. */
export class CisAlarms extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, props: CisAlarmsProps) {
    super(scope, id);
    this.topic = props.topic ?? new Topic(this, 'Topic', { displayName: 'CIS alarms' });
    if (props.email !== undefined) this.topic.addSubscription(new EmailSubscription(props.email));
    for (const { name, description, pattern } of filters) {
      const filter = new MetricFilter(this, \`\${name}Filter\`, {
        logGroup: props.logGroup,
        filterPattern: FilterPattern.literal(pattern),
        metricNamespace: props.metricNamespace ?? '${CIS_NAMESPACE}',
        metricName: name,
        metricValue: '1',
      });
      const alarm = new Alarm(this, \`\${name}Alarm\`, {
        alarmDescription: description,
        metric: filter.metric({ statistic: 'Sum', period: Duration.minutes(5) }),
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(new SnsAction(this.topic));
    }
  }
}

/** Exact: Security Hub compares the text of patterns. */
const filters = [
${list.join('')}];
`;
}

/** A text of TypeScript in single quotes. */
function text(value: string): string {
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

import { isJsonObject, type Json, type JsonObject } from '../../../../base/json.ts';
import { Problem } from '../../../../base/problem.ts';
import type { Described } from './judge-cis.ts';

/** What `aws logs describe-metric-filters`, `aws cloudwatch describe-alarms` and `aws sns list-subscriptions` print, put together. */
export function describedOf(answers: readonly { readonly file: string; readonly answer: Json }[]): Described {
  const known = ['metricFilters', 'MetricAlarms', 'Subscriptions'];
  for (const { file, answer } of answers) {
    if (isJsonObject(answer) && known.some((key) => Array.isArray(answer[key]))) continue;
    throw new Problem('CLI_USAGE', `${file} holds none of ${known.join(', ')}`, {
      hint: 'Give what "aws logs describe-metric-filters", "aws cloudwatch describe-alarms" and "aws sns list-subscriptions" print.',
    });
  }
  const all = (key: string): JsonObject[] =>
    answers.flatMap(({ answer }) => {
      const list = isJsonObject(answer) ? answer[key] : undefined;
      return Array.isArray(list) ? list.filter(isJsonObject) : [];
    });
  const subscriptions = all('Subscriptions');
  const topicsWhere = (isConfirmed: boolean) =>
    new Set(
      subscriptions
        .filter(({ SubscriptionArn }) => text(SubscriptionArn).startsWith('arn:') === isConfirmed)
        .map(({ TopicArn }) => text(TopicArn)),
    );
  return {
    filters: all('metricFilters').map((filter) => ({
      name: text(filter.filterName),
      logGroup: text(filter.logGroupName),
      pattern: text(filter.filterPattern),
      metrics: list(filter.metricTransformations).map(
        ({ metricNamespace, metricName }) => `${text(metricNamespace)}/${text(metricName)}`,
      ),
    })),
    alarms: all('MetricAlarms').map((alarm) => ({
      name: text(alarm.AlarmName),
      metric: `${text(alarm.Namespace)}/${text(alarm.MetricName)}`,
      enabled: alarm.ActionsEnabled !== false,
      topics: topicsOf(alarm),
    })),
    confirmed: topicsWhere(true),
    pending: topicsWhere(false),
    knowsSubscribers: answers.some(({ answer }) => isJsonObject(answer) && Array.isArray(answer.Subscriptions)),
  };
}

/** The topics that an alarm tells when it goes into ALARM. */
export function topicsOf({ AlarmActions }: JsonObject): string[] {
  return Array.isArray(AlarmActions) ? AlarmActions.map(text).filter((arn) => /^arn:[^:]*:sns:/.test(arn)) : [];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function list(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

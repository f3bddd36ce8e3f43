import type { Predicate } from '../../../../../model/predicate.ts';
import type { EventRule } from '../../../../../model/rule.ts';
import type { SeriesRule } from '../../../../../model/series-rule.ts';
import { type SaidAsFilter, toMetricFilter } from './to-metric-filter.ts';

/**
 * A rule as a filter pattern over a log group of CloudTrail, or why it can't be one. A rule that is one already is it, to the letter; one
 * that read-only management events don't reach says so in its pattern.
 */
export function ruleAsFilter(rule: EventRule | SeriesRule): SaidAsFilter {
  if (!('when' in rule))
    return { reason: 'it is about many events: a filter counts them one by one, and an alarm judges the count' };
  if (rule.filterPattern !== undefined) return { pattern: rule.filterPattern, assumes: [] };
  return toMetricFilter(rule.withholdsReadOnly === true ? { op: 'all', of: [rule.when, changes] } : rule.when);
}

const field = (path: string, value: string | boolean): Predicate => ({
  op: 'field',
  path: `detail.${path}`,
  test: { is: 'equals', value },
});

/** What EventBridge delivers to a rule in state ENABLED, of records that say what they are. */
const changes: Predicate = {
  op: 'any',
  of: [
    field('readOnly', false),
    field('managementEvent', false),
    {
      op: 'all',
      of: [
        field('eventSource', 'sts.amazonaws.com'),
        { op: 'any', of: [field('eventName', 'GetFederationToken'), field('eventName', 'GetSessionToken')] },
      ],
    },
  ],
};

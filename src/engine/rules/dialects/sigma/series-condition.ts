import type { JsonSource } from '../../../../base/json-source.ts';
import type { Condition } from '../../../../model/series-rule.ts';
import { closestName } from '../closest-name.ts';
import { describeNode, quote } from '../rule-reader.ts';
import type { SigmaContext } from './context.ts';
import { readReferences } from './references.ts';

const operators = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const;

export interface SeriesConditionOptions {
  /** It needs a `field`. */
  readonly field?: boolean;
  /** Which may be several. */
  readonly fields?: boolean;
  readonly percentile?: boolean;
  /** It counts rules, of which there are so many. */
  readonly counts?: number;
}

export interface SeriesCondition {
  readonly condition: Condition;
  readonly fields: readonly string[];
  readonly percentile: number;
}

/** Reads the condition of a correlation (RULE_FIELD, RULE_CONDITION). */
export function readSeriesCondition(
  node: JsonSource,
  options: SeriesConditionOptions,
  context: SigmaContext,
): SeriesCondition | undefined {
  const before = context.mistakes();
  if (node.kind !== 'object') {
    const hint = node.kind === 'string' ? 'Write it as a map: {gte: 10}' : undefined;
    context.report('RULE_CONDITION', `the condition of a correlation must be a map, not ${describeNode(node)}`, node, hint);
    return undefined;
  }
  const condition: Record<string, number> = {};
  let fields: string[] = [];
  let percentile = 50;
  const known = [...operators, ...(options.field ? ['field'] : []), ...(options.percentile ? ['percentile'] : [])];
  for (const { key, keyAt, value } of node.members) {
    if (!known.includes(key)) {
      const meant = closestName(key, known);
      const hint = meant === undefined ? `Use any of ${known.join(', ')}` : `Did you mean "${meant}"?`;
      context.report('RULE_CONDITION', `the condition of this correlation has no ${quote(key)}`, keyAt, hint);
    } else if (key === 'field') {
      fields = readReferences(key, value, context).map(({ name }) => name);
      if (fields.length > 1 && !options.fields)
        context.report('RULE_FIELD', 'only value_count takes several fields', value, 'Name one field');
    } else if (value.kind !== 'number') {
      context.report('RULE_CONDITION', `"${key}" takes a number, not ${describeNode(value)}`, value);
    } else if (key === 'percentile') {
      percentile = value.value;
      if (percentile < 0 || percentile > 100) context.report('RULE_CONDITION', 'a percentile is 0 to 100', value);
    } else {
      condition[key] = value.value + 0;
      const counts = !options.field || options.fields;
      if (counts && (!Number.isInteger(value.value) || value.value < 0))
        context.report('RULE_CONDITION', `"${key}" is compared with a count: a whole number`, value);
    }
  }
  if (options.field && fields.length === 0 && context.mistakes() === before)
    context.report(
      'RULE_FIELD',
      'the condition of this correlation needs a field',
      node,
      'Add "field: eventName" to the condition',
    );
  if (Object.keys(condition).length === 0 && context.mistakes() === before)
    context.report('RULE_CONDITION', 'the condition compares with nothing', node, 'Add "gte: 10" to it');
  else if (context.mistakes() === before && !canHold(condition, options))
    context.report('RULE_CONDITION', 'no number meets all of this condition', node, 'Correct one of its limits');
  return context.mistakes() > before ? undefined : { condition, fields, percentile };
}

/** Is there a number (a count from 1) that meets it? Between two limits there always is one, unless only whole ones count. */
function canHold(condition: Condition, { field, fields, counts }: SeriesConditionOptions): boolean {
  const whole = !field || fields === true;
  let low = Number.NEGATIVE_INFINITY;
  let high = counts ?? Number.POSITIVE_INFINITY;
  if (whole) low = 1;
  const { gt, gte, lt, lte, eq, neq } = condition;
  if (whole) {
    low = Math.max(low, gte ?? low, gt === undefined ? low : gt + 1);
    high = Math.min(high, lte ?? high, lt === undefined ? high : lt - 1);
    if (eq !== undefined) return eq >= low && eq <= high && eq !== neq;
    return low < high || (low === high && low !== neq);
  }
  low = Math.max(gte ?? low, gt ?? low);
  high = Math.min(lte ?? high, lt ?? high);
  const open = low === gt || high === lt;
  if (eq !== undefined) return eq !== neq && eq >= low && eq <= high && eq !== gt && eq !== lt;
  return low < high || (low === high && !open && low !== neq);
}

import { hash128 } from '../../../../base/hash.ts';
import { Problem } from '../../../../base/problem.ts';
import type { AlarmFeed, MetricAlarm } from '../../../../model/alarm.ts';
import type { MetricMath } from '../../../../model/metric-math.ts';
import type { Predicate } from '../../../../model/predicate.ts';
import type { EventRule, RuleHead } from '../../../../model/rule.ts';
import type { SeriesRule } from '../../../../model/series-rule.ts';
import { quote, type RuleReader } from '../rule-reader.ts';
import { alarmsIn, parseAlarmRule } from './alarm-rule-text.ts';
import type {
  AlarmDraft,
  CloudWatchParts,
  CompositeDraft,
  FilterDraft,
  MetricDraft,
  Transformation,
} from './cloudwatch-parts.ts';
import { metricsIn, parseMetricMath } from './metric-math-text.ts';
import { numberIn } from './properties.ts';

/** What one file held. */
export interface CloudWatchFile {
  readonly parts: CloudWatchParts;
  readonly reader: RuleReader;
}

export interface JoinedAlarms {
  /** By file: a rule for each metric that a filter reports; silent where an alarm speaks for it. */
  readonly rules: ReadonlyMap<RuleReader, readonly EventRule[]>;
  /** Composite alarms after those that they are over. */
  readonly series: readonly SeriesRule[];
}

type Filter = FilterDraft & { readonly reader: RuleReader };

/** Finds for alarms the filters that report their metrics, in whatever file, and for composite alarms the alarms that they name. */
export function joinAlarms(files: readonly CloudWatchFile[]): JoinedAlarms {
  const filters = files.flatMap(({ parts, reader }) => parts.filters.map((filter): Filter => ({ ...filter, reader })));
  const rules = new Map(files.map(({ reader }) => [reader, [] as EventRule[]]));
  const heard = new Set<FilterDraft>();
  const ids = idsOf(filters);
  const made = new Map<string, EventRule>();
  const feeder: Feeder = (filter, suffix, when) => {
    heard.add(filter);
    const id = `${ids.get(filter)}${suffix}`;
    if (!made.has(id)) {
      const rule: EventRule = {
        ...headOf(filter),
        id,
        place: filter.reader.placeOf(filter.at),
        silent: true,
        when,
        ...(suffix === '' && { filterPattern: filter.pattern }),
      };
      made.set(id, rule);
      rules.get(filter.reader)!.push(rule);
    }
    return id;
  };
  const series = files.flatMap(({ parts, reader }) =>
    parts.alarms.flatMap((draft) => joinAlarm(draft, filters, feeder, reader) ?? []),
  );
  for (const filter of filters) {
    if (heard.has(filter)) continue;
    const id = ids.get(filter)!;
    rules.get(filter.reader)!.push({
      ...headOf(filter),
      id,
      title: filter.name,
      place: filter.reader.placeOf(filter.at),
      when: filter.when,
      filterPattern: filter.pattern,
    });
  }
  const composites = joinComposites(files, new Map(series.map((rule) => [rule.id, rule])));
  const watched = new Set(composites.flatMap(({ of }) => of));
  // Who set no action on it, and another alarm over it, wants to hear of the other.
  const isSilent = (rule: SeriesRule) => watched.has(rule.id) && actionsOf(rule).alarm.length === 0;
  return {
    rules,
    series: [...series, ...composites].map((rule) => (isSilent(rule) ? { ...rule, silent: true as const } : rule)),
  };
}

type Feeder = (filter: Filter, suffix: string, when: Predicate) => string;

function actionsOf({ series }: SeriesRule) {
  return series.kind === 'alarm' || series.kind === 'composite' ? series.alarm.actions : { alarm: [] };
}

function headOf({ name }: Pick<FilterDraft, 'name'>): Pick<RuleHead, 'title' | 'severity' | 'dialect' | 'attack'> {
  return { title: name, severity: 'medium', dialect: 'metric-filter', attack: [] };
}

/** A filter's name is unique in its log group only, and often that of its alarm too. */
function idsOf(filters: readonly Filter[]): Map<FilterDraft, string> {
  const taken = new Set<string>();
  return new Map(
    filters.map((filter) => {
      const short = `filter:${filter.name}`;
      const id = taken.has(short) ? `${short}@${filter.logGroup}` : short;
      taken.add(id);
      return [filter, id];
    }),
  );
}

function joinAlarm(draft: AlarmDraft, filters: readonly Filter[], feeder: Feeder, reader: RuleReader): SeriesRule | undefined {
  const { name, period, evaluationPeriods, datapointsToAlarm, comparison, threshold, missing, ignoresLowSamples, actions } =
    draft;
  const place = reader.placeOf(draft.at);
  let expression: MetricMath | undefined;
  try {
    expression = draft.expressions.length === 0 ? undefined : expressionOf(draft);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === 'RULE_NOT_APPLICABLE') reader.skipped.push({ id: name, reason: error.message, place });
    else reader.problems.push(error.within(reader.placeOf(draft.expressions[0]!.at)));
    return undefined;
  }
  const metrics = judgedMetrics(draft, expression);
  const found = metrics.map((metric) => feedersOf(metric, filters));
  const looked = new Set(expression === undefined ? [0] : metricsIn(expression));
  const lacking = metrics.find((_, i) => looked.has(i) && found[i]!.length === 0);
  if (lacking !== undefined) {
    reader.skipped.push({ id: name, reason: `no metric filter that is loaded reports its metric ${labelOf(lacking)}`, place });
    return undefined;
  }
  const feeds = new Map<string, AlarmFeed[]>();
  const add = (id: string, feed: AlarmFeed) => feeds.set(id, [...(feeds.get(id) ?? []), feed]);
  for (const [metric, ways] of found.entries()) {
    for (const { filter, transformation, when, suffix } of ways) {
      add(feeder(filter, suffix, when), { metric, value: transformation.value });
      const { defaultValue } = transformation;
      if (defaultValue !== undefined) add(feeder(filter, ':logs', EVERY), { metric, value: defaultValue, isDefault: true });
    }
  }
  const alarm: MetricAlarm = {
    metrics: metrics.map((each) => ({ id: each.id, label: labelOf(each), statistic: each.statistic })),
    feeds: Object.fromEntries(feeds),
    ...(expression !== undefined && { expression }),
    period,
    evaluationPeriods,
    datapointsToAlarm,
    comparison,
    threshold,
    missing,
    ...(ignoresLowSamples && { ignoresLowSamples: true as const }),
    actions,
  };
  return { ...alarmHead(draft, reader), of: [...feeds.keys()], generate: false, by: [], series: { kind: 'alarm', alarm } };
}

const EVERY: Predicate = { op: 'all', of: [] };

function alarmHead(draft: AlarmDraft | CompositeDraft, reader: RuleReader): RuleHead {
  return {
    ...headOf(draft),
    id: draft.name,
    ...(draft.description !== undefined && { description: draft.description }),
    place: reader.placeOf(draft.at),
    // Whoever has switched its actions off wants to see it, and not to be told.
    ...(!draft.actions.enabled && { status: 'experimental' as const }),
  };
}

function labelOf({ namespace, name, dimensions }: MetricDraft): string {
  const shown = [...dimensions].map(([key, value]) => `${key}=${value}`).join(', ');
  return `${namespace}/${name}${shown === '' ? '' : ` {${shown}}`}`;
}

/** Without an expression, only the metric that is returned counts. */
function judgedMetrics({ metrics, judged }: AlarmDraft, expression: MetricMath | undefined): readonly MetricDraft[] {
  if (expression !== undefined) return metrics;
  return metrics.filter(({ id }) => id === judged);
}

/** @throws {Problem} RULE_PATTERN, RULE_NOT_APPLICABLE, RULE_TOO_LARGE */
function expressionOf({ metrics, expressions, judged }: AlarmDraft): MetricMath | undefined {
  const known = new Map<string, MetricMath>(metrics.map(({ id }, index) => [id, { op: 'metric', index }]));
  const texts = new Map(expressions.map((each) => [each.id, each]));
  const open = new Set<string>();
  const resolve = (id: string): MetricMath | undefined => {
    const text = texts.get(id)?.text;
    if (known.has(id) || text === undefined) return known.get(id);
    if (open.has(id)) throw new Problem('RULE_REFERENCE', `the expression ${quote(id)} is made of itself`);
    open.add(id);
    const math = parseMetricMath(text, {
      resolve,
      metrics: (containing) =>
        metrics.flatMap((each, index) => (each.id.includes(containing) ? [{ op: 'metric' as const, index }] : [])),
    });
    known.set(id, math);
    return math;
  };
  const math = resolve(judged);
  if (math === undefined) return undefined;
  // A metric that is returned needs no expression.
  return math.op === 'metric' && metrics.length === 1 ? undefined : math;
}

interface Way {
  readonly filter: Filter;
  readonly transformation: Transformation;
  readonly when: Predicate;
  readonly suffix: string;
}

/** A metric is its namespace, its name and all of its dimensions, exactly: one with other dimensions is another. */
function feedersOf(metric: MetricDraft, filters: readonly Filter[]): Way[] {
  return filters.flatMap((filter) =>
    filter.transformations.flatMap((transformation, place) => {
      const { name, namespace, unit, dimensions } = transformation;
      if (name !== metric.name || namespace !== metric.namespace || (metric.unit !== undefined && metric.unit !== unit))
        return [];
      const same =
        dimensions.size === metric.dimensions.size && [...dimensions.keys()].every((key) => metric.dimensions.has(key));
      if (!same) return [];
      const asked = [...dimensions].map(([key, path]) => equals(path, metric.dimensions.get(key)!));
      const when: Predicate = asked.length === 0 ? filter.when : { op: 'all', of: [filter.when, ...asked] };
      const own = asked.length === 0 ? '' : `#${hash128(JSON.stringify([...metric.dimensions])).slice(0, 8)}`;
      return [{ filter, transformation, when, suffix: `${place === 0 ? '' : `:${place + 1}`}${own}` }];
    }),
  );
}

function equals(path: string, value: string): Predicate {
  const text: Predicate = { op: 'field', path, test: { is: 'equals', value } };
  const number = numberIn(value);
  const others = [
    ...(Number.isFinite(number) && String(number) === value ? [number] : []),
    ...(value === 'true' || value === 'false' ? [value === 'true'] : []),
  ];
  return others.length === 0
    ? text
    : {
        op: 'any',
        of: [text, ...others.map((other): Predicate => ({ op: 'field', path, test: { is: 'equals', value: other } }))],
      };
}

/** Composite alarms in an order in which each comes after those that it is over. */
function joinComposites(files: readonly CloudWatchFile[], alarms: ReadonlyMap<string, SeriesRule>): SeriesRule[] {
  const drafts = new Map(
    files.flatMap(({ parts, reader }) => parts.composites.map((draft) => [draft.name, { draft, reader }] as const)),
  );
  const done = new Map<string, SeriesRule | undefined>();
  const open = new Set<string>();
  const order: SeriesRule[] = [];
  const join = (name: string): SeriesRule | undefined => {
    const known = alarms.get(name) ?? done.get(name);
    const found = drafts.get(name);
    if (known !== undefined || found === undefined || done.has(name) || open.has(name)) return known;
    const { draft, reader } = found;
    open.add(name);
    const rule = compositeOf(draft, reader, join);
    open.delete(name);
    done.set(name, rule);
    if (rule !== undefined) order.push(rule);
    return rule;
  };
  for (const name of drafts.keys()) join(name);
  return order;
}

function compositeOf(
  draft: CompositeDraft,
  reader: RuleReader,
  join: (name: string) => SeriesRule | undefined,
): SeriesRule | undefined {
  const place = reader.placeOf(draft.at);
  try {
    const when = parseAlarmRule(draft.rule);
    const of = alarmsIn(when);
    const lacking = of.find((name) => join(name) === undefined);
    if (lacking !== undefined) {
      reader.skipped.push({
        id: draft.name,
        reason: `the alarm ${quote(lacking)}, which it is over, is not loaded, or is over this one`,
        place,
      });
      return undefined;
    }
    if (of.length === 0) {
      reader.skipped.push({ id: draft.name, reason: 'it is over no alarm', place });
      return undefined;
    }
    return {
      ...alarmHead(draft, reader),
      of,
      generate: true,
      by: [],
      series: { kind: 'composite', alarm: { when, actions: draft.actions } },
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    reader.problems.push(error.within(place));
    return undefined;
  }
}

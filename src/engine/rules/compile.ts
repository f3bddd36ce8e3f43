import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { parseEvent, parseJsonSource } from '../../base/json-source.ts';
import { Problem } from '../../base/problem.ts';
import type { Predicate } from '../../model/predicate.ts';
import { type Dialect, dialects } from '../../model/rule.ts';
import { readPatternOnly } from './dialects/eventbridge-rule.ts';
import { compileFilter } from './dialects/metric-filter/compile-filter.ts';
import { filterSet } from './dialects/metric-filter/filter-set.ts';
import { readMonitoredEvents } from './dialects/monitored-events/event-file.ts';
import { createRuleReader, quote } from './dialects/rule-reader.ts';
import { readSigmaOnly } from './dialects/sigma/sigma-only.ts';
import type { LoadOptions } from './load.ts';
import { byPlace, distinctRules } from './load.ts';
import { buildMatcher } from './matcher.ts';

/** A pattern with a name of one's own. An object stands for its JSON text. */
export interface NamedPattern {
  readonly id: string;
  readonly pattern: string | object;
}

/** Many patterns that are asked at once. */
export interface PatternSet {
  /**
   * The ids of the patterns that match, sorted by code units. Cost follows the event and not the number of patterns.
   *
   * @throws {Problem} DECODE_JSON for a text that isn't JSON
   */
  match(event: string | object): string[];
}

/**
 * The meaning of one pattern (JSON text, or an object that stands for it), as a function. A text event is read exactly: numbers that a double can't hold keep their digits.
 *
 * - `eventbridge`: an EventBridge event pattern over the object that is given. No rule, hence no state: it sees every event.
 * - `monitored-events`: a list of event names, or definitions (`docs/monitored-events.md`); true if one of them matches. The event is
 *   a CloudTrail record or the EventBridge envelope around one.
 * - `sigma`: one or several Sigma rules in YAML or JSON, with filters if there are (`docs/sigma.md`); true if one of the rules matches.
 *   The event is as above. `options.lists` fills placeholders.
 * - `metric-filter`: a filter pattern of CloudWatch Logs over a log message, JSON or any other text (`docs/metric-filters.md`). `$` is
 *   the message itself, be it a record or an envelope.
 *
 * The function throws DECODE_JSON for a text that isn't JSON, but for filter patterns, whose text is any text.
 *
 * @throws {Problem} RULE_DIALECT for a dialect that doesn't exist; for an invalid text the first of its problems, with line and
 * column: RULE_JSON, RULE_YAML, RULE_SHAPE, RULE_FIELD, RULE_PATTERN, RULE_TOO_LARGE, RULE_DUPLICATE_ID; of Sigma also RULE_CONDITION,
 * RULE_MODIFIER, RULE_PLACEHOLDER, RULE_SERIES for a correlation, which is no question to one event, and RULE_NOT_APPLICABLE for a rule
 * about another log source
 */
export function compilePattern(
  dialect: Dialect,
  pattern: string | object,
  options: LoadOptions = {},
): (event: string | object) => boolean {
  if (dialect === 'metric-filter') {
    const match = filterSet([compileFilter(filterText(pattern))]);
    return (message) => match(message).length > 0;
  }
  const matcher = buildMatcher(predicatesOf(dialect, pattern, options));
  return (event) => matcher.match(eventOf(dialect, event)).length > 0;
}

/**
 * Compiles many patterns of one dialect into one index. See `compilePattern` for what they mean.
 *
 * @throws {Problem} as `compilePattern` does, with the id of the pattern in the message; RULE_DUPLICATE_ID for two with one id
 */
export function compilePatterns(dialect: Dialect, patterns: readonly NamedPattern[], options: LoadOptions = {}): PatternSet {
  // In the order of the answer: then it needs no sorting, and the predicates of one pattern are neighbours.
  const sorted = [...patterns].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  for (const [index, { id }] of sorted.entries()) {
    if (id === sorted[index - 1]?.id)
      throw new Problem('RULE_DUPLICATE_ID', `two patterns have the id ${quote(id)}`, { hint: 'Rename one of the two' });
  }
  if (dialect === 'metric-filter') {
    const match = filterSet(sorted.map(({ id, pattern }) => inPattern(id, () => compileFilter(filterText(pattern)))));
    return { match: (message) => match(message).map((index) => sorted[index]!.id) };
  }
  const predicates: Predicate[] = [];
  const owners: string[] = [];
  for (const { id, pattern } of sorted) {
    for (const predicate of inPattern(id, () => predicatesOf(dialect, pattern, options))) {
      predicates.push(predicate);
      owners.push(id);
    }
  }
  const matcher = buildMatcher(predicates);
  return {
    match(event) {
      const matched: string[] = [];
      for (const index of matcher.match(eventOf(dialect, event))) {
        const id = owners[index]!;
        if (id !== matched[matched.length - 1]) matched.push(id);
      }
      return matched;
    },
  };
}

function filterText(pattern: string | object): string {
  if (typeof pattern === 'string') return pattern;
  throw new Problem('RULE_PATTERN', 'a filter pattern is a text, not an object', {
    hint: 'Write { $.eventName = "StopLogging" }',
  });
}

function inPattern<T>(id: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(error.code, `pattern ${quote(id)}: ${error.message}`, { at: error.at, hint: error.hint, cause: error });
  }
}

/** One of them must match. */
function predicatesOf(dialect: Dialect, pattern: string | object, { lists = {} }: LoadOptions): Predicate[] {
  const text = typeof pattern === 'string' ? pattern : (JSON.stringify(pattern) ?? '');
  const reader = createRuleReader();
  if (dialect === 'eventbridge') readPatternOnly(parseJsonSource(text), reader);
  else if (dialect === 'monitored-events') readMonitoredEvents(parseJsonSource(text), reader);
  else if (dialect === 'sigma') readSigmaOnly(text, lists, reader);
  else {
    const hint = `Use one of ${dialects.join(', ')}`;
    throw new Problem('RULE_DIALECT', `there is no dialect ${quote(String(dialect))}`, { hint });
  }
  const rules = distinctRules([reader]);
  const [first] = reader.problems.sort(byPlace);
  if (first !== undefined) throw first;
  return rules.map((rule) => rule.when);
}

/** What the predicates of the dialect look at. Anything but an object has no fields. */
function eventOf(dialect: Dialect, given: string | object): JsonObject {
  const event = typeof given === 'string' ? parseEvent(given) : (given as Json);
  if (!isJsonObject(event)) return {};
  if (dialect === 'eventbridge' || isEnvelope(event)) return event;
  return { detail: event };
}

/** A CloudTrail record may have a field `detail` of its own, but no `detail-type`. */
function isEnvelope(event: JsonObject): boolean {
  return Object.hasOwn(event, 'detail-type') && isJsonObject(event.detail);
}

import type { Json } from '../../../../base/json.ts';
import type { Place } from '../../../../base/problem.ts';
import type { Predicate, Selector } from '../../../../model/predicate.ts';
import { evaluate } from '../../evaluate.ts';
import { textOf } from '../../leaf/text-of.ts';
import { isComparable, selectedIn } from '../../selected.ts';
import { readJsonFilter } from './json-filter.ts';
import { messageObject, messageText } from './message.ts';
import { PatternText } from './pattern-text.ts';
import { readSpaceFilter } from './space-filter.ts';
import { readTermFilter } from './term-filter.ts';

/** The meaning of a filter pattern of CloudWatch Logs. */
export interface CompiledFilter {
  /** `json`: `{ … }`; `space`: `[ … ]`; `text`: terms or a regular expression; `all`: it matches every message. */
  readonly kind: 'json' | 'text' | 'space' | 'all';
  /** Of kind `json`: the same over an event whose `detail` is the message, for the matcher. */
  readonly predicate?: Predicate;
  /** What AWS may refuse about it though it is understood here. For a person. */
  readonly notes: readonly string[];
  /** Does the message match? An object stands for its JSON; a text that isn't JSON matches no JSON pattern. */
  test(message: string | object): boolean;
  /**
   * What a message that matches has at the places that the pattern mentions: `$.eventName` → `StopLogging` of JSON (the first value if a
   * wildcard finds several; nothing for objects and arrays), `$status_code` → `404`, `$1` → `192.0.2.1` of fields. Empty if it
   * doesn't match.
   */
  extract(message: string | object): Record<string, string>;
}

/** PutMetricFilter takes no longer one. */
export const longestPattern = 1024;
/** In one JSON or space-delimited pattern (guide, "Quotas"). */
export const mostRegexes = 2;

/**
 * Reads a filter pattern of CloudWatch Logs, which metric filters, subscription filters and FilterLogEvents share. `at` is where it is
 * written, if it is part of a file.
 *
 * @throws {Problem} RULE_PATTERN with the place, RULE_TOO_LARGE for more than 1,024 characters, two regular expressions or three wildcards
 */
export function compileFilter(text: string, at?: Place): CompiledFilter {
  const pattern = new PatternText(text, at);
  if (text.length > longestPattern)
    pattern.fail(`a filter pattern of ${text.length} characters`, {
      at: longestPattern,
      code: 'RULE_TOO_LARGE',
      hint: 'AWS takes 1,024',
    });
  pattern.skipSpace();
  if (pattern.isAtEnd) return matchAll;
  if (pattern.next === '{') return ofJson(pattern);
  if (pattern.next === '[') return ofFields(pattern);
  const { test, isAll } = readTermFilter(pattern);
  if (isAll) return matchAll;
  return { kind: 'text', notes: [], test: (message) => test(messageText(message)), extract: () => ({}) };
}

const matchAll: CompiledFilter = { kind: 'all', notes: [], test: () => true, extract: () => ({}) };

function ofJson(pattern: PatternText): CompiledFilter {
  const { when, selectors, regexes, saysExists } = readJsonFilter(pattern);
  refuseMany(regexes, pattern);
  const matches = (event: Json | undefined): event is Json => event !== undefined && evaluate(when, { detail: event });
  return {
    kind: 'json',
    predicate: when,
    notes: saysExists ? ['AWS says that EXISTS is not supported: compare with * instead, which any text or number is'] : [],
    test: (message) => matches(messageObject(message)),
    extract: (message) => {
      const event = messageObject(message);
      return matches(event) ? valuesOf(event, selectors) : {};
    },
  };
}

function ofFields(pattern: PatternText): CompiledFilter {
  const { extract, regexes } = readSpaceFilter(pattern);
  refuseMany(regexes, pattern);
  return {
    kind: 'space',
    notes: [],
    test: (message) => extract(messageText(message)) !== undefined,
    extract: (message) => extract(messageText(message)) ?? {},
  };
}

function refuseMany(regexes: number, pattern: PatternText): void {
  if (regexes > mostRegexes)
    pattern.fail(`${regexes} regular expressions, and AWS takes ${mostRegexes}`, { at: 0, code: 'RULE_TOO_LARGE' });
}

function valuesOf(event: Json, selectors: ReadonlyMap<string, Selector>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, selector] of selectors) {
    const value = selectedIn(event, selector).find((node) => isComparable(node) || typeof node === 'boolean');
    if (value !== undefined) values[name] = textOf(value as string | number | boolean) ?? '';
  }
  return values;
}

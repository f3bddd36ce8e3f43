import type { Predicate } from '../../../../../model/predicate.ts';
import { compileFilter, longestPattern, mostRegexes } from '../compile-filter.ts';
import { type Formula, formulaText } from './formula.ts';
import { CannotSay } from './said-text.ts';
import { say } from './say.ts';

/** A rule as a filter pattern of CloudWatch Logs, or why it can't be one. */
export type SaidAsFilter =
  | {
      readonly pattern: string;
      /** What CloudTrail's records must be like for the pattern to match what the rule matches; mostly they are. For a person. */
      readonly assumes: readonly string[];
    }
  | { readonly reason: string };

/** AWS takes no more in one pattern. */
const mostWildcards = 3;

/**
 * The filter pattern, over a log group of CloudTrail, that matches the records which the rule matches. The rule is over the envelope;
 * what it asks about EventBridge's own fields is asked of the record's.
 *
 * Fields that CloudTrail's reference has as texts are taken to be texts or not there. What services write (`requestParameters` and the
 * like) is taken to be a plain value where the rule asks about it, because a filter pattern isn't led through lists; `assumes` says where
 * more than that matters.
 */
export function toMetricFilter(when: Predicate): SaidAsFilter {
  const assumes = new Set<string>();
  let formula: Formula;
  try {
    formula = say(when, false, (what) => assumes.add(what));
  } catch (error) {
    if (error instanceof CannotSay) return { reason: `it asks ${error.message}, which a filter pattern can't` };
    throw error;
  }
  if (typeof formula !== 'string' && formula.of.length === 0)
    return { reason: formula.op === 'all' ? 'it matches every record' : 'it matches no record' };
  const regexes = countOf(formula, /= %/);
  if (regexes > mostRegexes) return { reason: `it takes ${regexes} regular expressions, and AWS allows ${mostRegexes}` };
  const wildcards = countOf(formula, /^\$\S*\[\*\]/);
  if (wildcards > mostWildcards)
    return { reason: `it looks into lists at ${wildcards} places, and AWS allows ${mostWildcards} wildcards` };
  const roomy = `{ ${formulaText(formula)} }`;
  const pattern = roomy.length <= longestPattern ? roomy : `{${formulaText(formula, false)}}`;
  if (pattern.length > longestPattern)
    return { reason: `it takes ${pattern.length} characters, and AWS allows ${longestPattern}` };
  compileFilter(pattern);
  return { pattern, assumes: [...assumes].sort() };
}

function countOf(formula: Formula, mark: RegExp): number {
  if (typeof formula === 'string') return mark.test(formula) ? 1 : 0;
  return formula.of.reduce((sum, part) => sum + countOf(part, mark), 0);
}

import type { Predicate, Selector, SelectorStep } from '../../../../model/predicate.ts';
import { selectorText } from '../../selected.ts';
import { readComparison } from './comparison.ts';
import type { PatternText } from './pattern-text.ts';
import { readSelector } from './selector.ts';

export interface JsonFilter {
  /** Over an event whose `detail` is the log event. */
  readonly when: Predicate;
  /** What the pattern mentions, from the log event on, by its text: `$.eventName`. */
  readonly selectors: ReadonlyMap<string, Selector>;
  readonly regexes: number;
  /** It says EXISTS, which AWS's guide says isn't supported. */
  readonly saysExists: boolean;
}

/** Where a predicate finds the log event. */
export const detail: SelectorStep = { key: 'detail' };

/** In a JSON pattern a value without quotes has none of what means something there, and none of what the guide wants quoted. */
const bareValue = /[A-Za-z0-9_.*:/+-]+/y;

/** At most, in one pattern. */
const mostWildcards = 3;

/**
 * Reads `{ … }`: conditions joined by `&&`, which binds tighter, and `||`, in parentheses where wanted.
 *
 * Source: Amazon CloudWatch Logs User Guide, "Using filter patterns to match terms in JSON log events".
 *
 * @throws {Problem} RULE_PATTERN, RULE_TOO_LARGE
 */
export function readJsonFilter(pattern: PatternText): JsonFilter {
  return new JsonFilterReader(pattern).read();
}

class JsonFilterReader {
  private readonly selectors = new Map<string, Selector>();
  private regexes = 0;
  private wildcards = 0;
  private saysExists = false;
  private readonly pattern: PatternText;

  constructor(pattern: PatternText) {
    this.pattern = pattern;
  }

  read(): JsonFilter {
    const { pattern } = this;
    pattern.expect('{', '{');
    const when = this.either();
    pattern.expect('}', 'a closing brace, && or ||');
    pattern.skipSpace();
    if (!pattern.isAtEnd) pattern.fail(`nothing can follow the closing brace, ${pattern.whatIsNext()}`);
    return { when, selectors: this.selectors, regexes: this.regexes, saysExists: this.saysExists };
  }

  private either(): Predicate {
    return this.chain('||', 'any', () => this.chain('&&', 'all', () => this.one()));
  }

  private chain(link: string, op: 'all' | 'any', read: () => Predicate): Predicate {
    const of = [read()];
    this.pattern.skipSpace();
    while (this.pattern.take(link)) {
      of.push(read());
      this.pattern.skipSpace();
    }
    return of.length === 1 ? of[0]! : { op, of };
  }

  private one(): Predicate {
    const { pattern } = this;
    pattern.skipSpace();
    if (!pattern.take('(')) return this.condition();
    const inside = this.either();
    pattern.expect(')', 'a closing parenthesis, && or ||');
    return inside;
  }

  private condition(): Predicate {
    const { pattern } = this;
    const start = pattern.at;
    const selector = readSelector(pattern);
    if (selector.some((step) => 'every' in step) && ++this.wildcards > mostWildcards)
      pattern.fail(`more than ${mostWildcards} selectors with a wildcard`, { at: start, code: 'RULE_TOO_LARGE' });
    this.selectors.set(selectorText(selector), selector);
    const full: Selector = [detail, ...selector];
    pattern.skipSpace();
    const comparison = readComparison(pattern, bareValue);
    if (comparison === undefined) return this.word(full);
    const { tests, negate } = comparison;
    this.regexes += tests.filter(({ is }) => is === 'regex').length;
    if (negate) return { op: 'select', selector: full, test: { is: 'except', of: tests } };
    const of = tests.map((test): Predicate => ({ op: 'select', selector: full, test }));
    return of.length === 1 ? of[0]! : { op: 'any', of };
  }

  private word(selector: Selector): Predicate {
    const { pattern } = this;
    const at = pattern.at;
    const words = pattern
      .takeMatch(/[A-Za-z]+(?:\s+[A-Za-z]+)*/y)
      .split(/\s+/)
      .join(' ');
    const present: Predicate = { op: 'selected', selector, is: 'present' };
    switch (words) {
      case 'NOT EXISTS':
        return { op: 'not', of: present };
      case 'EXISTS':
        this.saysExists = true;
        return present;
      case 'IS NULL':
        return { op: 'selected', selector, is: 'null' };
      case 'IS TRUE':
        return { op: 'selected', selector, is: 'true' };
      case 'IS FALSE':
        return { op: 'selected', selector, is: 'false' };
    }
    pattern.at = at;
    return pattern.fail(`expected a comparison, ${pattern.whatIsNext()}`, {
      hint: 'Use = != < <= > >=, IS NULL, IS TRUE, IS FALSE, EXISTS or NOT EXISTS, in capitals',
    });
  }
}

import { isExactNumber } from '../../../../base/number-text.ts';
import type { Bound, Test } from '../../../../model/predicate.ts';
import type { PatternText } from './pattern-text.ts';
import { readRegex } from './regex-subset.ts';

/** What one condition asks of a value: one of the tests must pass, or none of them may. */
export interface Comparison {
  readonly tests: readonly Test[];
  readonly negate: boolean;
}

const operators = ['>=', '<=', '!=', '=', '>', '<'] as const;
type Operator = (typeof operators)[number];

const number = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,4})?$/;

/**
 * Reads `= "text"`, `!= text*`, `>= 5e2`, `= %regex%`. `bare` is what a value without quotes may consist of.
 *
 * - `=` and `!=` compare texts, with regard to case; a number without quotes also compares by value.
 * - `*` at the beginning or the end stands for any text; anywhere else it is itself. `*` alone is any value.
 * - `<`, `<=`, `>`, `>=` take a number, and compare numbers and texts that spell one.
 *
 * Undefined, with nothing read, if no operator is next.
 *
 * @throws {Problem} RULE_PATTERN
 */
export function readComparison(pattern: PatternText, bare: RegExp): Comparison | undefined {
  const operator = operators.find((each) => pattern.take(each));
  if (operator === undefined) return undefined;
  const after = pattern.at;
  if (/[=<>!]/.test(pattern.next))
    pattern.fail(`there is no operator ${JSON.stringify(operator + pattern.next)}`, {
      at: after - operator.length,
      hint: 'Use = != < <= > >=',
    });
  pattern.skipSpace();
  const negate = operator === '!=';
  if (pattern.next === '%') {
    if (!isEquality(operator)) pattern.fail(`a regular expression can't stand behind ${operator}`, { hint: 'Use = or !=' });
    return { tests: [{ ...readRegex(pattern), ofText: true }], negate };
  }
  if (pattern.next === '"') {
    const at = pattern.at;
    const text = readQuoted(pattern);
    if (!isEquality(operator)) pattern.fail(`${operator} takes a number`, { at, hint: 'Leave the quotes away' });
    return { tests: testsOfText(text), negate };
  }
  const at = pattern.at;
  const text = pattern.takeMatch(bare);
  if (text === '') {
    const hint = 'Put a text with other characters than letters, digits and _ in double quotes';
    pattern.fail(`expected a value, ${pattern.whatIsNext()}`, { hint });
  }
  if (isEquality(operator)) return { tests: number.test(text) ? testsOfNumber(text) : testsOfText(text), negate };
  if (!number.test(text)) pattern.fail(`${operator} takes a number, not ${JSON.stringify(text)}`, { at });
  return { tests: [rangeOf(operator, numberOf(text, pattern, at))], negate };
}

function isEquality(operator: Operator): operator is '=' | '!=' {
  return operator === '=' || operator === '!=';
}

/** Behind a backslash, a quote and a backslash are themselves. */
export function readQuoted(pattern: PatternText): string {
  const start = pattern.at;
  pattern.at++;
  let text = '';
  while (!pattern.take('"')) {
    if (pattern.isAtEnd) pattern.fail('a text without a closing quote', { at: start });
    if (pattern.startsWith('\\"') || pattern.startsWith('\\\\')) pattern.at++;
    text += pattern.next;
    pattern.at++;
  }
  return text;
}

/** Stars at the ends are wildcards (guide: `Ev*ent` only matches itself). */
export function testsOfText(text: string): readonly Test[] {
  const ofText = true;
  const opens = text.startsWith('*');
  const closes = text.endsWith('*');
  if (/^\*+$/.test(text)) return [{ is: 'exists' }];
  const value = text.slice(opens ? 1 : 0, closes ? -1 : undefined);
  if (opens && closes) return [{ is: 'contains', value, ofText }];
  if (closes) return [{ is: 'prefix', value, ofText }];
  if (opens) return [{ is: 'suffix', value, ofText }];
  return [{ is: 'equals', value }, ...numbersWithText(text)];
}

/** The number of which this is the text, as JSON prints it. */
function numbersWithText(text: string): Test[] {
  if (!/^-?\d/.test(text) || text.length > 400) return [];
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return [];
  if (!isExactNumber(text)) return [{ is: 'equals-literal', text }];
  return String(Number(text)) === text ? [{ is: 'equals', value: Number(text) }] : [];
}

function testsOfNumber(text: string): readonly Test[] {
  const plain = text
    .replace(/^\+/, '')
    .replace(/^(-?)0+(?=\d)/, '$1')
    .replace(/^(-?)\./, '$10.');
  const value: Test = isExactNumber(plain) ? { is: 'equals', value: Number(plain) + 0 } : { is: 'equals-literal', text: plain };
  return [value, { is: 'equals', value: text }];
}

function numberOf(text: string, pattern: PatternText, at: number): number {
  const value = Number(text);
  if (!Number.isFinite(value)) pattern.fail(`${text} is too large a number`, { at });
  return value + 0;
}

function rangeOf(operator: Operator, value: number): Test {
  const bound: Bound = { value, inclusive: operator.endsWith('=') };
  return operator.startsWith('>') ? { is: 'range', low: bound, ofText: true } : { is: 'range', high: bound, ofText: true };
}

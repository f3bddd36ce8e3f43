import type { Selector, SelectorStep } from '../../../../model/predicate.ts';
import type { PatternText } from './pattern-text.ts';

/**
 * Reads a property selector: `$.a.b`, `$.a[0]`, `$.a[*].b`, `$.*`, `$.['a.b']`. One wildcard at most. A name without quotes has letters,
 * digits, `-` and `_`.
 *
 * Source: Amazon CloudWatch Logs User Guide, "Using filter patterns to match terms in JSON log events".
 *
 * @throws {Problem} RULE_PATTERN, RULE_TOO_LARGE
 */
export function readSelector(pattern: PatternText): Selector {
  const start = pattern.at;
  pattern.expect('$', 'a selector such as $.eventName', 'Begin it with "$."');
  const steps: SelectorStep[] = [];
  let wildcards = 0;
  while (pattern.next === '.' || pattern.next === '[') {
    const at = pattern.at;
    const step = pattern.take('.') ? (pattern.next === '[' ? readBracket(pattern) : readName(pattern)) : readBracket(pattern);
    steps.push(step);
    if ('every' in step && ++wildcards > 1)
      pattern.fail('a selector can have one wildcard', { at, code: 'RULE_TOO_LARGE', hint: 'Name the key or the element' });
  }
  if (steps.length === 0) pattern.fail(`expected a dot behind $, ${pattern.whatIsNext()}`, { hint: 'Write $.eventName' });
  if (!('key' in steps[0]!) && 'element' in steps[0]!)
    pattern.fail('a selector begins with a property', { at: start, hint: 'A log event is an object: write $.name[0]' });
  return steps;
}

function readName(pattern: PatternText): SelectorStep {
  if (pattern.take('*')) return { every: 'member' };
  const key = pattern.takeMatch(/[A-Za-z0-9_-]+/y);
  if (key === '') {
    const hint = "Put a name with other characters in brackets and quotes: $.['cluster.name']";
    pattern.fail(`expected the name of a property, ${pattern.whatIsNext()}`, { hint });
  }
  return { key };
}

/** Elements past this can't be in a log event of 1 MB. */
const mostDigits = 7;

function readBracket(pattern: PatternText): SelectorStep {
  pattern.expect('[', '[');
  pattern.skipSpace();
  const step = readInside(pattern);
  pattern.skipSpace();
  pattern.expect(']', 'a closing bracket');
  return step;
}

function readInside(pattern: PatternText): SelectorStep {
  if (pattern.take('*')) return { every: 'element' };
  const start = pattern.at;
  const digits = pattern.takeMatch(/\d+/y);
  if (digits.length > mostDigits) pattern.fail('no list has so many elements', { at: start });
  if (digits !== '') return { element: Number(digits) };
  const quote = pattern.next;
  if (quote !== "'" && quote !== '"') {
    pattern.fail(`expected a number, * or a quoted name in brackets, ${pattern.whatIsNext()}`, {
      hint: "Write [0], [*] or ['a name']",
    });
  }
  pattern.at++;
  const end = pattern.text.indexOf(quote, pattern.at);
  if (end < 0) pattern.fail('a name without a closing quote', { at: start });
  const key = pattern.text.slice(pattern.at, end);
  if (key === '') pattern.fail('an empty name', { at: start });
  pattern.at = end + 1;
  return { key };
}

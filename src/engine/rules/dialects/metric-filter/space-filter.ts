import type { Test } from '../../../../model/predicate.ts';
import { passes } from '../../evaluate.ts';
import { readComparison } from './comparison.ts';
import { type MessageField, messageFields } from './message-fields.ts';
import type { PatternText } from './pattern-text.ts';

export interface SpaceFilter {
  /** The fields by name (`$status_code`) or position (`$4`, from 1) if the message matches. */
  readonly extract: (message: string) => Record<string, string> | undefined;
  readonly regexes: number;
}

interface Field {
  readonly name: string | undefined;
  readonly holds: (text: string) => boolean;
}

/** No values are compared that aren't text, and a number is one if it is spelled like one. */
type Condition = (text: string) => boolean;

/**
 * Reads `[ip, user, …, status_code = 4* && status_code != 404, bytes > 1000]`. Each entry is a field of the message, in order. `...`
 * stands for any number of them, also none; an empty entry is a field without a name. The last entry, if it is no `...`, takes the
 * rest of the message. `[]` matches everything.
 *
 * Source: Amazon CloudWatch Logs User Guide, "Using filter patterns to match terms in space-delimited log events"; API reference,
 * TestMetricFilter, examples; for the rest that goes to the last field, the user guide's `[w1=ERROR, w2]`.
 *
 * @throws {Problem} RULE_PATTERN, RULE_TOO_LARGE
 */
export function readSpaceFilter(pattern: PatternText): SpaceFilter {
  pattern.expect('[', '[');
  const before: Field[] = [];
  const after: Field[] = [];
  const names: string[] = [];
  let ellipsis = false;
  let regexes = 0;
  pattern.skipSpace();
  const isEmpty = pattern.next === ']';
  while (!isEmpty) {
    pattern.skipSpace();
    const at = pattern.at;
    if (pattern.take('...') || pattern.take('…')) {
      if (ellipsis) pattern.fail('a second "..."', { at, hint: 'One is enough: it stands for as many fields as there are' });
      ellipsis = true;
    } else {
      const { field, count } = readField(pattern, names);
      regexes += count;
      (ellipsis ? after : before).push(field);
    }
    pattern.skipSpace();
    if (!pattern.take(',')) break;
  }
  pattern.expect(']', 'a comma or a closing bracket');
  pattern.skipSpace();
  if (!pattern.isAtEnd) pattern.fail(`nothing can follow the closing bracket, ${pattern.whatIsNext()}`);
  const extract = (message: string) => extractFields(message, before, after, ellipsis || isEmpty);
  return { extract, regexes };
}

function readField(pattern: PatternText, names: string[]): { readonly field: Field; readonly count: number } {
  const at = pattern.at;
  const name = pattern.takeMatch(/[A-Za-z_][\w-]*/y);
  if (name === '') {
    if (pattern.next === ',' || pattern.next === ']') return { field: { name: undefined, holds: () => true }, count: 0 };
    pattern.fail(`expected the name of a field, ${pattern.whatIsNext()}`, { hint: 'A name begins with a letter' });
  }
  if (names.includes(name)) pattern.fail(`a second field ${JSON.stringify(name)}`, { at });
  names.push(name);
  pattern.skipSpace();
  const reader = new ConditionReader(pattern, name);
  const holds = pattern.next === ',' || pattern.next === ']' ? () => true : reader.either(false);
  return { field: { name, holds }, count: reader.regexes };
}

/** In a field's condition a value without quotes goes up to what means something. */
const bareValue = /[A-Za-z0-9_.*:/+?#@$;~-]+/y;

class ConditionReader {
  regexes = 0;
  private readonly pattern: PatternText;
  private readonly name: string;

  constructor(pattern: PatternText, name: string) {
    this.pattern = pattern;
    this.name = name;
  }

  /** `named`: is the field's name still to come? Before the first comparison it was read already. */
  either(named: boolean): Condition {
    let isNamed = named;
    const all = () =>
      this.chain('&&', () => {
        const condition = this.one(isNamed);
        isNamed = true;
        return condition;
      });
    const of = this.chainOf('||', all);
    return of.length === 1 ? of[0]! : (text) => of.some((condition) => condition(text));
  }

  private chain(link: string, read: () => Condition): Condition {
    const of = this.chainOf(link, read);
    return of.length === 1 ? of[0]! : (text) => of.every((condition) => condition(text));
  }

  private chainOf(link: string, read: () => Condition): Condition[] {
    const of = [read()];
    this.pattern.skipSpace();
    while (this.pattern.take(link)) {
      of.push(read());
      this.pattern.skipSpace();
    }
    return of;
  }

  private one(isNamed: boolean): Condition {
    const { pattern } = this;
    pattern.skipSpace();
    if (isNamed && pattern.take('(')) {
      const inside = this.either(true);
      pattern.expect(')', 'a closing parenthesis, && or ||');
      return inside;
    }
    if (isNamed) {
      const at = pattern.at;
      const name = pattern.takeMatch(/[A-Za-z_][\w-]*/y);
      if (name !== this.name) {
        pattern.at = at;
        pattern.fail(`a condition must be about the field it stands at, ${pattern.whatIsNext()}`, {
          hint: `Write ${this.name} again`,
        });
      }
      pattern.skipSpace();
    }
    const comparison = readComparison(pattern, bareValue);
    if (comparison === undefined)
      return pattern.fail(`expected a comparison, a comma or a closing bracket, ${pattern.whatIsNext()}`, {
        hint: 'Use = != < <= > >=',
      });
    const { tests, negate } = comparison;
    this.regexes += tests.filter(({ is }) => is === 'regex').length;
    return (text) => tests.some((test) => passesText(test, text)) !== negate;
  }
}

function passesText(test: Test, text: string): boolean {
  if (test.is !== 'equals' || typeof test.value !== 'number') return passes(test, text);
  const bound = { value: test.value, inclusive: true };
  return passes({ is: 'range', low: bound, high: bound, ofText: true }, text);
}

function extractFields(
  message: string,
  before: readonly Field[],
  after: readonly Field[],
  isOpen: boolean,
): Record<string, string> | undefined {
  let fields: readonly MessageField[] = messageFields(message);
  const named = before.length + after.length;
  if (fields.length < named) return undefined;
  // The last one takes the rest, which a "..." in between has none of.
  if (!isOpen && fields.length > named)
    fields = [...fields.slice(0, named - 1), { ...fields[named - 1]!, text: message.slice(fields[named - 1]!.start).trimEnd() }];
  const firstAfter = fields.length - after.length;
  const values: Record<string, string> = {};
  for (const [index, { text }] of fields.entries()) {
    const field = index < before.length ? before[index] : index >= firstAfter ? after[index - firstAfter] : undefined;
    if (field !== undefined && !field.holds(text)) return undefined;
    values[`$${field?.name ?? index + 1}`] = text;
  }
  return values;
}

import { NumberLiteral } from '../../../base/json.ts';
import type { Test } from '../../../model/predicate.ts';
import { passes } from '../evaluate.ts';
import type { LeafValue } from '../fields.ts';
import { matchesRegex } from '../leaf/regex.ts';
import { AddressIndex } from './address-index.ts';
import { RangeIndex } from './range-index.ts';
import { requiredLiteral } from './required-literal.ts';
import { StringIndex, type StringQuestion } from './string-index.ts';
import { testKey } from './test-key.ts';

/** A question to one leaf that isn't made of others. */
export type PlainTest = Exclude<Test, { is: 'exists' | 'absent' | 'except' }>;

export function isPlain(test: Test): test is PlainTest {
  return test.is !== 'exists' && test.is !== 'absent' && test.is !== 'except';
}

/** The distinct questions that rules put to one path, numbered from 0. */
export class TestNumbers {
  readonly tests: PlainTest[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(test: PlainTest): number {
    const same = simplest(test);
    const key = testKey(same);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.tests.length);
    this.tests.push(same);
    return this.tests.length - 1;
  }
}

/**
 * One way to write what can be written in several: a wildcard with one literal is a prefix, a suffix or `contains`, for which
 * there are cheaper ways; where case doesn't count, ASCII letters are lower case.
 */
function simplest(test: PlainTest): PlainTest {
  switch (test.is) {
    case 'equals-ignore-case':
      return isAscii(test.value) ? { is: test.is, value: foldAscii(test.value) } : test;
    case 'prefix':
    case 'suffix':
    case 'contains':
      return test.ignoreCase && isAscii(test.value) ? { ...test, value: foldAscii(test.value) } : test;
    case 'wildcard': {
      const middle = test.parts.slice(1, -1).filter((part) => part !== '');
      const parts = [test.parts[0]!, ...middle, test.parts.at(-1)!];
      const literals = parts.filter((part) => part !== '');
      if (literals.length > 1) {
        return test.ignoreCase && parts.every(isAscii) ? { ...test, parts: parts.map(foldAscii) } : { ...test, parts };
      }
      const is = parts[0] !== '' ? 'prefix' : parts.at(-1) !== '' ? 'suffix' : 'contains';
      const options = { ...(test.ignoreCase && { ignoreCase: true as const }), ...(test.ofText && { ofText: true as const }) };
      return simplest({ is, value: literals[0] ?? '', ...options });
    }
    default:
      return test;
  }
}

/**
 * Which of many questions does a leaf answer with yes? Each kind has its own index, so that an answer's cost follows the leaf.
 * Only ignore-case questions with letters outside ASCII are asked one by one: their forms differ in length (`ß`, `SS`).
 */
export class TestIndex {
  private readonly scalars = new Map<number | boolean | null, number>();
  private readonly literals = new Map<string, number>();
  private readonly plain: StringIndex | undefined;
  private readonly folded: StringIndex | undefined;
  private readonly addresses: AddressIndex | undefined;
  private readonly ranges: RangeIndex | undefined;
  private readonly oneByOne: (readonly [PlainTest, number])[] = [];
  /** What numbers and booleans are asked besides equality and ranges; and what strings are asked as numbers. */
  private readonly ofText: (readonly [PlainTest, number])[] = [];
  private readonly ofNumber: (readonly [PlainTest, number])[] = [];
  /** Nothing but equality is asked of strings: an answer costs one look-up. */
  readonly onlyEquality: boolean;

  constructor(tests: readonly PlainTest[]) {
    const plain: [StringQuestion, number][] = [];
    const folded: [StringQuestion, number][] = [];
    const addresses: [string, number][] = [];
    const ranges: [Extract<Test, { is: 'range' }>, number][] = [];
    for (const [id, test] of tests.entries()) {
      if ('ofText' in test && test.ofText) (test.is === 'range' ? this.ofNumber : this.ofText).push([test, id]);
      if (test.is === 'equals') {
        if (typeof test.value === 'string') plain.push([{ is: 'equals', value: test.value }, id]);
        else this.scalars.set(test.value, id);
      } else if (test.is === 'equals-literal') this.literals.set(test.text, id);
      else if (test.is === 'range') ranges.push([test, id]);
      else if (test.is === 'cidr') addresses.push([test.range, id]);
      else if (test.is === 'equals-ignore-case') this.addFolded({ is: 'equals', value: test.value }, test, id, folded);
      else if (test.is === 'date-part') this.oneByOne.push([test, id]);
      else if (test.is === 'regex') {
        const gate = requiredLiteral(test);
        if (gate === undefined) this.oneByOne.push([test, id]);
        else {
          const confirm = (text: string) => matchesRegex(test, text);
          for (const literal of gate.literals) (gate.folded ? folded : plain).push([{ is: 'gated', literal, confirm }, id]);
        }
      } else if (test.ignoreCase) this.addFolded(test, test, id, folded);
      else plain.push([test, id]);
    }
    this.plain = plain.length > 0 ? new StringIndex(plain) : undefined;
    this.folded = folded.length > 0 ? new StringIndex(folded) : undefined;
    this.ranges = ranges.length > 0 ? new RangeIndex(ranges) : undefined;
    if (addresses.length > 0) {
      this.addresses = new AddressIndex();
      for (const [range, id] of addresses) this.addresses.add(range, id);
    }
    this.onlyEquality =
      (this.plain === undefined || this.plain.onlyEquality) &&
      this.folded === undefined &&
      this.addresses === undefined &&
      this.ofNumber.length === 0 &&
      this.oneByOne.length === 0;
  }

  /** Appends the numbers of the questions that are answered with yes. */
  find(value: LeafValue, hits: number[]): void {
    if (typeof value === 'string') {
      this.plain?.find(value, hits);
      this.folded?.find(foldAscii(value), hits, value);
      this.addresses?.find(value, hits);
      ask(this.oneByOne, value, hits);
      ask(this.ofNumber, value, hits);
      return;
    }
    ask(this.ofText, value, hits);
    if (value instanceof NumberLiteral) {
      const equal = this.literals.get(value.text);
      if (equal !== undefined) hits.push(equal);
      ask(this.ofNumber, value, hits);
    } else {
      const equal = this.scalars.get(value);
      if (equal !== undefined) hits.push(equal);
      if (typeof value === 'number') this.ranges?.find(value, hits);
    }
  }

  private addFolded(question: StringQuestion, test: PlainTest, id: number, folded: [StringQuestion, number][]): void {
    const literals = question.is === 'wildcard' ? question.parts : question.is === 'gated' ? [] : [question.value];
    if (literals.every(isAscii)) folded.push([question, id]);
    else this.oneByOne.push([test, id]);
  }
}

function ask(questions: readonly (readonly [PlainTest, number])[], value: LeafValue, hits: number[]): void {
  for (let i = 0; i < questions.length; i++) if (passes(questions[i]![0], value)) hits.push(questions[i]![1]);
}

const outsideAscii = /[^\0-\x7f]/;

function isAscii(text: string): boolean {
  return !outsideAscii.test(text);
}

/** Lower case for A to Z and nothing else: what an ignore-case question of ASCII letters looks at. */
function foldAscii(text: string): string {
  return isAscii(text) ? text.toLowerCase() : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

import { RE2JS } from 're2js';
import type { Test } from '../../../model/predicate.ts';

export type RegexTest = Extract<Test, { is: 'regex' }>;

/** Longer ones are refused: what they compile to grows with them. */
const longestRegex = 4096;
/** Counted repetitions are written out when compiled: all of them together. */
const mostRepetitions = 5000;

/** Throws an `Error` that says what is wrong with the regular expression. */
export function compileRegex(source: string, flags: string): RE2JS {
  if (source.length > longestRegex) throw new Error(`it has more than ${longestRegex} characters`);
  const counts = [...source.matchAll(/\{(\d{1,4})(?:,(\d{1,4}))?/g)].map(([, least, most]) => Number(most ?? least));
  if (counts.reduce((sum, count) => sum + count, 0) > mostRepetitions)
    throw new Error(`its counted repetitions are more than ${mostRepetitions} together`);
  let bits = 0;
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes('m')) bits |= RE2JS.MULTILINE;
  if (flags.includes('s')) bits |= RE2JS.DOTALL;
  return RE2JS.compile(source, bits);
}

const compiled = new WeakMap<RegexTest, RE2JS>();

/** Is it found anywhere in the text? Time is linear in the text. A test is compiled once. */
export function matchesRegex(test: RegexTest, text: string): boolean {
  let regex = compiled.get(test);
  if (regex === undefined) {
    regex = compileRegex(test.source, test.flags);
    compiled.set(test, regex);
  }
  return regex.test(text);
}

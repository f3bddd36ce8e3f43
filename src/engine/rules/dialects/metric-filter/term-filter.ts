import { matchesRegex } from '../../leaf/regex.ts';
import { readQuoted } from './comparison.ts';
import type { PatternText } from './pattern-text.ts';
import { readRegex } from './regex-subset.ts';

export interface TermFilter {
  readonly test: (message: string) => boolean;
  /** It matches every message: `" "`. */
  readonly isAll: boolean;
}

interface Term {
  readonly text: string;
  readonly sign: '' | '?' | '-';
}

/**
 * Reads terms over unstructured messages. All terms must be in the message and none of the `-excluded` ones; of terms that all are
 * `?optional` one is enough, and beside any other term they are ignored. `%regex%` stands alone. With regard to case; a term may be
 * part of a word.
 *
 * Source: Amazon CloudWatch Logs User Guide, "Using filter patterns to match terms in unstructured log events" and "… with a regular
 * expression (regex)".
 *
 * @throws {Problem} RULE_PATTERN
 */
export function readTermFilter(pattern: PatternText): TermFilter {
  pattern.skipSpace();
  if (pattern.next === '%') {
    const regex = readRegex(pattern);
    pattern.skipSpace();
    if (!pattern.isAtEnd) pattern.fail(`a regular expression stands alone, ${pattern.whatIsNext()}`, { hint: alone });
    return { test: (message) => matchesRegex(regex, message), isAll: false };
  }
  const terms: Term[] = [];
  while (!pattern.isAtEnd) {
    terms.push(readTerm(pattern));
    pattern.skipSpace();
  }
  const [first] = terms;
  // The guide's pattern for "everything" is a quoted space.
  if (terms.length === 1 && first!.sign === '' && first!.text.trim() === '') return { test: () => true, isAll: true };
  const ofSign = (sign: Term['sign']) => terms.filter((term) => term.sign === sign).map(({ text }) => text);
  const [wanted, unwanted, optional] = [ofSign(''), ofSign('-'), ofSign('?')];
  if (optional.length === terms.length)
    return { test: (message) => optional.some((text) => message.includes(text)), isAll: false };
  return {
    test: (message) => wanted.every((text) => message.includes(text)) && !unwanted.some((text) => message.includes(text)),
    isAll: false,
  };
}

const alone = 'Put it in %…% alone, or compare a field of a JSON or space-delimited pattern with it';

function readTerm(pattern: PatternText): Term {
  const sign = pattern.take('?') ? '?' : pattern.take('-') ? '-' : '';
  if (sign === '-') pattern.skipSpace();
  if (pattern.next === '%') pattern.fail('a regular expression stands alone', { hint: alone });
  if (pattern.next === '"') {
    const text = readQuoted(pattern);
    if (!pattern.isAtEnd && !/\s/.test(pattern.next)) pattern.fail(`expected a space behind the phrase, ${pattern.whatIsNext()}`);
    return { text, sign };
  }
  const text = pattern.takeMatch(/\w+/y);
  if (!pattern.isAtEnd && !/\s/.test(pattern.next)) {
    const hint = 'Put a term with other characters than letters, digits and _ in double quotes';
    pattern.fail(`a term can't have ${JSON.stringify(String.fromCodePoint(pattern.text.codePointAt(pattern.at)!))}`, { hint });
  }
  if (text === '') pattern.fail(`expected a term behind ${sign}, ${pattern.whatIsNext()}`);
  return { text, sign };
}

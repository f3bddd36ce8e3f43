import { isExactNumber } from '../../../../base/number-text.ts';
import type { Test } from '../../../../model/predicate.ts';
import { betweenStars, literalOf, regexOf, type SigmaText } from './sigma-text.ts';

/**
 * What a text asks of a leaf; one of the tests must pass. Everything in a log is compared as text (Sigma Rules Specification 2.1,
 * "General"), so that `443` and `true` are also met by the number and the boolean. `text` may still hold wildcards.
 */
export function testsOfText(text: SigmaText, cased: boolean): Test[] {
  const literal = literalOf(text);
  const ignoreCase = cased ? {} : { ignoreCase: true as const };
  if (literal !== undefined) {
    return [
      cased ? { is: 'equals', value: literal } : { is: 'equals-ignore-case', value: literal },
      ...scalarsOf(literal, cased),
    ];
  }
  const ofText = text.every((part) => typeof part !== 'string' || isInScalar(part, cased)) ? { ofText: true as const } : {};
  const parts = betweenStars(text);
  if (parts === undefined) return [{ is: 'regex', source: regexOf(text), flags: cased ? 's' : 'is', ...ofText }];
  const [first = ''] = parts;
  const last = parts.at(-1)!;
  const middle = parts.slice(1, -1).filter((part) => part !== '');
  const options = { ...ignoreCase, ...ofText };
  // The plain forms are what the matcher has its own index for.
  if (middle.length === 0 && first !== '' && last === '') return [{ is: 'prefix', value: first, ...options }];
  if (middle.length === 0 && first === '' && last !== '') return [{ is: 'suffix', value: last, ...options }];
  if (middle.length === 1 && first === '' && last === '') return [{ is: 'contains', value: middle[0]!, ...options }];
  return [{ is: 'wildcard', parts: [first, ...middle, last], ...options }];
}

/** A number of a rule: the same number, or its text as it was written. */
export function testsOfNumber(value: number, written: string): Test[] {
  const texts = new Set([written, String(value)]);
  return [
    isJsonNumber(written) && !isExactNumber(written)
      ? { is: 'equals-literal', text: written }
      : { is: 'equals', value: value + 0 },
    ...[...texts].map((text): Test => ({ is: 'equals-ignore-case', value: text })),
  ];
}

export function testsOfBoolean(value: boolean): Test[] {
  return [
    { is: 'equals', value },
    { is: 'equals-ignore-case', value: String(value) },
  ];
}

/** Numbers and booleans whose text it is. */
function scalarsOf(text: string, cased: boolean): Test[] {
  const word = cased ? text : text.toLowerCase();
  if (word === 'true' || word === 'false') return [{ is: 'equals', value: word === 'true' }];
  if (!isJsonNumber(text)) return [];
  if (!isExactNumber(text)) return [{ is: 'equals-literal', text }];
  return String(Number(text)) === text ? [{ is: 'equals', value: Number(text) }] : [];
}

function isJsonNumber(text: string): boolean {
  return text.length < 400 && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text);
}

/** Can it be a part of the text of a number or a boolean? Most literals can't, and then such leaves need not be asked. */
function isInScalar(literal: string, cased: boolean): boolean {
  const text = cased ? literal : literal.toLowerCase();
  return /^[-+.eE\d]*$/.test(text) || 'true'.includes(text) || 'false'.includes(text);
}

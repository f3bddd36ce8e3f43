import type { Bound, Test } from '../../../../../model/predicate.ts';
import { addressPrefixes } from './address-prefixes.ts';
import type { RecordField } from './record-field.ts';
import { CannotSay, sayIgnoringCase, sayOtherRegex, sayText, sayWildcard } from './said-text.ts';

/** Notes what the records must be like for the pattern to say the same. */
export type Assume = (what: string) => void;

/** A question to a value that is there. */
export type ValueTest = Exclude<Test, { is: 'absent' | 'exists' | 'except' }>;

/**
 * What is compared behind the selector, such as `= "text"`: all comparisons of one of the lists must hold. No list: no value of the field
 * can pass.
 */
export function sayValue(test: ValueTest, field: RecordField, assume: Assume): readonly (readonly string[])[] {
  const { selector } = field;
  const isOpen = field.kind === 'open';
  switch (test.is) {
    case 'equals': {
      const { value } = test;
      if (typeof value === 'string') return [[`= ${textOf(value, {}, false, false)}`]];
      if (!isOpen || typeof value !== 'number') return [];
      if (!Number.isFinite(value)) throw new CannotSay('for an infinite number');
      assume(`${selector} is no text`);
      return [[`= ${value}`]];
    }
    case 'equals-literal':
      if (!isOpen) return [];
      assume(`${selector} is no text`);
      return [[`= ${test.text}`]];
    case 'equals-ignore-case':
      return [[`= ${textOf(test.value, { ignoreCase: true }, false, false)}`]];
    case 'prefix':
    case 'suffix':
    case 'contains':
      return [[`= ${textOf(test.value, test, test.is !== 'prefix', test.is !== 'suffix')}`]];
    case 'wildcard':
      if (isOpen) assume(`${selector} is a text`);
      return [[`= ${sayWildcard(test.parts, test.ignoreCase === true)}`]];
    case 'regex':
      if (isOpen) assume(`${selector} is a text`);
      if (test.source.includes('.') && !test.flags.includes('s')) assume(`${selector} has no line break`);
      return [[`= ${sayOtherRegex(test.source, test.flags)}`]];
    case 'range': {
      if (!isOpen && test.ofText !== true) return [];
      if (test.ofText !== true) assume(`${selector} is no text`);
      const bounds = [...boundOf('>', test.low), ...boundOf('<', test.high)];
      if (bounds.length === 0) throw new CannotSay('whether a value is a number');
      return [bounds];
    }
    case 'cidr':
      return addressPrefixes(test.range).map((prefix) => {
        const isWhole = !prefix.endsWith('.');
        if (!isWhole) assume(`${selector} is an address in its usual form, or a name that does not begin like one`);
        return [`= ${sayText(prefix, false, !isWhole)}`];
      });
    case 'date-part':
      throw new CannotSay('for a part of a time');
  }

  /** A text, with any text before and behind it where asked. */
  function textOf(text: string, asks: { ignoreCase?: true; ofText?: true }, opens: boolean, closes: boolean): string {
    if (isOpen && asks.ofText !== true && /^[-+.eE\d]*$/.test(text)) assume(`${selector} is no number`);
    if (isOpen && asks.ofText === true && ['true', 'false'].some((word) => word.includes(text.toLowerCase())))
      assume(`${selector} is not true or false`);
    if (text === '' && (opens || closes)) return '*';
    if (asks.ignoreCase !== true) return sayText(text, opens, closes);
    if (!field.isVocabulary || !/[A-Za-z]/.test(text)) return sayIgnoringCase(text, opens, closes);
    assume(`${selector} is written in upper and lower case as in the rule`);
    return sayText(text, opens, closes);
  }
}

function boundOf(sign: '>' | '<', end: Bound | undefined): string[] {
  if (end === undefined) return [];
  if (!Number.isFinite(end.value)) throw new CannotSay('for an infinite number');
  return [`${sign}${end.inclusive ? '=' : ''} ${end.value}`];
}

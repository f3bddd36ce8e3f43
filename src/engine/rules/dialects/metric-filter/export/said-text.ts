import { compileFilter } from '../compile-filter.ts';

/** Why something can't be said in a filter pattern. For a person. */
export class CannotSay extends Error {}

/** `"text"`, with the wildcards that are wanted; or a regular expression where stars are part of the text. */
export function sayText(text: string, opens: boolean, closes: boolean): string {
  if (/\p{Cc}/u.test(text)) throw new CannotSay('for a text with control characters');
  if (text.includes('*')) return sayRegex(`${opens ? '' : '^'}${regexOf(text)}${closes ? '' : '$'}`);
  return `"${opens ? '*' : ''}${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}${closes ? '*' : ''}"`;
}

/** Literals with anything between them. */
export function sayWildcard(parts: readonly string[], ignoreCase: boolean): string {
  return sayRegex(`^${parts.map((part) => regexOf(part, ignoreCase)).join('.*')}$`);
}

export function sayIgnoringCase(text: string, opens: boolean, closes: boolean): string {
  if (!/[A-Za-z]/.test(text) && isAscii(text)) return sayText(text, opens, closes);
  return sayRegex(`${opens ? '' : '^'}${regexOf(text, true)}${closes ? '' : '$'}`);
}

/** The source must be one of filter patterns already. */
export function sayRegex(source: string): string {
  try {
    compileFilter(`{ $.a = %${source}% }`);
  } catch {
    throw new CannotSay('for a regular expression with more than filter patterns know');
  }
  return `%${source}%`;
}

/** A regular expression of RE2's syntax, if it is within what filter patterns know. */
export function sayOtherRegex(source: string, flags: string): string {
  if (flags.includes('i')) throw new CannotSay('for a regular expression without regard to case');
  if (flags.includes('m') && /[\^$]/.test(source)) throw new CannotSay('for a regular expression over several lines');
  if (/\\[^dDsSwWx\W]|\\x\{|\(|\)|\[\[?:|[*+?}]\?/.test(source))
    throw new CannotSay('for a regular expression with more than filter patterns know');
  // Signs that stand for themselves, and that filter patterns want as their code.
  const needsCode = /["'<>!&~`%]/;
  return sayRegex(
    source.replaceAll(/\\([\s\S])|[^\\]/g, (all, escaped?: string) =>
      needsCode.test(escaped ?? all) ? codeOf(escaped ?? all) : all,
    ),
  );
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** A text as a regular expression for itself. */
function regexOf(text: string, ignoreCase = false): string {
  if (!isAscii(text)) throw new CannotSay('for a regular expression with letters beyond ASCII');
  return text.replaceAll(/[^A-Za-z0-9 _#=@/;,-]|[A-Za-z]/g, (one) => {
    if (/[A-Za-z]/.test(one)) return ignoreCase ? `[${one.toUpperCase()}${one.toLowerCase()}]` : one;
    return '^$?[]{}|\\*+.'.includes(one) ? `\\${one}` : codeOf(one);
  });
}

function codeOf(sign: string): string {
  return `\\x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

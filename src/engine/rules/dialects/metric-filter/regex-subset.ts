import { compileRegex, type RegexTest } from '../../leaf/regex.ts';
import { quote } from '../rule-reader.ts';
import type { PatternText } from './pattern-text.ts';

/**
 * Reads `%…%`, the regular expressions of filter patterns: letters, digits, space, `: _ # = @ / ; , -`, the operators
 * `^ $ ? [ ] { } | \ * + .`, and the escapes `\d \D \s \S \w \W \xhh`. No parentheses. Found anywhere in the text unless anchored.
 * Becomes an expression in RE2's syntax, judged in linear time.
 *
 * Source: Amazon CloudWatch Logs User Guide, "Supported regular expressions (regex) syntax".
 *
 * @throws {Problem} RULE_PATTERN
 */
export function readRegex(pattern: PatternText): RegexTest {
  const start = pattern.at;
  pattern.expect('%', '%');
  if (!pattern.text.includes('%', pattern.at)) pattern.fail('a regular expression without a closing %', { at: start });
  let source = '';
  let inClass = -1;
  while (!pattern.take('%')) {
    const at = pattern.at;
    const one = pattern.next;
    if (one === '') pattern.fail('a regular expression without a closing %', { at: start });
    if (one === '\\') source += readEscape(pattern);
    else if (one === '{' && inClass < 0) source += readCount(pattern);
    else {
      pattern.at++;
      if (one === '[') {
        if (inClass >= 0) pattern.fail('a class inside a class', { at, hint: 'Write \\[ for the bracket itself' });
        inClass = at;
      } else if (one === ']' && inClass >= 0) inClass = -1;
      else if (!/[A-Za-z0-9 :_#=@/;,^$?|*+.\]{}-]/.test(one)) refuse(one, pattern, at);
      else if (inClass < 0 && (one === ']' || one === '}'))
        pattern.fail(`${quote(one)} without its opening bracket`, { at, hint: `Write \\${one} for the bracket itself` });
      source += one;
    }
  }
  if (inClass >= 0) pattern.fail('a class without its closing bracket', { at: inClass });
  if (source === '') pattern.fail('an empty regular expression', { at: start });
  try {
    compileRegex(source, flags);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    pattern.fail(`the regular expression is invalid: ${why.replaceAll(/\s+/g, ' ')}`, { at: start });
  }
  return { is: 'regex', source, flags };
}

/** The dot is any character. */
const flags = 's';

function refuse(one: string, pattern: PatternText, at: number): never {
  if (one > '\x7f') pattern.fail('a regular expression of a filter pattern is ASCII only', { at });
  const hex = one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
  const why = one === '(' || one === ')' ? 'parentheses are not supported in' : `${quote(one)} is not supported in`;
  pattern.fail(`${why} regular expressions of filter patterns`, { at, hint: `Write \\x${hex} for the character itself` });
}

function readEscape(pattern: PatternText): string {
  const at = pattern.at;
  pattern.at++;
  const one = pattern.next;
  pattern.at++;
  if (/[dDsSwW]/.test(one)) return `\\${one}`;
  if (one === 'x') {
    const digits = pattern.takeMatch(/[0-9A-Fa-f]{2}/y);
    if (digits === '' || Number.parseInt(digits, 16) > 0x7f) pattern.fail('\\x takes two digits, 00 to 7F', { at });
    return `\\x${digits}`;
  }
  if (/[\^$?[\]{}|\\*+.:_#=@/;,-]/.test(one)) return /[\w]/.test(one) ? one : `\\${one}`;
  if (one === '' || /\w/.test(one))
    pattern.fail(`there is no escape ${quote(`\\${one}`)}`, { at, hint: 'Known are \\d \\D \\s \\S \\w \\W \\xhh' });
  return refuse(one, pattern, at);
}

/** `{3}`, `{3,}`, `{,5}`, `{3,5}`. */
function readCount(pattern: PatternText): string {
  const at = pattern.at;
  const [, least = '', comma = '', most = ''] = /^\{(\d*)(,?)(\d*)\}$/.exec(pattern.takeMatch(/\{[\d,]{0,9}\}/y)) ?? [];
  if (least === '' && most === '')
    pattern.fail('a repetition is {3}, {3,}, {,5} or {3,5}', { at, hint: 'Write \\{ for the brace itself' });
  return `{${least === '' ? 0 : least}${comma}${most}}`;
}

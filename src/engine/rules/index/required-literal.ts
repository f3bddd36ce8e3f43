import type { RegexTest } from '../leaf/regex.ts';

export interface RequiredLiteral {
  /** One of them must be there. */
  readonly literals: readonly string[];
  /** They are in lower case, and must be looked for in a text of which A to Z were folded. */
  readonly folded: boolean;
}

/**
 * The longest literal that a text must have for the regular expression to be found in it, as far as that is plain to see:
 * characters that stand one after the other outside of groups and classes, and that must be there; of several alternatives the
 * longest of each. Undefined where there is none, or where the expression has anything out of the ordinary: then the expression
 * itself is asked.
 */
export function requiredLiteral({ source, flags }: RegexTest): RequiredLiteral | undefined {
  const folded = flags.includes('i');
  const literals = new Set<string>();
  let best = '';
  let run = '';
  let depth = 0;
  const end = () => {
    if (run.length > best.length) best = run;
    run = '';
  };
  for (let at = 0; at < source.length; at++) {
    const one = source[at]!;
    let literal: string | undefined;
    if (one === '\\') {
      const next = source[++at] ?? '';
      if (/[\w]/.test(next)) {
        // Classes and edges take one letter; what takes more (\x41, \p{L}, \Q…\E, \123) isn't followed here.
        if (!/[bBdDsSwWAz]/.test(next)) return undefined;
      } else literal = next;
    } else if (one === '[') {
      at = endOfClass(source, at);
      if (at < 0) return undefined;
    } else if (one === '(') {
      // Flags may change inside of (?i).
      if (source[at + 1] === '?' && source[at + 2] !== ':') return undefined;
      depth++;
    } else if (one === ')') depth--;
    else if (one === '|') {
      if (depth === 0) {
        end();
        if (best.length < 2) return undefined;
        literals.add(folded ? best.toLowerCase() : best);
        best = '';
      }
    } else if (one === '{') {
      at += /^\{[\d,]*\}/.exec(source.slice(at, at + 16))?.[0].length ?? 1;
      at--;
    } else if (!'.^$*+?}'.includes(one)) literal = one;
    const quantifier = quantifierAt(source, at + 1);
    const plain = literal !== undefined && depth === 0 && isPlain(literal, folded);
    if (!plain) end();
    else if (quantifier === '' || quantifier === '+') run += literal;
    if (quantifier !== '') end();
  }
  end();
  if (best.length < 2) return undefined;
  return { literals: [...literals.add(folded ? best.toLowerCase() : best)], folded };
}

/** Without regard to case, K also is the Kelvin sign and S the long s, and letters outside ASCII have rules of their own. */
function isPlain(character: string, folded: boolean): boolean {
  return character < '\x7f' && !(folded && /[ks]/i.test(character));
}

function quantifierAt(source: string, at: number): string {
  const next = source[at] ?? '';
  return '*?+{'.includes(next) ? next : '';
}

/** Where the class that begins here ends, or -1. */
function endOfClass(source: string, start: number): number {
  let at = start + 1;
  if (source[at] === '^') at++;
  if (source[at] === ']') at++;
  for (; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === '[' && source[at + 1] === ':') return -1;
    else if (source[at] === ']') return at;
  }
  return -1;
}

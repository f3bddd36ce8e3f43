/** What isn't itself in a Sigma text: `*` stands for any characters, `?` for exactly one. */
export interface Wild {
  readonly wild: '*' | '?';
}
export interface Placeholder {
  readonly placeholder: string;
}
export type TextPart = string | Wild | Placeholder;
/** Literals are never empty and never side by side. */
export type SigmaText = readonly TextPart[];

export const star: Wild = { wild: '*' };
const one: Wild = { wild: '?' };

/**
 * Reads a value: a backslash takes away the meaning of `*`, `?` or a backslash behind it, and is itself before anything else
 * (Sigma Rules Specification 2.1, "Escape Character"). With `placeholders`, `%name%` is one, and `\%` a percent sign.
 */
export function parseSigmaText(text: string, placeholders = false): SigmaText {
  const parts: TextPart[] = [];
  let literal = '';
  const push = (part: TextPart) => {
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(part);
  };
  for (let at = 0; at < text.length; at++) {
    const next = text[at + 1];
    if (text[at] === '\\' && (next === '*' || next === '?' || next === '\\' || (placeholders && next === '%'))) {
      literal += next;
      at++;
    } else if (text[at] === '*') push(star);
    else if (text[at] === '?') push(one);
    else if (text[at] === '%' && placeholders) {
      const name = /^%([^%\\]+)%/.exec(text.slice(at, at + 300))?.[1];
      if (name === undefined) literal += '%';
      else {
        push({ placeholder: name });
        at += name.length + 1;
      }
    } else literal += text[at];
  }
  if (literal !== '') parts.push(literal);
  return parts;
}

/** Side by side literals made one, empty ones dropped. */
export function joined(parts: readonly TextPart[]): SigmaText {
  const result: TextPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part;
    else if (part !== '') result.push(part);
  }
  return result;
}

export function isWild(part: TextPart | undefined): part is Wild {
  return typeof part === 'object' && 'wild' in part;
}

export function isStar(part: TextPart | undefined): boolean {
  return isWild(part) && part.wild === '*';
}

/** The text if it holds nothing but itself. */
export function literalOf(text: SigmaText): string | undefined {
  if (text.length === 0) return '';
  return text.length === 1 && typeof text[0] === 'string' ? text[0] : undefined;
}

/** The literals between stars, two at least if there is a star. Undefined with a `?`. */
export function betweenStars(text: SigmaText): string[] | undefined {
  const parts = [''];
  for (const part of text) {
    if (typeof part === 'string') parts[parts.length - 1] += part;
    else if (!isWild(part) || part.wild === '?') return undefined;
    else parts.push('');
  }
  return parts;
}

/** A regular expression for the whole text. */
export function regexOf(text: SigmaText): string {
  const parts = text.map((part) => {
    if (typeof part === 'string') return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return isWild(part) && part.wild === '*' ? '.*' : '.';
  });
  return `^${parts.join('')}$`;
}

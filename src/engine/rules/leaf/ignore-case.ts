/**
 * Comparing without regard to case, as EventBridge's matcher does it: each UTF-16 unit of the *pattern* stands for its own lower
 * or upper case (Unicode's full mappings, no locale), and the text must have one of the two. So it isn't symmetric outside
 * ASCII: the pattern `ß` matches `SS`, the pattern `ss` doesn't match `ß`; `k` doesn't match the Kelvin sign. Units of
 * surrogate pairs have no case and stand for themselves.
 */

/** Is `pattern` at `start` of `text`? Then where it ends, else -1. Linear. */
function matchAt(pattern: string, text: string, start: number): number {
  let at = start;
  for (const unit of units(pattern)) {
    const found = formsOf(unit).find((form) => text.startsWith(form, at));
    if (found === undefined) return -1;
    at += found.length;
  }
  return at;
}

function units(pattern: string): string[] {
  return pattern.split('');
}

function formsOf(unit: string): string[] {
  return [unit.toLowerCase(), unit.toUpperCase()];
}

export function equalsIgnoreCase(pattern: string, text: string): boolean {
  return matchAt(pattern, text, 0) === text.length;
}

export function startsWithIgnoreCase(pattern: string, text: string): boolean {
  return matchAt(pattern, text, 0) >= 0;
}

export function endsWithIgnoreCase(pattern: string, text: string): boolean {
  let end = text.length;
  for (const unit of units(pattern).reverse()) {
    const found = formsOf(unit).find((form) => text.endsWith(form, end));
    if (found === undefined) return false;
    end -= found.length;
  }
  return end >= 0;
}

/** Where `pattern` first occurs in `text` from `start` on, as `[start, end]`. */
export function findIgnoreCase(pattern: string, text: string, start: number): readonly [number, number] | undefined {
  for (let at = start; at <= text.length; at++) {
    const end = matchAt(pattern, text, at);
    if (end >= 0) return [at, end];
  }
  return undefined;
}

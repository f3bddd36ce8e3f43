import { hash128 } from '../../base/hash.ts';
import type { SeriesValue } from '../../model/series.ts';

/** Longer texts are kept as their hash: an attacker chooses how long a user agent is. */
const LONGEST = 256;

/** A value as text such that different values have different texts: `1` and `"1"` do not collide. */
export function valueKey(value: SeriesValue): string {
  if (typeof value === 'string') return short(JSON.stringify(value));
  return typeof value === 'object' ? short(value.literal) : String(value);
}

/** Several values as one text. */
export function valuesKey(values: readonly SeriesValue[]): string {
  return short(`[${values.map(valueKey).join(',')}]`);
}

/** Where only distinctness counts: short, for a cell keeps many. 88 bits; making two of them collide would only hide oneself. */
export function countedKey(values: readonly SeriesValue[]): string {
  const text = valuesKey(values);
  if (text.length <= 24) return text;
  let key = recentKeys.get(text);
  if (key === undefined) {
    if (recentKeys.size >= MOST_RECENT) recentKeys.clear();
    key = `#${hash128(text).slice(0, 22)}`;
    recentKeys.set(text, key);
  }
  return key;
}

/** Only saves work: the same values come again and again. */
const recentKeys = new Map<string, string>();
const MOST_RECENT = 4096;

function short(text: string): string {
  return text.length <= LONGEST ? text : `#${hash128(text)}`;
}

/** The number that a value is, as JSON or as text; nothing for what is none. */
export function numberOf(value: SeriesValue): number | undefined {
  const text = typeof value === 'object' ? value.literal : value;
  if (typeof text === 'boolean') return undefined;
  const number =
    typeof text === 'number'
      ? text
      : text.length <= 64 && /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)
        ? Number(text)
        : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

import type { Bytes } from '../../base/units.ts';

const MAX_DEPTH = 64;

/**
 * About how much memory a JSON value takes. Counts every string, so that no item can hide its size; what is shared between items
 * is counted for each.
 */
export function weigh(value: unknown, depth = 0): Bytes {
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (depth > MAX_DEPTH) return 64;
  let sum = 32;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) sum += 8 + weigh(value[i], depth + 1);
    return sum;
  }
  for (const key in value) sum += 8 + weigh((value as Record<string, unknown>)[key], depth + 1);
  return sum;
}

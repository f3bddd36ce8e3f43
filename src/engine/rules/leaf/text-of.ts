import { NumberLiteral } from '../../../base/json.ts';
import type { LeafValue } from '../fields.ts';

/** A leaf as a text: a string as it is, numbers and booleans as JSON prints them, a number that a double can't hold as written. Null has none. */
export function textOf(value: LeafValue): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null) return undefined;
  return value instanceof NumberLiteral ? value.text : String(value);
}

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?$/;
const longestNumber = 400;

/** The number that a leaf is or spells in decimal (`"443"`), the nearest double if none holds it. Undefined if it is no number. */
export function numberOf(value: LeafValue): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof NumberLiteral) return Number(value.text);
  if (typeof value !== 'string' || value.length > longestNumber || !decimal.test(value)) return undefined;
  return Number(value);
}

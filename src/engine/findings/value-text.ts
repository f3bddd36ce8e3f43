import { isJsonObject } from '../../base/json.ts';

/** A value as text: a string as it is, a number or boolean as JSON writes it, a list or object as JSON; nothing and null are ''. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    // Nested too deep for the stack: what it is matters more here than what it holds.
    return Array.isArray(value) ? '[…]' : '{…}';
  }
}

/** The field of an object as text; '' if there is no such object or field. Only own fields: `constructor` is no field. */
export function fieldText(object: unknown, name: string): string {
  if (!isJsonObject(object)) return '';
  const value = object[name];
  return value !== undefined && Object.hasOwn(object, name) ? valueText(value) : '';
}

/** The field of an object; undefined if there is no such object or own field. */
export function fieldOf(object: unknown, name: string): unknown {
  if (!isJsonObject(object)) return undefined;
  const value = object[name];
  return value !== undefined && Object.hasOwn(object, name) ? value : undefined;
}

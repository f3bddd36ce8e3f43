/** Any JSON value as `JSON.parse` gives it. */
export type Json = null | boolean | number | string | NumberLiteral | JsonArray | JsonObject;
export type JsonArray = readonly Json[];
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/**
 * A number that a double can't hold exactly, as it was written: `12345678901234567890`, `1e400`. Only `parseEvent` makes them, so
 * that two different numbers never compare equal because both were rounded to the same double. In a `Json` it stands where a
 * number would; to rules it is a leaf, to `JSON.stringify` a string of its digits.
 */
export class NumberLiteral {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberLiteral);
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Value } from './evaluate-expression.ts';

type ObjectValue = { [key: string]: Value };

const list = (value: Value | undefined): Value[] => {
  if (!Array.isArray(value)) throw new Error(`not a list: ${JSON.stringify(value)}`);
  return value;
};

const distinct = (items: readonly Value[]) => [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];

/** Terraform keeps the keys of objects in order, and its JSON has them so. */
export function inOrder(value: Value): Value {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, inOrder(inner)]),
  );
}

/** The functions of Terraform that the module uses. Source: HashiCorp, "Terraform Language", "Built-in Functions". */
export const functions: Readonly<Record<string, (...args: Value[]) => Value>> = {
  alltrue: (items) => list(items).every((item) => item === true),
  coalesce: (...items) => items.find((item) => item !== null && item !== '') ?? null,
  concat: (...lists) => lists.flatMap(list),
  contains: (items, item) => list(items).includes(item!),
  distinct: (items) => distinct(list(items)),
  filebase64sha256: (path) =>
    createHash('sha256')
      .update(readFileSync(String(path)))
      .digest('base64'),
  jsonencode: (value) => JSON.stringify(inOrder(value!)),
  length: (items) => (typeof items === 'string' ? items.length : Object.keys(items as object).length),
  lookup: (map, key, otherwise) => (map as ObjectValue)[String(key)] ?? otherwise!,
  merge: (...maps) => Object.assign({}, ...maps) as ObjectValue,
  one: (items) => {
    if (list(items).length > 1) throw new Error('one: more than one');
    return list(items)[0] ?? null;
  },
  regex: (pattern, text) => {
    const found = new RegExp(String(pattern)).exec(String(text));
    if (found === null) throw new Error('regex: no match');
    return found[0];
  },
  setsubtract: (from, what) => list(from).filter((item) => !list(what).includes(item)),
  split: (mark, text) => String(text).split(String(mark)),
  toset: (items) => distinct(list(items)).toSorted(),
  tostring: (value) => (value === null ? null : String(value)),
  values: (map) => Object.values(inOrder(map!) as ObjectValue),
};

import { type Json, NumberLiteral } from '../../base/json.ts';

/** What is found at the end of a path: never an object or an array. */
export type LeafValue = string | number | boolean | null | NumberLiteral;

/** The element of each array on the way to a leaf, by the array's place in the event. Two leaves agree if no array has two. */
export type Elements = ReadonlyMap<string, number>;

export interface Leaf {
  readonly value: LeafValue;
  readonly elements: Elements;
}

interface Step {
  readonly value: Json | undefined;
  /** What of the path is still to go; nothing when its end is reached. */
  readonly rest: string | undefined;
  /** Where this value is: two values of an event never have the same place, even if they have the same path. */
  readonly place: string;
  readonly elements: Elements;
}

/**
 * All leaves at a path (see `Predicate`), in the order of the event. Nested objects and keys that contain dots are tried alike.
 * An array's element counts for array consistency if it is itself an object or an array, as in EventBridge: plain values of one
 * array are not told apart, because each is the end of the same path.
 *
 * Costs time and memory in proportion to the part of the event that lies at the path; not recursive, so no event is too deep.
 */
export function leavesAt(event: Json, path: string): Leaf[] {
  const leaves: Leaf[] = [];
  const todo: Step[] = isObject(event) ? [{ value: event, rest: path, place: '', elements: new Map() }] : [];
  for (let step = todo.pop(); step !== undefined; step = todo.pop()) {
    const { value, rest } = step;
    if (Array.isArray(value)) pushReversed(todo, elementsOf(value, step));
    else if (isObject(value)) pushReversed(todo, rest === undefined ? [] : membersOf(value, rest, step));
    else if (rest === undefined && value !== undefined) leaves.push({ value: value as LeafValue, elements: step.elements });
  }
  return leaves;
}

/**
 * The values of `leavesAt` at one path, for event after event: it looks up what `leavesAt` searches for. Only where an event has an
 * array on the way, or one path in two spellings (`a.b` as a key, and `b` in `a`), it searches too.
 */
export function leafReader(path: string): (event: Json) => readonly LeafValue[] {
  const search = (event: Json) => leavesAt(event, path).map(({ value }) => value);
  const segments = path.split('.');
  // Each has all keys that lead on from a depth, and how deep they lead.
  const keysAt = segments.map((_, depth) => segments.slice(depth).map((_, i) => segments.slice(depth, depth + i + 1).join('.')));
  if (keysAt.flat().some((key) => key in Object.prototype)) return search;
  return (event) => {
    let value: unknown = event;
    for (let depth = 0; depth < segments.length; ) {
      if (typeof value !== 'object' || value === null || value instanceof NumberLiteral) return NO_LEAVES;
      if (Array.isArray(value)) return search(event);
      const keys = keysAt[depth]!;
      let found: unknown;
      let next = depth;
      for (let i = 0; i < keys.length; i++) {
        const member = (value as Record<string, unknown>)[keys[i]!];
        if (member === undefined) continue;
        if (found !== undefined) return search(event);
        found = member;
        next = depth + i + 1;
      }
      if (found === undefined) return NO_LEAVES;
      value = found;
      depth = next;
    }
    if (Array.isArray(value)) return search(event);
    return isObject(value) ? NO_LEAVES : [value as LeafValue];
  };
}

const NO_LEAVES: readonly LeafValue[] = [];

/**
 * What is at a path, whatever it is: null or something. An array at the end is something, and so is each of its elements or null;
 * one on the way is led through. A key that goes on behind the path (`a.b.c` for `a.b`) has an object there.
 */
export function valuesAt(event: Json, path: string): (null | 'something')[] {
  const values: (null | 'something')[] = [];
  const todo: Pick<Step, 'value' | 'rest'>[] = isObject(event) ? [{ value: event, rest: path }] : [];
  for (let step = todo.pop(); step !== undefined; step = todo.pop()) {
    const { value, rest } = step;
    if (value === undefined) continue;
    if (rest === undefined) values.push(value === null ? null : 'something');
    if (Array.isArray(value)) for (const element of value) todo.push({ value: element, rest });
    else if (isObject(value) && rest !== undefined) {
      for (const [key, member] of Object.entries(value) as [string, Json | undefined][]) {
        if (key === rest) todo.push({ value: member, rest: undefined });
        else if (rest.startsWith(`${key}.`)) todo.push({ value: member, rest: rest.slice(key.length + 1) });
        else if (key.startsWith(`${rest}.`) && member !== undefined) values.push('something');
      }
    }
  }
  return values;
}

/** All leaves below a path, at whatever depth. */
export function leavesBelow(event: Json, path: string): LeafValue[] {
  const leaves: LeafValue[] = [];
  const todo: Pick<Step, 'value' | 'rest'>[] = isObject(event) ? [{ value: event, rest: path }] : [];
  for (let step = todo.pop(); step !== undefined; step = todo.pop()) {
    const { value, rest } = step;
    if (Array.isArray(value)) for (const element of value) todo.push({ value: element, rest });
    else if (isObject(value)) {
      for (const [key, member] of Object.entries(value) as [string, Json | undefined][]) {
        if (rest === undefined || key === rest || key.startsWith(`${rest}.`)) todo.push({ value: member, rest: undefined });
        else if (rest.startsWith(`${key}.`)) todo.push({ value: member, rest: rest.slice(key.length + 1) });
      }
    } else if (rest === undefined && value !== undefined) leaves.push(value as LeafValue);
  }
  return leaves;
}

/** Reversed, because the last of `todo` is taken first. (Arrays may be longer than a call has room for arguments.) */
function pushReversed(todo: Step[], steps: readonly Step[]): void {
  for (let at = steps.length - 1; at >= 0; at--) todo.push(steps[at]!);
}

function elementsOf(array: readonly Json[], { rest, place, elements }: Step): Step[] {
  return array.map((value, index) => ({
    value,
    rest,
    place: `${place}/${index}`,
    elements: isContainer(value) ? new Map([...elements, [place, index]]) : elements,
  }));
}

function membersOf(object: object, rest: string, { place, elements }: Step): Step[] {
  return Object.entries(object).flatMap(([key, value]: [string, Json]) => {
    if (key !== rest && !rest.startsWith(`${key}.`)) return [];
    const left = key === rest ? undefined : rest.slice(key.length + 1);
    return [{ value, rest: left, place: `${place}/${JSON.stringify(key)}`, elements }];
  });
}

/** Can both leaves be part of one match? Then the elements of both together, else nothing. */
export function merged(one: Elements, other: Elements): Elements | undefined {
  for (const [array, element] of other) if (one.has(array) && one.get(array) !== element) return undefined;
  return new Map([...one, ...other]);
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberLiteral);

const isContainer = (value: unknown): boolean => Array.isArray(value) || isObject(value);

import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';

/** The value at a path of plain keys, if all on the way are objects. Looks at own keys only. */
export function at(value: JsonObject, ...path: readonly string[]): Json | undefined {
  let here: Json | undefined = value;
  for (const key of path) {
    if (!isJsonObject(here) || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here;
}

/** An object that is filled path by path. `__proto__` is no path: names come from the content. */
export function setAt(target: Record<string, Json>, path: readonly string[], value: Json | undefined): void {
  if (value === undefined || value === null || value === '' || path.includes('__proto__')) return;
  let here: Record<string, Json> = target;
  for (const key of path.slice(0, -1)) {
    const next = Object.hasOwn(here, key) ? here[key] : undefined;
    if (isJsonObject(next)) here = next as Record<string, Json>;
    else {
      const made: Record<string, Json> = {};
      here[key] = made;
      here = made;
    }
  }
  here[path[path.length - 1] as string] = value;
}

/** Text that is JSON as what it is, other values as they are. Exports keep parameters as text. */
export function unfolded(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || !(value.startsWith('{') || value.startsWith('['))) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

import type { JsonObject } from '../../../base/json.ts';
import type { DecidingValue } from '../../../model/selection.ts';

type Branch = { [name: string]: DecidingValue | Branch };

/** A record that has these values at these paths, and nothing else. */
export function detailOf(paths: readonly string[], values: readonly DecidingValue[]): JsonObject {
  const detail: Branch = {};
  for (const [index, path] of paths.entries()) {
    if (values[index] === undefined) continue;
    const names = path.split('.');
    let branch = detail;
    for (const name of names.slice(0, -1)) {
      branch[name] ??= {};
      branch = branch[name] as Branch;
    }
    branch[names.at(-1)!] = values[index];
  }
  return detail as JsonObject;
}

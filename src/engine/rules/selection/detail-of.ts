import type { JsonObject } from '../../../base/json.ts';
import type { DecidingValue } from '../../../model/selection.ts';

type Branch = { [name: string]: DecidingValue | Branch };

/** Makes records that have the values of a list at these paths, and nothing else. */
export function createDetailMaker(paths: readonly string[]): (values: readonly DecidingValue[]) => JsonObject {
  const places = paths.map((path) => {
    const names = path.split('.');
    return { above: names.slice(0, -1), last: names.at(-1)! };
  });
  return (values) => {
    const detail: Branch = {};
    for (let i = 0; i < places.length; i++) {
      const value = values[i];
      if (value === undefined) continue;
      const { above, last } = places[i]!;
      let branch = detail;
      for (let level = 0; level < above.length; level++) {
        branch[above[level]!] ??= {};
        branch = branch[above[level]!] as Branch;
      }
      branch[last] = value;
    }
    return detail as JsonObject;
  };
}

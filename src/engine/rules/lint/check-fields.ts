import type { Place } from '../../../base/problem.ts';
import { alarmPaths } from '../../../model/alarm.ts';
import type { Predicate, Selector } from '../../../model/predicate.ts';
import type { SeriesRule } from '../../../model/series-rule.ts';
import { closestName } from '../dialects/closest-name.ts';
import type { Tell } from './lint-issue.ts';
import { unknownField } from './record-fields.ts';

/** Fields that no CloudTrail record has. */
export function checkFields(paths: Iterable<string>, tell: Tell, placeOf: (text: string) => Place | undefined): void {
  for (const path of new Set(paths)) {
    if (!path.startsWith('detail.')) continue;
    const field = path.slice('detail.'.length);
    const unknown = unknownField(field);
    if (unknown === undefined) continue;
    const near = closestName(field, unknown.known);
    const hint = near === undefined ? undefined : `Did you mean ${near}?`;
    tell('warning', 'unknown-field', `CloudTrail records have no field ${JSON.stringify(field)}`, { at: placeOf(field), hint });
  }
}

/** All paths that a predicate asks about. */
export function pathsOf(when: Predicate): string[] {
  switch (when.op) {
    case 'all':
    case 'any':
      return when.of.flatMap(pathsOf);
    case 'not':
      return pathsOf(when.of);
    case 'together':
      return when.fields.map(({ path }) => path);
    case 'compare':
      return [when.path, when.with];
    case 'anywhere':
      return [];
    case 'field':
    case 'value':
      return [when.path];
    case 'select':
    case 'selected':
      return [keysOf(when.selector).join('.')];
  }
}

/** As far as keys lead. */
function keysOf(selector: Selector): string[] {
  const end = selector.findIndex((step) => !('key' in step));
  return selector.slice(0, end < 0 ? selector.length : end).flatMap((step) => ('key' in step ? [step.key] : []));
}

/** All paths that a series rule asks its events for. */
export function seriesPathsOf({ by, series }: SeriesRule): string[] {
  const groups = by.flatMap(({ paths }) => Object.values(paths));
  if (series.kind === 'first-seen') return [...groups, ...series.fields];
  if (series.kind === 'count' || series.kind === 'temporal' || series.kind === 'composite') return groups;
  if (series.kind === 'alarm') return alarmPaths(series.alarm);
  return [...groups, series.field, ...('also' in series ? (series.also ?? []) : [])];
}

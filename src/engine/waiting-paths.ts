import type { SeriesRule } from '../model/series-rule.ts';
import { pathsByRule } from './feeding.ts';

const DETAIL = 'detail.'.length;

/** What series ask of the rules that feed them: by rule the paths within the envelope, and within the record. */
export function waitingPaths(series: readonly SeriesRule[]): ReadonlyMap<string, readonly { path: string; asked: string }[]> {
  return new Map([...pathsByRule(series)].map(([id, of]) => [id, [...of].map((path) => ({ path, asked: path.slice(DETAIL) }))]));
}

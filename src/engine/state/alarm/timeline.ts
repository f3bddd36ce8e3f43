import type { EpochMs } from '../../../base/units.ts';
import type { AlarmState } from '../../../model/alarm.ts';
import type { Outcome } from './judge-points.ts';

/** From a moment on, until the next one: what evaluations said. */
export type Run = readonly [from: EpochMs, outcome: Outcome];

/** What evaluations of an alarm said, one after the other. Outcomes and not states, so that late events change it only where they are. */
export interface Timeline {
  /** The state before the first run, and since when it was. */
  readonly base: readonly [since: EpochMs, state: AlarmState];
  /** Ascending; neighbours differ. */
  readonly runs: readonly Run[];
}

/** A change of an alarm's state. */
export interface Transition {
  readonly at: EpochMs;
  readonly from: AlarmState;
  readonly to: AlarmState;
}

/** A stretch in which an alarm was in ALARM: until `until`, or still. */
export interface Episode {
  readonly since: EpochMs;
  readonly until?: EpochMs;
}

/** An alarm begins without data, whatever it will be told. */
export function newTimeline(from: EpochMs): Timeline {
  return { base: [from, 'INSUFFICIENT_DATA'], runs: [] };
}

/**
 * The timeline with what was judged anew, from `from` up to and without `to`, in place of what it had there.
 * @param judged within these ends, ascending
 * @param to undefined: nothing was known from there on
 */
export function replaced({ base, runs }: Timeline, from: EpochMs, to: EpochMs | undefined, judged: readonly Run[]): Timeline {
  const before = runs.filter(([at]) => at < from);
  const after = to === undefined ? [] : runs.filter(([at]) => at >= to);
  const resumed = to === undefined || after[0]?.[0] === to ? undefined : outcomeAt(runs, to);
  const resume: readonly Run[] = resumed === undefined ? [] : [[to!, resumed]];
  return { base, runs: merged([...before, ...judged, ...resume, ...after]) };
}

function outcomeAt(runs: readonly Run[], at: EpochMs): Outcome | undefined {
  return runs.findLast(([from]) => from <= at)?.[1];
}

function merged(runs: readonly Run[]): Run[] {
  return runs.filter(([, outcome], i) => i === 0 || runs[i - 1]![1] !== outcome);
}

/** Lets go of all but the latest runs: what they led to stays. */
export function shortened(timeline: Timeline, most: number): Timeline {
  const { runs } = timeline;
  if (runs.length <= most) return timeline;
  const gone = runs.slice(0, -most);
  const last = transitionsOf({ ...timeline, runs: gone }).at(-1);
  const base = last === undefined ? timeline.base : ([last.at, last.to] as const);
  return { base, runs: runs.slice(-most) };
}

/** How the state changed. */
export function transitionsOf({ base, runs }: Timeline): Transition[] {
  const transitions: Transition[] = [];
  let [, state] = base;
  for (const [at, outcome] of runs) {
    if (outcome === 'retain' || outcome === state) continue;
    transitions.push({ at, from: state, to: outcome });
    state = outcome;
  }
  return transitions;
}

/** The state at the end. */
export function stateOf(timeline: Timeline): AlarmState {
  return transitionsOf(timeline).at(-1)?.to ?? timeline.base[1];
}

export function episodesOf(timeline: Timeline): Episode[] {
  const [since, state] = timeline.base;
  const episodes: Episode[] = state === 'ALARM' ? [{ since }] : [];
  for (const { at, from, to } of transitionsOf(timeline)) {
    if (from === 'ALARM') episodes.push({ since: episodes.pop()!.since, until: at });
    if (to === 'ALARM') episodes.push({ since: at });
  }
  return episodes;
}

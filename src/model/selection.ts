import type { EpochMs } from '../base/units.ts';

/** A value of a deciding field; undefined: the record has none. */
export type DecidingValue = string | boolean | null | undefined;

/**
 * Which CloudTrail records somebody needs, told by the values of a few of their fields. Whoever reads records can leave out those that
 * are passed over without looking at them whole.
 */
export interface Selection {
  /** Paths within the record (`userIdentity.type`), all different. `eventName` and `eventSource` are the first two. */
  readonly paths: readonly string[];
  /** The group of a value, from 0: values of one field that no rule can tell apart. -1: there are too many groups already. */
  group(path: number, value: DecidingValue): number;
  /** What is to be done with records whose values are in these groups, one for each path. */
  verdict(groups: ArrayLike<number>): RecordVerdict;
}

/** Somebody needs it; nobody does; it is outside of what was asked for. */
export type RecordVerdict = 'needed' | 'passed' | 'outside';

/** Events of which accounts and regions are asked for; empty: all. */
export interface SelectedPlaces {
  readonly accounts: ReadonlySet<string>;
  readonly regions: ReadonlySet<string>;
}

/** What else decides, besides the values: event time, `from <= at < to`. */
export interface SelectedTimes {
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
}

/** Selections have at most as many paths. */
export const MOST_PATHS = 24;

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
  /** Further paths, whose values records that may wait are asked for. */
  readonly asked: readonly string[];
}

/** Somebody needs it; nobody does; it is outside of what was asked for; or it may wait. */
export type RecordVerdict = 'needed' | 'passed' | 'outside' | Feeding;

/** Nothing but these silent rules may match, and they feed series that nearly never come about: whoever can read it again may wait. */
export interface Feeding {
  readonly rules: readonly string[];
}

/** A record that may wait, as far as it is known without parsing. Good for the moment. */
export interface WaitingRecord {
  readonly rules: readonly string[];
  /** The how-manieth record of its content, from 0. */
  readonly record: number;
  readonly at: EpochMs;
  /**
   * The value at a path of the selection; undefined if there is none.
   * @throws {UnusualValue} if it can't be told without parsing
   */
  value(path: string): DecidingValue;
}

/** Not a value that is told without parsing. */
export class UnusualValue extends Error {}

/** Takes a record that may wait; false: it has to be read now. */
export type WaitingTaker = (record: WaitingRecord) => boolean;

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

/** Selections have at most as many deciding paths, and as many further ones. */
export const MOST_PATHS = 24;
export const MOST_ASKED = 14;

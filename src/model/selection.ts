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
  /** Further paths, for closer looks. */
  readonly asked: readonly string[];
}

/** Somebody needs it; nobody does; it is outside of what was asked for; or more of its values decide. */
export type RecordVerdict = 'needed' | 'passed' | 'outside' | Closer;

/** A closer look, at values that only few records are asked for. */
export interface Closer {
  /**
   * The silent rules that it may match. What they feed are series that nearly never come about: whoever can read the record again may wait
   * with it. None: nobody needs it. Undefined: it has to be read.
   * @param value of a path of the selection @throws unusualValue as `value` does
   */
  rules(value: (path: string) => DecidingValue): readonly string[] | undefined;
  /** The paths that the answer depends on, and what is fed to these rules. */
  readonly paths: readonly string[];
}

/** A record that may wait, as far as it is known without parsing. Good for the moment. */
export interface WaitingRecord {
  readonly rules: readonly string[];
  /** The how-manieth record of its content, from 0. */
  readonly record: number;
  readonly at: EpochMs;
  /**
   * The value at a path of the selection; undefined if there is none.
   * @throws unusualValue if it can't be told without parsing
   */
  value(path: string): DecidingValue;
}

/** Thrown for a value that can't be told without parsing. One for all: noting where costs more than parsing. */
export const unusualValue = new Error('a value that has to be parsed');

/** Hears of a record that nobody needs. */
export type PassedListener = (record: Pick<WaitingRecord, 'at' | 'value'>) => void;

/** Takes records that may wait. */
export interface WaitingTaker {
  /** False: it has to be read now. */
  take(record: WaitingRecord): boolean;
  /**
   * Takes records that are alike in all that their rules are fed. @default each is taken by itself
   * @param record the first of them; its time is added like that of others
   * @returns undefined if each has to be taken by itself
   */
  readonly alike?: (record: Pick<WaitingRecord, 'rules' | 'value'>) => AlikeTaker | undefined;
}

export interface AlikeTaker {
  /** One more. */
  add(at: EpochMs): void;
}

/** Events of which accounts and regions are asked for; empty: all. */
export interface SelectedPlaces {
  readonly accounts: ReadonlySet<string>;
  readonly regions: ReadonlySet<string>;
  /** Account and region of every record are asked for. */
  readonly located?: true;
}

/** The paths that account and region are made of. */
export const accountPaths = ['recipientAccountId', 'userIdentity.accountId'] as const;
export const regionPath = 'awsRegion';

/** What else decides, besides the values: event time, `from <= at < to`. */
export interface SelectedTimes {
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
}

/** Selections have at most as many deciding paths, and so many with the further ones. */
export const MOST_PATHS = 24;
export const MOST_PATHS_IN_ALL = 39;

import type { EpochMs } from '../base/units.ts';
import type { AlarmState } from './alarm.ts';
import type { MatchRecord } from './match.ts';

/** A leaf of an event, in a form that JSON keeps. A number that a double can't hold is its digits. */
export type SeriesValue = string | number | boolean | { readonly literal: string };

/** What is kept of an event that took part in a series, to show it with the finding. */
export interface SeriesEvent {
  readonly at: EpochMs;
  readonly eventId: string;
  readonly record: MatchRecord;
  readonly resources: readonly string[];
  /** Kept where a series rule over this series may ask for them. */
  readonly values?: SeriesInput['values'];
}

/** A match of a rule that feeds a series: only what the series rules over it ask for, so that it can wait on disk. */
export interface SeriesInput {
  /** The rule that said yes: an event rule or a series rule. */
  readonly ruleId: string;
  /** The event's id; of a series rule: the name of this crossing. */
  readonly eventId: string;
  readonly at: EpochMs;
  /** The leaves at each path that a series rule asks for. A path that the event lacks is left out, null counts as lacking. */
  readonly values: Readonly<Record<string, readonly SeriesValue[]>>;
  readonly record: MatchRecord;
  readonly resources: readonly string[];
  /** Only from a series rule. */
  readonly crossing?: Crossing;
}

/** What a series rule says to the series rules over it: its condition holds at this moment. */
export interface Crossing {
  /** The first moment of a burst. Counts count bursts; temporal rules take every moment. */
  readonly first: boolean;
  /** How many events it stands for: at the first moment all in the window, later the new ones. */
  readonly weight: number;
  /** -1 takes back what a late event has made untrue. */
  readonly change: 1 | -1;
  /** What stays the same when it is taken back. */
  readonly name: string;
  readonly events: readonly SeriesEvent[];
}

/** Many matches that became one: a burst, so far. */
export interface SeriesMatch {
  readonly ruleId: string;
  /** The finding's id: a hash of rule, group and the window in which the burst began. */
  readonly id: string;
  /** The values that the group shares, under the names that the rule gives them. */
  readonly group: readonly GroupValue[];
  /** When the condition first held. */
  readonly at: EpochMs;
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  /** Events in the burst. */
  readonly count: number;
  /** At most 20, the earliest of those kept. */
  readonly events: readonly SeriesEvent[];
  /** Only of an alarm: `firstAt`, `lastAt` and `count` are those of the events that it looked at, up to its first day in ALARM. */
  readonly alarm?: AlarmMatch;
}

/** A stretch in which an alarm was in ALARM. `at` of the match is its beginning. */
export interface AlarmMatch {
  /** Why it is in ALARM, for people. */
  readonly reason: string;
  /** When it left ALARM, and for which state; undefined: it is still in ALARM. */
  readonly ended?: { readonly at: EpochMs; readonly state: AlarmState };
}

export interface GroupValue {
  readonly name: string;
  readonly value: SeriesValue;
}

/** What a finding of a series has become. */
export type SeriesUpdate =
  /** There, or grown: the whole of it as it now is. */
  | { readonly kind: 'stands'; readonly match: SeriesMatch }
  /** Late events joined it to an earlier one, which takes over. */
  | { readonly kind: 'merged'; readonly ruleId: string; readonly id: string; readonly into: string }
  /** Late events made its condition untrue. */
  | { readonly kind: 'withdrawn'; readonly ruleId: string; readonly id: string };

/** What a feed of a series rule is known by while it waits for the rules over it: it may come again and is then the same. */
export function feedId({ ruleId, eventId, crossing }: Pick<SeriesInput, 'ruleId' | 'eventId' | 'crossing'>): string {
  return JSON.stringify([ruleId, eventId, crossing?.change ?? 1]);
}

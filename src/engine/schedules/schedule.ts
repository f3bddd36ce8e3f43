import type { EpochMs, Milliseconds } from '../../base/units.ts';
import type { LocalTime } from './local-time.ts';

/** What a schedule expression means. Semantics: EventBridge user guide "Cron expressions reference", Scheduler user guide "Schedule types". */
export type Schedule = RateSchedule | CronSchedule | OnceSchedule;

/** `rate(5 minutes)`: every so often, counted from the moment the rule began. A day is 24 hours, also where clocks change. */
export interface RateSchedule {
  readonly kind: 'rate';
  readonly every: Milliseconds;
}

/** `at(2026-03-01T12:00:00)`: once. */
export interface OnceSchedule {
  readonly kind: 'at';
  readonly local: LocalTime;
}

/** `cron(minute hour day-of-month month day-of-week year)`, each field as the values that it allows, ascending. */
export interface CronSchedule {
  readonly kind: 'cron';
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** 1 is January. */
  readonly months: readonly number[];
  readonly years: readonly number[];
  /** A day is meant if one of them holds. */
  readonly days: readonly DayRule[];
}

/** Which days of a month are meant. Weekdays count from 1, Sunday, as AWS counts. */
export type DayRule =
  | { readonly kind: 'every' }
  /** `15`: a month without that day has none. */
  | { readonly kind: 'date'; readonly date: number }
  /** `L`. */
  | { readonly kind: 'last-date' }
  /** `15W`: Monday to Friday nearest to that date, within the month. */
  | { readonly kind: 'nearest-working-day'; readonly date: number }
  /** `LW`. */
  | { readonly kind: 'last-working-day' }
  /** `MON`. */
  | { readonly kind: 'weekday'; readonly weekday: number }
  /** `6L`: the last Friday. */
  | { readonly kind: 'last-weekday'; readonly weekday: number }
  /** `3#2`: the second Tuesday; a month without a fifth one has none. */
  | { readonly kind: 'nth-weekday'; readonly weekday: number; readonly nth: number };

/** Where and since when a schedule counts. */
export interface ScheduleFrame {
  /** An IANA name. Rules of EventBridge know UTC only; schedules of EventBridge Scheduler have a zone. */
  readonly timeZone: string;
  /** When the schedule began: what `rate` counts from. */
  readonly since: EpochMs;
}

import { type EpochMs, MINUTE } from '../../base/units.ts';
import type { Severity } from '../../model/severity.ts';

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof weekdays)[number];

/** When nobody wants to be disturbed, by the wall clock of a place. */
export interface QuietHours {
  /** IANA name. */
  readonly timeZone: string;
  /** `22:00`. Quiet from this minute on, and no more at the minute of `to`. `to` may be on the next day; equal: a whole day. */
  readonly from: string;
  readonly to: string;
  /** Days on which they begin. @default all */
  readonly days?: readonly Weekday[];
  /** Told at once nevertheless. @default critical */
  readonly except?: readonly Severity[];
}

const DAY_MINUTES = 24 * 60;
/** Whoever is quiet all the time is told after a week. */
const MOST_STEPS = 10;

/**
 * When they end that are in force at a moment; the moment itself if none are. By the wall clock: where it is put forward within
 * quiet hours they are an hour shorter, and an end that it leaps over is the moment of the leap; where it is put back they are an
 * hour longer, and what it shows twice is quiet twice.
 * @throws {RangeError} for a time zone that doesn't exist
 */
export function endOfQuiet(quiet: QuietHours, now: EpochMs): EpochMs {
  const to = minutesOf(quiet.to);
  let at = now;
  for (let step = 0; step < MOST_STEPS && isQuiet(quiet, at); step++) {
    const { minute } = wallClock(quiet.timeZone, at);
    const left = (to - minute + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
    const whole = Math.floor(at / MINUTE) * MINUTE;
    at = firstLoud(quiet, whole, whole + left * MINUTE);
  }
  return at;
}

/** The first minute between a quiet one and `end` that isn't quiet; `end` if there is none. */
function firstLoud(quiet: QuietHours, start: EpochMs, end: EpochMs): EpochMs {
  if (isQuiet(quiet, end)) return end;
  let [low, high] = [start, end];
  while (high - low > MINUTE) {
    const middle = low + Math.floor((high - low) / MINUTE / 2) * MINUTE;
    if (isQuiet(quiet, middle)) low = middle;
    else high = middle;
  }
  return high;
}

function isQuiet({ timeZone, from, to, days = weekdays }: QuietHours, at: EpochMs): boolean {
  const { day, minute } = wallClock(timeZone, at);
  const [start, end] = [minutesOf(from), minutesOf(to)];
  if (start < end) return minute >= start && minute < end && days.includes(weekdays[day]!);
  return (minute >= start && days.includes(weekdays[day]!)) || (minute < end && days.includes(weekdays[(day + 6) % 7]!));
}

/** Day of the week from 0 (Sunday), minutes since midnight. */
function wallClock(timeZone: string, at: EpochMs): { day: number; minute: number } {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    day: weekdays.indexOf(parts.get('weekday')!.toLowerCase() as Weekday),
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  };
}

/** Only saves work: making one takes long. As many as the configuration names. */
const formats = new Map<string, Intl.DateTimeFormat>();

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

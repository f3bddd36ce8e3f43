import { DAY, type EpochMs, HOUR, MINUTE } from '../base/units.ts';

/** How busy somebody is in the five minutes that begin at `at`, from 0; `noise` is 0 to 99, fixed for these five minutes. */
export type Rhythm = (at: EpochMs, noise: number) => number;

/** Monday to Friday 1 to 5, Saturday 6, Sunday 0. The first of January 1970 was a Thursday. */
const weekdayOf = (at: EpochMs): number => (Math.floor(at / DAY) + 4) % 7;
const hourOf = (at: EpochMs): number => Math.floor(at / HOUR) % 24;
const minuteOf = (at: EpochMs): number => Math.floor(at / MINUTE) % 60;

const OFFICE_HOURS: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 1, 5, 9, 10, 9, 4, 8, 10, 9, 7, 3, 1, 0, 0, 0, 0, 0];
const DAY_AND_NIGHT: readonly number[] = [4, 3, 3, 2, 2, 3, 4, 6, 8, 10, 11, 11, 10, 11, 11, 10, 10, 9, 9, 9, 8, 7, 6, 5];

/** A person: weekdays in working hours, in short stretches of work with pauses between. `east`: hours ahead of UTC. */
export function office(east: number): Rhythm {
  return (at, noise) => {
    const local = at + east * HOUR;
    const weekday = weekdayOf(local);
    if (weekday === 0 || weekday === 6 || noise < 70) return 0;
    return OFFICE_HOURS[hourOf(local)]! * (noise - 60);
  };
}

/** A service with customers: always on, busier by day. */
export const always: Rhythm = (at, noise) => (noise < 35 ? 0 : DAY_AND_NIGHT[hourOf(at)]! * (60 + noise));

/** A schedule: every `minutes`, beginning `after` minutes past the hour. */
export function every(minutes: number, after = 0): Rhythm {
  return (at, noise) => ((minuteOf(at) - after + 60) % minutes < 5 ? 80 + noise : 0);
}

/** One hour of each night. */
export function nightly(hour: number): Rhythm {
  return (at, noise) => (hourOf(at) === hour ? 30 + noise : 0);
}

/** Deployments: a few of the working hours' five minutes, and then a lot at once. */
export const deployments: Rhythm = (at, noise) => {
  const weekday = weekdayOf(at);
  const hour = hourOf(at);
  return weekday >= 1 && weekday <= 5 && hour >= 8 && hour <= 16 && noise >= 95 ? noise : 0;
};

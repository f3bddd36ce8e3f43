import { DAY, type EpochMs, HOUR, MINUTE } from '../../base/units.ts';
import { datesOf } from './day-rules.ts';
import { instantOf, type LocalTime, localTimeAt } from './local-time.ts';
import type { CronSchedule, Schedule, ScheduleFrame } from './schedule.ts';

/**
 * When a schedule runs next, strictly after an instant; undefined for never again. Where clocks are put forward, a time that
 * doesn't exist is left out; where they are put back, a time that comes twice is run once, the first time (EventBridge
 * Scheduler, "Daylight savings time").
 */
export function nextRun(schedule: Schedule, after: EpochMs, frame: ScheduleFrame): EpochMs | undefined {
  if (schedule.kind === 'rate') {
    const { every } = schedule;
    return after < frame.since ? frame.since : frame.since + (Math.floor((after - frame.since) / every) + 1) * every;
  }
  if (schedule.kind === 'at') {
    const at = instantOf(schedule.local, frame.timeZone);
    return at !== undefined && at > after ? at : undefined;
  }
  // Times are first shown in their order, so whatever is earlier than what the clock shows now has been.
  for (const local of localRuns(schedule, localTimeAt(after, frame.timeZone))) {
    const at = instantOf(local, frame.timeZone);
    if (at !== undefined && at > after) return at;
  }
  return undefined;
}

/** The runs of a schedule between two instants, `after` left out and `until` taken in, ascending; at most `limit`. */
export function runsBetween(
  schedule: Schedule,
  span: { readonly after: EpochMs; readonly until: EpochMs; readonly limit: number },
  frame: ScheduleFrame,
): EpochMs[] {
  const runs: EpochMs[] = [];
  for (let at = nextRun(schedule, span.after, frame); at !== undefined && at <= span.until; at = nextRun(schedule, at, frame)) {
    runs.push(at);
    if (runs.length === span.limit) break;
  }
  return runs;
}

/** The local times that a cron expression means, from a local time on, ascending. */
function* localRuns({ years, months, days, hours, minutes }: CronSchedule, from: LocalTime): Generator<LocalTime> {
  const first = new Date(from);
  for (const year of years) {
    if (year < first.getUTCFullYear()) continue;
    for (const month of months) {
      if (year === first.getUTCFullYear() && month < first.getUTCMonth() + 1) continue;
      for (const date of datesOf(days, year, month)) {
        const midnight = Date.UTC(year, month - 1, date);
        if (midnight + DAY <= from) continue;
        for (const hour of hours) {
          for (const minute of minutes) {
            const local = midnight + hour * HOUR + minute * MINUTE;
            if (local >= from) yield local;
          }
        }
      }
    }
  }
}

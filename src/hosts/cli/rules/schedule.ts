import { isoTime } from '../../../base/iso-time.ts';
import { SECOND } from '../../../base/units.ts';
import { checkTimeZone, localTimeAt } from '../../../engine/schedules/local-time.ts';
import { runsBetween } from '../../../engine/schedules/next-run.ts';
import { parseSchedule } from '../../../engine/schedules/parse-schedule.ts';
import { exitCodes } from '../exit-codes.ts';
import { parseTimeArgument } from '../time-argument.ts';

export interface ScheduleFlags {
  readonly timezone?: string;
  readonly count: number;
  readonly from?: string;
  readonly format: 'table' | 'json';
}

/**
 * Prints the next runs of a schedule expression, in UTC and as the clocks of the zone show them.
 * @throws {Problem} RULE_SCHEDULE, CLI_USAGE
 */
export function showSchedule(text: string, { timezone, count, from, format }: ScheduleFlags): number {
  const timeZone = checkTimeZone(timezone ?? 'UTC');
  const schedule = parseSchedule(text, timezone === undefined ? 'rule' : 'scheduler');
  const now = Date.now();
  const since = from === undefined ? now : parseTimeArgument('--from', from, now);
  const runs = runsBetween(schedule, { after: since, until: LAST, limit: count }, { timeZone, since });
  const shown = runs.map((run) => ({
    at: isoTime(wholeSecond(run)),
    local: isoTime(localTimeAt(wholeSecond(run), timeZone)).slice(0, -1),
  }));
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify({ expression: text, timeZone, runs: shown }, undefined, 2)}\n`);
    return exitCodes.OK;
  }
  const lines = shown.map(({ at, local }) => (timezone === undefined ? at : `${at}  ${local} ${timeZone}`));
  if (runs.length < count) lines.push(runs.length === 0 ? 'It never runs again.' : 'It never runs after that.');
  process.stdout.write(`${lines.join('\n')}\n`);
  return exitCodes.OK;
}

/** Times of five-digit years are of no interest. */
const LAST = Date.UTC(10_000, 0) - 1;

/** Schedules count in minutes: fractions of a second of the clock are of no interest. */
function wholeSecond(at: number): number {
  return Math.floor(at / SECOND) * SECOND;
}

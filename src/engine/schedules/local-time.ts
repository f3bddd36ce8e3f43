import { Problem } from '../../base/problem.ts';
import { DAY, type EpochMs, type Milliseconds } from '../../base/units.ts';

/** What a clock on the wall shows, as the milliseconds at which a clock in UTC shows the same. No instant. */
export type LocalTime = number;

const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws {Problem} RULE_SCHEDULE for what is no IANA time zone */
export function checkTimeZone(timeZone: string): string {
  format(timeZone);
  return timeZone;
}

/** What the clocks of a zone show at an instant. */
export function localTimeAt(at: EpochMs, timeZone: string): LocalTime {
  if (timeZone === 'UTC') return at;
  const parts: Record<string, number> = {};
  for (const { type, value } of format(timeZone).formatToParts(at)) parts[type] = Number(value);
  const ofDay = ((at % 1000) + 1000) % 1000;
  return Date.UTC(parts.year!, parts.month! - 1, parts.day!, parts.hour!, parts.minute!, parts.second!) + ofDay;
}

/**
 * The first instant at which the clocks of a zone show a time; undefined where they jump over it (spring). Where they show it
 * twice (autumn), the second time is none of ours: EventBridge Scheduler runs once and doesn't repeat.
 */
export function instantOf(local: LocalTime, timeZone: string): EpochMs | undefined {
  if (timeZone === 'UTC') return local;
  // Clocks change at most once in two days: the offset in force is that of the day before or of the day after.
  const instants = [local - DAY, local + DAY]
    .map((near) => local - offsetAt(near, timeZone))
    .filter((instant) => localTimeAt(instant, timeZone) === local);
  return instants.length === 0 ? undefined : Math.min(...instants);
}

function offsetAt(at: EpochMs, timeZone: string): Milliseconds {
  return localTimeAt(at, timeZone) - at;
}

function format(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  // Newer Nodes take offsets such as +01:00 for zones; EventBridge Scheduler doesn't.
  if (!/^[A-Za-z]/.test(timeZone)) throw unknownZone(timeZone);
  try {
    const made = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, made);
    return made;
  } catch {
    throw unknownZone(timeZone);
  }
}

function unknownZone(timeZone: string): Problem {
  return new Problem('RULE_SCHEDULE', `${JSON.stringify(timeZone)} is no time zone`, {
    hint: 'Write a name of the IANA database, such as Europe/Zurich or America/New_York',
  });
}

import { DAY, type EpochMs } from './units.ts';

/** ISO 8601 in UTC; with milliseconds only where there are any, as CloudTrail writes it. Empty for what is no time. */
export function isoTime(at: EpochMs): string {
  if (at !== known) {
    knownText = written(at);
    known = at;
  }
  return knownText;
}

/** Remembered: one event's time is written several times. */
let known = Number.NaN;
let knownText = '';

function written(at: EpochMs): string {
  if (!(Math.abs(at) <= LATEST)) return '';
  const day = Math.floor(at / DAY);
  const time = at - day * DAY;
  if (time % 1000 !== 0) return new Date(at).toISOString().replace('.000Z', 'Z');
  if (day !== knownDay) {
    knownDay = day;
    knownDayText = new Date(day * DAY).toISOString().slice(0, -13);
  }
  const seconds = time / 1000;
  const minutes = Math.floor(seconds / 60);
  return `${knownDayText}${two[Math.floor(minutes / 60)]}:${two[minutes % 60]}:${two[seconds % 60]}Z`;
}

/** Of a `Date`. */
const LATEST: EpochMs = 100_000_000 * DAY;

/** Remembered: logs have many events of one day, and the text of a `Date` costs ten times as much as the rest. */
let knownDay = Number.NaN;
let knownDayText = '';

const two = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

import { DAY, type EpochMs, HOUR, MINUTE, SECOND } from '../../base/units.ts';

/**
 * A time as CloudTrail and its relatives write it: `2026-01-31T12:00:00Z`, with fractions, with an offset, with a space instead
 * of the `T` (CloudTrail Lake), without a zone (then UTC). Undefined for anything else, impossible dates included.
 * The standard form of 20 characters is read without regular expression and without `Date`: this runs for each record.
 */
export function parseTime(text: string): EpochMs | undefined {
  if (text.length === 20 && text.charCodeAt(19) === 90 && text.charCodeAt(10) === 84)
    return parseStandard(text) ?? parseGeneral(text);
  return parseGeneral(text);
}

/** A time as text or as a number: seconds or milliseconds since 1970, told by size (lookup-events prints both forms). */
export function timeOf(value: unknown): EpochMs | undefined {
  if (typeof value === 'string') return /^\d{9,13}(\.\d{1,9})?$/.test(value) ? ofNumber(Number(value)) : parseTime(value);
  return typeof value === 'number' ? ofNumber(value) : undefined;
}

/** As AWS writes it: UTC, seconds, `Z`. */
export function formatTime(at: EpochMs): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Below this a number counts seconds: in milliseconds it would be 1973, before there was anything to log. */
const SECONDS_BELOW = 1e11;

function ofNumber(value: number): EpochMs | undefined {
  if (!(value > 0 && value < 1e14)) return undefined;
  return Math.round(value < SECONDS_BELOW ? value * SECOND : value);
}

function parseStandard(text: string): EpochMs | undefined {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58)
    return undefined;
  const year = pair(text, 0) * 100 + pair(text, 2);
  return compose(year, pair(text, 5), pair(text, 8), pair(text, 11), pair(text, 14), pair(text, 17));
}

/** Two digits at `i`; NaN if they aren't, which makes every later comparison fail. */
function pair(text: string, i: number): number {
  const tens = text.charCodeAt(i) - 48;
  const ones = text.charCodeAt(i + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

const GENERAL =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ]|, ?)(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(?:Z|UTC|GMT|([+-])(\d\d):?(\d\d))?$/i;

function parseGeneral(text: string): EpochMs | undefined {
  if (text.length > 40) return undefined;
  const found = GENERAL.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '0', sign, offsetHours = '0', offsetMinutes = '0'] = found;
  const local = compose(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  if (local === undefined) return undefined;
  const offset = Number(offsetHours) * HOUR + Number(offsetMinutes) * MINUTE;
  return local + Math.floor(Number(`0.${fraction}`) * SECOND) - (sign === '-' ? -offset : offset);
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function compose(year: number, month: number, day: number, hour: number, minute: number, second: number): EpochMs | undefined {
  if (!(month >= 1 && month <= 12 && day >= 1 && hour < 24 && minute < 60 && second <= 60)) return undefined;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (!(day <= (DAYS[month - 1] as number) || (leap && month === 2 && day === 29))) return undefined;
  const days = daysSince1970(year, month, day);
  const at = days * DAY + hour * HOUR + minute * MINUTE + second * SECOND;
  return Number.isNaN(at) ? undefined : at;
}

/** Counts years from March, so that the leap day is the last of its year. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

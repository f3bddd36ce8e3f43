import { DAY, HOUR, MINUTE } from '../../../base/units.ts';
import type { DatePart } from '../../../model/predicate.ts';

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * A part of a point in time, in UTC: `2026-03-01T23:30:00-01:00` is in hour 0 of day 2. Without an offset it is UTC already; a
 * date alone has no hour and no minute. Undefined for a text that isn't ISO 8601's extended form, or names a day that doesn't exist.
 */
export function datePartOf(text: string, part: DatePart): number | undefined {
  if (text.length > 40) return undefined;
  const [, year, month, day, hour, minute, second = '0', zone] = iso.exec(text) ?? [];
  if (year === undefined) return undefined;
  if (hour === undefined && (part === 'hour' || part === 'minute')) return undefined;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const written = new Date(midnight);
  // Date.UTC takes 0 to 99 for 1900 to 1999, and rolls the 31st of a shorter month over.
  if (written.getUTCMonth() !== Number(month) - 1 || written.getUTCFullYear() !== Number(year)) return undefined;
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second) > 60) return undefined;
  const at = midnight + Number(hour ?? 0) * HOUR + Number(minute ?? 0) * MINUTE - offsetOf(zone);
  return partOf(new Date(at), part);
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -1 : 1) * minutes * MINUTE;
}

function partOf(date: Date, part: DatePart): number {
  switch (part) {
    case 'minute':
      return date.getUTCMinutes();
    case 'hour':
      return date.getUTCHours();
    case 'day':
      return date.getUTCDate();
    case 'week':
      return isoWeek(date);
    case 'month':
      return date.getUTCMonth() + 1;
    case 'year':
      return date.getUTCFullYear();
  }
}

/** ISO 8601: weeks begin on Monday, and week 1 is the one that holds the year's first Thursday. */
function isoWeek(date: Date): number {
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  const weekday = (date.getUTCDay() + 6) % 7;
  const thursday = new Date(midnight + (3 - weekday) * DAY);
  return Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / (7 * DAY)) + 1;
}

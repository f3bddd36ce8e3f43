import { DAY, type EpochMs, HOUR, MINUTE, SECOND } from '../base/units.ts';

const TWO: readonly string[] = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'));
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The last day asked for: calls come in the order of time, so nearly every one hits. */
let day = -1;
let date = '';

function dateOf(at: EpochMs): string {
  const wanted = Math.floor(at / DAY);
  if (wanted !== day) {
    day = wanted;
    date = new Date(wanted * DAY).toISOString().slice(0, 10);
  }
  return date;
}

const hourOf = (at: EpochMs): number => Math.floor(at / HOUR) % 24;
const minuteOf = (at: EpochMs): number => Math.floor(at / MINUTE) % 60;
const secondOf = (at: EpochMs): number => Math.floor(at / SECOND) % 60;

/** `2026-03-02T09:03:11Z`. */
export function isoTime(at: EpochMs): string {
  return `${dateOf(at)}T${TWO[hourOf(at)]}:${TWO[minuteOf(at)]}:${TWO[secondOf(at)]}Z`;
}

/** As AWS prints times inside `responseElements`: `Mar 2, 2026, 9:03:11 AM`. */
export function longTime(at: EpochMs): string {
  const iso = dateOf(at);
  const hour = hourOf(at);
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}:${TWO[minuteOf(at)]}:${TWO[secondOf(at)]} ${hour < 12 ? 'AM' : 'PM'}`;
  return `${MONTHS[Number(iso.slice(5, 7)) - 1]} ${Number(iso.slice(8))}, ${iso.slice(0, 4)}, ${clock}`;
}

/** `2026/03/02`, as in the keys of log files. */
export function datePath(at: EpochMs): string {
  return dateOf(at).replaceAll('-', '/');
}

/** `20260302T0905Z`, as in the names of log files. */
export function fileTime(at: EpochMs): string {
  return `${dateOf(at).replaceAll('-', '')}T${TWO[hourOf(at)]}${TWO[minuteOf(at)]}Z`;
}

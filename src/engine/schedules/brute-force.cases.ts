import { MINUTE, type EpochMs } from '../../base/units.ts';

/**
 * The obvious meaning of a cron expression, for tests: looks at each minute and asks of every field whether its text allows it.
 * Shares nothing with the schedules themselves.
 */
export function bruteForce(cron: string, from: EpochMs, until: EpochMs, zone = 'UTC'): EpochMs[] {
  const shown = new Set<string>();
  const found: EpochMs[] = [];
  const start = Math.ceil(from / MINUTE) * MINUTE;
  for (let at = start; at <= until; at += MINUTE) {
    const clock = clockAt(at, zone);
    const key = zone === 'UTC' ? '' : clock.join();
    if (at > from && !(key !== '' && shown.has(key)) && allows(cron, clock)) found.push(at);
    if (key !== '') shown.add(key);
  }
  return found;
}

type Shown = readonly [year: number, month: number, date: number, hour: number, minute: number];

const formats = new Map<string, Intl.DateTimeFormat>();

function clockAt(at: EpochMs, zone: string): Shown {
  if (zone === 'UTC') {
    const date = new Date(at);
    return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes()];
  }
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  formats.set(zone, format);
  const [year, month, date, hour, minute] = format.format(at).split(/\D+/).map(Number);
  return [year!, month!, date!, hour!, minute!];
}

const MONTHS = ' JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC';
const DAYS = ' SUN MON TUE WED THU FRI SAT';

function allows(cron: string, [year, month, date, hour, minute]: Shown): boolean {
  const [minutes, hours, dates, months, weekdays, years] = cron.toUpperCase().split(' ') as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return (
    any(minutes, (part) => within(part, minute, 0, 59)) &&
    any(hours, (part) => within(part, hour, 0, 23)) &&
    any(months, (part) => within(part, month, 1, 12, MONTHS)) &&
    any(years, (part) => within(part, year, 1970, 2199)) &&
    (weekdays === '?'
      ? any(dates, (part) => dateAllowed(part, year, month, date))
      : any(weekdays, (part) => weekdayAllowed(part, year, month, date)))
  );
}

const any = (text: string, holds: (part: string) => boolean) => text.split(',').some(holds);
const weekdayOf = (year: number, month: number, date: number) => new Date(Date.UTC(year, month - 1, date)).getUTCDay() + 1;
const exists = (year: number, month: number, date: number) =>
  new Date(Date.UTC(year, month - 1, date)).getUTCMonth() === month - 1;
const works = (year: number, month: number, date: number) =>
  date > 0 && exists(year, month, date) && ![1, 7].includes(weekdayOf(year, month, date));

function dateAllowed(part: string, year: number, month: number, date: number): boolean {
  if (part === 'L') return !exists(year, month, date + 1);
  if (part === 'LW') return works(year, month, date) && ![1, 2, 3].some((more) => works(year, month, date + more));
  if (!part.endsWith('W')) return within(part, date, 1, 31);
  const wanted = Number(part.slice(0, -1));
  if (!exists(year, month, wanted)) return false;
  const nearest = [0, -1, 1, -2, 2].map((off) => wanted + off).find((near) => works(year, month, near));
  return date === nearest;
}

function weekdayAllowed(part: string, year: number, month: number, date: number): boolean {
  const weekday = weekdayOf(year, month, date);
  if (part === 'L') return weekday === 7;
  if (part.endsWith('L')) return weekday === numberOf(part.slice(0, -1), DAYS) && !exists(year, month, date + 7);
  if (!part.includes('#')) return within(part, weekday, 1, 7, DAYS);
  const [which, nth] = part.split('#');
  return weekday === numberOf(which!, DAYS) && Math.ceil(date / 7) === Number(nth);
}

function within(part: string, value: number, first: number, last: number, names = ''): boolean {
  const [range, step] = part.split('/');
  const [from, to] = range === '*' ? [String(first), String(last)] : range!.split('-');
  const begin = numberOf(from!, names);
  const end = to !== undefined ? numberOf(to, names) : step === undefined ? begin : last;
  const steps = value >= begin ? value - begin : value - begin + last - first + 1;
  const inside = begin <= end ? value >= begin && value <= end : value >= begin || value <= end;
  return inside && steps % Number(step ?? 1) === 0;
}

function numberOf(text: string, names: string): number {
  const at = names === '' ? -1 : names.indexOf(` ${text}`);
  return at < 0 ? Number(text) : at / 4 + 1;
}

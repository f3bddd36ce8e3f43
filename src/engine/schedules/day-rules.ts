import { Problem } from '../../base/problem.ts';
import { cronFields, cronValue, partValues, wrongField } from './cron-values.ts';
import type { DayRule } from './schedule.ts';

/**
 * The days that the fields day-of-month and day-of-week mean together: exactly one of them is `?`.
 * @throws {Problem} RULE_SCHEDULE
 */
export function readDayRules(dates: string, weekdays: string): DayRule[] {
  if ((dates === '?') === (weekdays === '?')) {
    throw new Problem(
      'RULE_SCHEDULE',
      dates === '?' ? 'both day of month and day of week are ?' : 'neither day of month nor day of week is ?',
      { hint: 'Write ? in exactly one of the two: cron(0 10 * * ? *) is every day at 10:00' },
    );
  }
  return weekdays === '?' ? dates.split(',').flatMap(dateRules) : weekdayRules(weekdays);
}

function dateRules(part: string): DayRule[] {
  const field = cronFields.date;
  const text = part.toUpperCase();
  if (text === '*') return [{ kind: 'every' }];
  if (text === 'L') return [{ kind: 'last-date' }];
  if (text === 'LW') return [{ kind: 'last-working-day' }];
  const working = /^(\d+)W$/.exec(text);
  if (working !== null) return [{ kind: 'nearest-working-day', date: cronValue(working[1]!, field) }];
  if (/[WL]/.test(text)) throw wrongField(field, part, 'is neither L, LW nor a date with W');
  return partValues(part, field).map((date) => ({ kind: 'date', date }));
}

function weekdayRules(text: string): DayRule[] {
  const field = cronFields.weekday;
  const parts = text.split(',');
  // AWS: with #, the field holds one expression only.
  if (text.includes('#') && parts.length > 1) throw wrongField(field, text, 'is a list with #, which AWS does not take');
  return parts.flatMap((part): DayRule[] => {
    if (part === '*') return [{ kind: 'every' }];
    // The last day of the week is Saturday.
    if (part.toUpperCase() === 'L') return [{ kind: 'weekday', weekday: field.last }];
    const last = /^([1-7]|[A-Z]{3})L$/i.exec(part);
    if (last !== null) return [{ kind: 'last-weekday', weekday: cronValue(last[1]!, field) }];
    const [weekday = '', nth, ...more] = part.split('#');
    if (nth === undefined) return partValues(part, field).map((value) => ({ kind: 'weekday', weekday: value }));
    if (more.length > 0 || !/^[1-5]$/.test(nth)) throw wrongField(field, part, 'must have one digit from 1 to 5 after #');
    return [{ kind: 'nth-weekday', weekday: cronValue(weekday, field), nth: Number(nth) }];
  });
}

/** The dates of a month that the rules mean, ascending. */
export function datesOf(rules: readonly DayRule[], year: number, month: number): number[] {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 1;
  const dates = new Set(rules.flatMap((rule) => datesOfRule(rule, length, first)));
  return [...dates].sort((a, b) => a - b);
}

/** @param first the weekday of the month's first date, 1 is Sunday */
function datesOfRule(rule: DayRule, length: number, first: number): number[] {
  const weekdayOf = (date: number) => ((first - 1 + date - 1) % 7) + 1;
  const all = (weekday: number) => Array.from({ length }, (_, index) => index + 1).filter((date) => weekdayOf(date) === weekday);
  switch (rule.kind) {
    case 'every':
      return Array.from({ length }, (_, index) => index + 1);
    case 'date':
      return rule.date <= length ? [rule.date] : [];
    case 'last-date':
      return [length];
    case 'last-working-day':
      return [nearestWorkingDay(length, length, weekdayOf)];
    case 'nearest-working-day':
      return rule.date <= length ? [nearestWorkingDay(rule.date, length, weekdayOf)] : [];
    case 'weekday':
      return all(rule.weekday);
    case 'last-weekday':
      return all(rule.weekday).slice(-1);
    case 'nth-weekday':
      return all(rule.weekday).slice(rule.nth - 1, rule.nth);
  }
}

function nearestWorkingDay(date: number, length: number, weekdayOf: (date: number) => number): number {
  if (weekdayOf(date) === 7) return date === 1 ? 3 : date - 1;
  if (weekdayOf(date) === 1) return date === length ? date - 2 : date + 1;
  return date;
}

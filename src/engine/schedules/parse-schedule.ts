import { Problem } from '../../base/problem.ts';
import { DAY, HOUR, MINUTE } from '../../base/units.ts';
import { cronFields, cronValues } from './cron-values.ts';
import { readDayRules } from './day-rules.ts';
import type { CronSchedule, OnceSchedule, RateSchedule, Schedule } from './schedule.ts';

/**
 * Who runs the schedule. A `rule` of EventBridge counts in UTC, wants `minute` for 1 and `minutes` for more, and knows no `at`;
 * EventBridge `scheduler` has time zones and takes both.
 */
export type ScheduleService = 'rule' | 'scheduler';

const units = { minute: MINUTE, hour: HOUR, day: DAY } as const;

/**
 * Reads `rate(…)`, `cron(…)` or `at(…)` as AWS does.
 * @throws {Problem} RULE_SCHEDULE
 */
export function parseSchedule(text: string, service: ScheduleService = 'rule'): Schedule {
  // 256 characters are AWS's own limit.
  const parts = text.length > 256 ? null : /^(rate|cron|at)\((.*)\)$/s.exec(text.trim());
  if (parts === null) {
    throw wrong(`${JSON.stringify(text.slice(0, 80))} is no schedule expression`, 'Write rate(5 minutes) or cron(0 10 * * ? *)');
  }
  const [, form, inner = ''] = parts;
  if (form === 'rate') return parseRate(inner.trim(), service);
  if (form === 'cron') return parseCron(inner.trim());
  if (service === 'rule')
    throw wrong('at(…) needs a time zone', 'Give ScheduleExpressionTimezone: rules of EventBridge know no at(…)');
  return parseOnce(inner.trim());
}

function parseRate(text: string, service: ScheduleService): RateSchedule {
  const parts = /^(\d{1,6})\s+(minute|hour|day)(s?)$/.exec(text);
  const value = Number(parts?.[1] ?? 0);
  if (parts === null || value < 1) {
    throw wrong(
      `rate(${text.slice(0, 80)}) is not understood`,
      'Write a positive number and minutes, hours or days: rate(5 minutes)',
    );
  }
  const unit = parts[2] as keyof typeof units;
  if (service === 'rule' && (value === 1) === (parts[3] === 's')) {
    throw wrong(`rate(${text}) is refused by EventBridge`, `Write rate(${value} ${unit}${value === 1 ? '' : 's'})`);
  }
  return { kind: 'rate', every: value * units[unit] };
}

function parseCron(text: string): CronSchedule {
  const fields = text === '' ? [] : text.split(/\s+/);
  if (fields.length !== 6) {
    throw wrong(
      `a cron expression has six fields, and this has ${fields.length}`,
      'Write minutes, hours, day of month, month, day of week and year: cron(0 10 * * ? *)',
    );
  }
  const [minute, hour, date, month, weekday, year] = fields as [string, string, string, string, string, string];
  return {
    kind: 'cron',
    minutes: cronValues(minute, cronFields.minute),
    hours: cronValues(hour, cronFields.hour),
    days: readDayRules(date, weekday),
    months: cronValues(month, cronFields.month),
    years: cronValues(year, cronFields.year),
  };
}

function parseOnce(text: string): OnceSchedule {
  const local = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  // Date.parse takes February 30 for March 2: the text must survive the round trip.
  if (Number.isNaN(local) || new Date(local).toISOString() !== `${text}.000Z`) {
    throw wrong(`at(${text.slice(0, 80)}) is no date and time`, 'Write at(2026-03-01T12:00:00)');
  }
  return { kind: 'at', local };
}

function wrong(message: string, hint: string): Problem {
  return new Problem('RULE_SCHEDULE', message, { hint });
}

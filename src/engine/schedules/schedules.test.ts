import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../base/units.ts';
import { agreesInMonths, agreesNear, clockChanges } from './agreement.cases.ts';
import { type CronCase, cronCases } from './cron.cases.ts';
import { nextRun, runsBetween } from './next-run.ts';
import { parseSchedule } from './parse-schedule.ts';
import { timeZoneCases } from './time-zones.cases.ts';
import { wrongSchedules } from './wrong-schedules.cases.ts';

const at = (text: string) => Date.parse(text);
const written = (times: readonly number[]) =>
  times.map((time) => new Date(time).toISOString().replace(':00.000Z', 'Z')).join(' ');

describe('cron', () => {
  it('has at least 150 cases', () => expect(cronCases.length + timeZoneCases.length).toBeGreaterThanOrEqual(150));

  it.each([...cronCases, ...timeZoneCases])('$cron $zone: $fact', ({ cron, after, runs, zone = 'UTC' }: CronCase) => {
    const schedule = parseSchedule(`cron(${cron})`, 'scheduler');
    const limit = runs === '' ? 1 : runs.split(' ').length;
    const until = at('2200-01-01T00:00:00Z');
    const found = runsBetween(schedule, { after: at(after), until, limit }, { timeZone: zone, since: 0 });
    expect(written(found)).toBe(runs);
  });

  it('means what looking at each minute of a month says', () => agreesInMonths(6));

  it.each(clockChanges)('means what looking at each minute says, where clocks of %s change near %s', (zone, from) =>
    agreesNear(zone, from, 2),
  );

  it('a minute is after another one also between them', () => {
    const schedule = parseSchedule('cron(0/15 * * * ? *)');
    expect(nextRun(schedule, at('2026-01-01T00:14:59.999Z'), { timeZone: 'UTC', since: 0 })).toBe(at('2026-01-01T00:15:00Z'));
    expect(nextRun(schedule, at('2026-01-01T00:15:00.001Z'), { timeZone: 'UTC', since: 0 })).toBe(at('2026-01-01T00:30:00Z'));
  });
});

describe('rate', () => {
  const since = at('2026-03-28T23:30:00Z');
  it.each([
    ['rate(1 minute)', MINUTE],
    ['rate(5 minutes)', 5 * MINUTE],
    ['rate(1 hour)', HOUR],
    ['rate(7 hours)', 7 * HOUR],
    ['rate(1 day)', DAY],
    ['rate(3 days)', 3 * DAY],
  ])('%s counts from its beginning', (text, every) => {
    const frame = { timeZone: 'UTC', since };
    const schedule = parseSchedule(text);
    expect(nextRun(schedule, since, frame)).toBe(since + every);
    expect(nextRun(schedule, since + every - 1, frame)).toBe(since + every);
    expect(nextRun(schedule, since + 100 * every, frame)).toBe(since + 101 * every);
    expect(nextRun(schedule, since - DAY, frame)).toBe(since);
  });

  it('a day is 24 hours, also where clocks change', () => {
    const frame = { timeZone: 'Europe/Zurich', since };
    expect(nextRun(parseSchedule('rate(1 days)', 'scheduler'), since, frame)).toBe(since + DAY);
  });
});

describe('at', () => {
  it.each([
    ['at(2026-07-01T09:00:00)', 'Europe/Zurich', '2026-07-01T07:00Z'],
    ['at(2026-01-31T23:59:00)', 'America/New_York', '2026-02-01T04:59Z'],
    ['at(2026-10-25T02:30:00)', 'Europe/Zurich', '2026-10-25T00:30Z'],
    ['at(2026-03-29T02:30:00)', 'Europe/Zurich', ''],
    ['at(2025-12-31T00:00:00)', 'UTC', ''],
  ] as const)('%s in %s', (text, timeZone, run) => {
    const found = nextRun(parseSchedule(text, 'scheduler'), at('2026-01-01T00:00:00Z'), { timeZone, since: 0 });
    expect(found === undefined ? '' : written([found])).toBe(run);
  });
});

it.each(wrongSchedules.map(([text, word, service = 'rule']) => ({ text, word, service })))('$text is refused', (wrong) => {
  const { text, word, service } = wrong;
  expect(() => parseSchedule(text, service)).toThrow(
    expect.objectContaining({ code: 'RULE_SCHEDULE', message: expect.stringContaining(word) }),
  );
});

it.each(['Mars/Olympus', '', '+01:00', '../etc'])('%j is no time zone', (timeZone) => {
  expect(() => nextRun(parseSchedule('cron(0 0 * * ? *)'), 0, { timeZone, since: 0 })).toThrow(
    expect.objectContaining({ code: 'RULE_SCHEDULE' }),
  );
});

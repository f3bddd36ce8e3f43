import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../base/units.ts';
import { bruteForce } from './brute-force.cases.ts';
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

  it('means what looking at each minute of a month says', () => {
    fc.assert(
      fc.property(anyCron(), fc.integer({ min: 0, max: 1_400 }), (cron, day) => {
        const from = at('2026-01-01T00:00:00Z') + day * DAY + 7 * HOUR + 3 * MINUTE;
        const until = from + 33 * DAY;
        const found = runsBetween(
          parseSchedule(`cron(${cron})`),
          { after: from, until, limit: 1e6 },
          { timeZone: 'UTC', since: 0 },
        );
        expect(found).toEqual(bruteForce(cron, from, until));
      }),
      { numRuns: 15 },
    );
  });

  it.each([
    ['Europe/Zurich', '2026-03-28T20:00:00Z'],
    ['Europe/Zurich', '2026-10-24T20:00:00Z'],
    ['America/New_York', '2026-03-08T00:00:00Z'],
    ['America/New_York', '2026-11-01T00:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T08:00:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T08:00:00Z'],
    ['Pacific/Apia', '2011-12-30T00:00:00Z'],
    ['America/Sao_Paulo', '2018-11-03T20:00:00Z'],
  ])('means what looking at each minute says, where clocks of %s change near %s', (zone, from) => {
    const until = at(from) + 1.5 * DAY;
    fc.assert(
      fc.property(anyTime(), (time) => {
        const cron = `${time} * * ? *`;
        const found = runsBetween(
          parseSchedule(`cron(${cron})`),
          { after: at(from), until, limit: 1e6 },
          { timeZone: zone, since: 0 },
        );
        expect(found).toEqual(bruteForce(cron, at(from), until, zone));
      }),
      { numRuns: 5 },
    );
  });

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

const value = (first: number, last: number) => fc.integer({ min: first, max: last }).map(String);
function field(first: number, last: number, stepped = true): fc.Arbitrary<string> {
  const range = fc.tuple(value(first, last), value(first, last)).map(([a, b]) => `${a}-${b}`);
  const step = fc
    .tuple(fc.oneof(value(first, last), range, fc.constant('*')), value(1, last - first + 1))
    .map(([a, b]) => `${a}/${b}`);
  const part = stepped ? fc.oneof(value(first, last), range, step) : fc.oneof(value(first, last), range);
  return fc.oneof(
    fc.constant('*'),
    fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join()),
  );
}

function anyTime(): fc.Arbitrary<string> {
  return fc.tuple(field(0, 59), field(0, 23)).map((parts) => parts.join(' '));
}

function anyCron(): fc.Arbitrary<string> {
  const dates = fc.oneof(
    field(1, 31),
    fc.constantFrom('L', 'LW', '1,L'),
    value(1, 31).map((date) => `${date}W`),
  );
  const weekdays = fc.oneof(
    field(1, 7, false),
    fc.constantFrom('L', 'MON-FRI', 'SAT,SUN'),
    value(1, 7).map((day) => `${day}L`),
    fc.tuple(value(1, 7), value(1, 5)).map(([day, nth]) => `${day}#${nth}`),
  );
  const days = fc.oneof(fc.tuple(dates, field(1, 12), fc.constant('?')), fc.tuple(fc.constant('?'), field(1, 12), weekdays));
  return fc.tuple(anyTime(), days).map(([time, day]) => `${time} ${day.join(' ')} *`);
}

import fc from 'fast-check';
import { expect } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../base/units.ts';
import { bruteForce } from './brute-force.cases.ts';
import { runsBetween } from './next-run.ts';
import { parseSchedule } from './parse-schedule.ts';

/** Random schedules against looking at each minute; the unit suite tries a few, the deep suite many. */

const at = (text: string) => Date.parse(text);

export function agreesInMonths(numRuns: number): void {
  fc.assert(
    fc.property(anyCron(), fc.integer({ min: 0, max: 1_400 }), (cron, day) => {
      const from = at('2026-01-01T00:00:00Z') + day * DAY + 7 * HOUR + 3 * MINUTE;
      agrees(cron, from, from + 33 * DAY, 'UTC');
    }),
    { numRuns },
  );
}

export const clockChanges = [
  ['Europe/Zurich', '2026-03-28T20:00:00Z'],
  ['Europe/Zurich', '2026-10-24T20:00:00Z'],
  ['America/New_York', '2026-03-08T00:00:00Z'],
  ['America/New_York', '2026-11-01T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T08:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T08:00:00Z'],
  ['Pacific/Apia', '2011-12-30T00:00:00Z'],
  ['America/Sao_Paulo', '2018-11-03T20:00:00Z'],
] as const;

export function agreesNear(zone: string, from: string, numRuns: number): void {
  fc.assert(
    fc.property(anyTime(), (time) => agrees(`${time} * * ? *`, at(from), at(from) + 1.5 * DAY, zone)),
    { numRuns },
  );
}

function agrees(cron: string, from: number, until: number, timeZone: string): void {
  const found = runsBetween(parseSchedule(`cron(${cron})`), { after: from, until, limit: 1e6 }, { timeZone, since: 0 });
  expect(found).toEqual(bruteForce(cron, from, until, timeZone));
}

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

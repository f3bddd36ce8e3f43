import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DAY, HOUR } from '../../base/units.ts';
import { createPolicy, noPolicy } from './policy.ts';
import { type Activity, concludeSilence, endSilence, isSilent, silenceId, withEvent } from './silence.ts';

const noon = Date.UTC(2026, 0, 31, 12);
const heard = (times: readonly number[]) =>
  times.reduce<Activity | undefined>((activity, at) => withEvent(activity, '123456789012', 'eu-central-1', at), undefined)!;
/** An event in each of so many hours up to noon. */
const hourly = (hours: number, step = 1) => heard(Array.from({ length: hours }, (_, i) => noon - i * step * HOUR));
const always = { watchingSince: 0 };

it('is silent after six hours in which nothing came where much used to come', () => {
  const activity = hourly(48);
  expect(isSilent(activity, noon + 6 * HOUR - 1, always)).toBe(false);
  expect(isSilent(activity, noon + 6 * HOUR, always)).toBe(true);
  expect(isSilent(activity, noon + 2 * HOUR, { ...always, threshold: 2 * HOUR })).toBe(true);
});

it.each<[string, Activity, number]>([
  ['little ever came', hourly(11), noon + 12 * HOUR],
  [
    'it rests as long each night',
    heard([...Array(9).keys()].flatMap((i) => [noon - i * HOUR, noon - i * HOUR - DAY])),
    noon + 20 * HOUR,
  ],
  ['it ended long ago', hourly(48), noon + 8 * DAY],
])('is not silent where %s', (_, activity, now) => {
  expect(isSilent(activity, now, always)).toBe(false);
});

it('does not take for silence what was not read', () => {
  expect(isSilent(hourly(48), noon + 10 * HOUR, { watchingSince: noon + 8 * HOUR })).toBe(false);
  expect(isSilent(hourly(48), noon + 14 * HOUR, { watchingSince: noon + 8 * HOUR })).toBe(true);
});

it('remembers the same of the same events in any order, and no more than 48 hours', () => {
  const times = fc.array(fc.integer({ min: noon - 5 * DAY, max: noon }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(
      times.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        const activity = heard(all);
        expect(heard([...shuffled, ...all])).toEqual(activity);
        const last = Math.floor(Math.max(...all) / HOUR);
        const expected = new Set(all.map((at) => Math.floor(at / HOUR)).filter((hour) => hour > last - 48));
        expect(activity.hours).toEqual([...expected].sort((a, b) => a - b));
        expect([activity.firstAt, activity.lastAt]).toEqual([Math.min(...all), Math.max(...all)]);
      },
    ),
  );
  const activity = hourly(3);
  expect(withEvent(activity, '123456789012', 'eu-central-1', noon - 1)).toBe(activity);
});

it('opens one finding for a silence, and closes it when events come again', () => {
  const policy = createPolicy({ accounts: new Map([['123456789012', { name: 'shop' }]]) });
  const activity = hourly(20);
  const { finding, change } = concludeSilence(activity, undefined, policy, noon + 6 * HOUR)!;
  expect(change).toBe('opened');
  expect(finding.finding).toMatchObject({
    id: silenceId(activity),
    ruleId: 'trailwatch-silent-source',
    severity: 'medium',
    summary: 'No events from 123456789012 in eu-central-1 since 2026-01-31T12:00:00Z; in the 48 hours before, 20 had some',
    accountName: 'shop',
  });
  expect(concludeSilence(activity, finding, noPolicy, noon + 7 * HOUR)).toBeUndefined();
  const ended = endSilence(finding, noon + 8 * HOUR, noon + 8 * HOUR)!;
  expect(ended).toMatchObject({ change: 'resolved', finding: { version: 2, finding: { status: 'closed' } } });
  expect(endSilence(ended.finding, noon + 9 * HOUR, noon + 9 * HOUR)).toBeUndefined();
});

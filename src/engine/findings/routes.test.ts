import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../base/units.ts';
import type { Alert } from '../../model/alert.ts';
import type { Finding } from '../../model/finding.ts';
import { endOfQuiet, type QuietHours } from './quiet-hours.ts';
import { defaultRoutes, planMessages, type Route } from './routes.ts';

const now = Date.UTC(2026, 0, 31, 12, 10);
const alert = (severity: Finding['severity'] = 'high', over: Partial<Alert> = {}, count = 1): Alert => ({
  finding: { id: 'f'.repeat(32), severity, count } as Finding,
  change: 'opened',
  at: now,
  rule: {},
  ...over,
});
const route = (over: Partial<Route>): Route => ({ id: 'r', to: ['chat'], ...over });
const planned = (a: Alert, ...routes: Route[]) =>
  planMessages(a, routes, now).map(({ to, dueAt, digest }) => [to, dueAt - now, digest]);

describe('messages', () => {
  it('go to each sink once, at the earliest time that a route allows', () => {
    const routes = [route({ to: ['chat', 'mail'], digest: HOUR }), route({ id: 's', to: ['chat'] })];
    expect(planned(alert(), ...routes)).toEqual([
      ['chat', 0, undefined],
      ['mail', 50 * MINUTE, 'digest:r'],
    ]);
    expect(planned(alert(), ...[...routes].reverse())).toEqual([
      ['chat', 0, undefined],
      ['mail', 50 * MINUTE, 'digest:r'],
    ]);
  });

  it('go where the pattern and the change fit', () => {
    const only = route({ when: ({ severity }) => severity === 'high', changes: ['opened'] });
    expect(planned(alert(), only)).toHaveLength(1);
    expect(planned(alert('low'), only)).toEqual([]);
    expect(planned(alert('high', { change: 'repeated' }), only)).toEqual([]);
  });

  it('about critical findings wait for nothing, unless it is said', () => {
    const quiet: QuietHours = { timeZone: 'UTC', from: '00:00', to: '13:00' };
    expect(planned(alert('critical'), route({ digest: HOUR, quiet }))).toEqual([['chat', 0, undefined]]);
    const silent = route({ digest: HOUR, digestExcept: [], quiet: { ...quiet, except: [] } });
    expect(planned(alert('critical'), silent)).toEqual([['chat', 50 * MINUTE, 'digest:r']]);
    expect(planned(alert('high'), route({ quiet: { ...quiet, except: ['high'] } }))).toEqual([['chat', 0, undefined]]);
    expect(planned(alert('high'), route({ quiet }))).toEqual([['chat', 50 * MINUTE, undefined]]);
  });

  it('have ids that stay, and differ by sink, finding, change and how far it has come', () => {
    const id = (a: Alert, to = 'chat') => planMessages(a, [route({ to: [to] })], now)[0]!.id;
    expect(planMessages(alert(), [route({ id: 'other', digest: HOUR })], now + HOUR)[0]!.id).toBe(id(alert()));
    const others = [
      id(alert()),
      id(alert(), 'mail'),
      id(alert('high', { change: 'repeated' })),
      id(alert('critical')),
      id(alert('high', {}, 10)),
    ];
    expect(new Set(others).size).toBe(5);
  });

  it('without routes go to all sinks from low on', () => {
    expect(planned(alert('low'), ...defaultRoutes(['chat', 'mail']))).toHaveLength(2);
    expect(planned(alert('informational'), ...defaultRoutes(['chat']))).toEqual([]);
    expect(defaultRoutes([])).toEqual([]);
  });
});

// Switches of 2026: New York 03-08 07:00Z and 11-01 06:00Z, Berlin 03-29 01:00Z and 10-25 01:00Z (IANA time zone database).
describe('quiet hours', () => {
  const night = { timeZone: 'Europe/Berlin', from: '22:00', to: '07:00' };
  it.each<[string, QuietHours, string, string]>([
    ['by day', night, '2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
    ['in the evening', night, '2026-01-31T21:30:00Z', '2026-02-01T06:00:00.000Z'],
    ['after midnight', night, '2026-02-01T03:15:30Z', '2026-02-01T06:00:00.000Z'],
    ['at the first minute', night, '2026-01-31T21:00:00Z', '2026-02-01T06:00:00.000Z'],
    ['at the last second before', night, '2026-01-31T20:59:59Z', '2026-01-31T20:59:59.000Z'],
    ['at the end', night, '2026-02-01T06:00:00Z', '2026-02-01T06:00:00.000Z'],
    ['in the night that loses an hour', night, '2026-03-28T22:00:00Z', '2026-03-29T05:00:00.000Z'],
    ['in the night that gains an hour', night, '2026-10-24T21:00:00Z', '2026-10-25T06:00:00.000Z'],
    [
      'with an end that is leapt over',
      { ...night, timeZone: 'America/New_York', to: '02:30' },
      '2026-03-08T05:00:00Z',
      '2026-03-08T07:00:00.000Z',
    ],
    [
      'with an end that comes twice, the first time',
      { ...night, timeZone: 'America/New_York', to: '01:30' },
      '2026-11-01T04:00:00Z',
      '2026-11-01T05:30:00.000Z',
    ],
    [
      'with an end that comes twice, the second time',
      { ...night, timeZone: 'America/New_York', to: '01:30' },
      '2026-11-01T06:10:00Z',
      '2026-11-01T06:30:00.000Z',
    ],
    ['on a day on which they begin', { ...night, days: ['sat'] }, '2026-02-01T03:00:00Z', '2026-02-01T06:00:00.000Z'],
    ['on a day on which they do not', { ...night, days: ['sun'] }, '2026-02-01T03:00:00Z', '2026-02-01T03:00:00.000Z'],
    [
      'over a weekend',
      { timeZone: 'Europe/Berlin', from: '00:00', to: '00:00', days: ['sat', 'sun'] },
      '2026-01-31T12:00:00Z',
      '2026-02-01T23:00:00.000Z',
    ],
    [
      'within one day',
      { timeZone: 'Asia/Kathmandu', from: '09:00', to: '17:00' },
      '2026-01-31T06:00:00Z',
      '2026-01-31T11:15:00.000Z',
    ],
  ])('%s', (_, quiet, at, end) => {
    expect(new Date(endOfQuiet(quiet, Date.parse(at))).toISOString()).toBe(end);
  });

  it('of whoever is quiet all the time end some day', () => {
    const end = endOfQuiet({ timeZone: 'UTC', from: '08:00', to: '08:00' }, now);
    expect(end - now).toBeGreaterThan(7 * 24 * HOUR);
    expect(end - now).toBeLessThan(11 * 24 * HOUR);
  });
});

import { hash128 } from '../../base/hash.ts';
import type { EpochMs, Milliseconds } from '../../base/units.ts';
import type { Alert, Change, Message } from '../../model/alert.ts';
import type { Finding } from '../../model/finding.ts';
import { type Severity, severityRank } from '../../model/severity.ts';
import { endOfQuiet, type QuietHours } from './quiet-hours.ts';

/** Which alerts go to which sinks, and when. */
export interface Route {
  readonly id: string;
  /** Names of sinks. */
  readonly to: readonly string[];
  /** @default all */
  readonly when?: (finding: Finding) => boolean;
  /** @default all */
  readonly changes?: readonly Change[];
  /** Told together, once in so long: at the multiples of it since 1970-01-01T00:00Z. */
  readonly digest?: Milliseconds;
  /** Told at once, digest or not. @default critical */
  readonly digestExcept?: readonly Severity[];
  readonly quiet?: QuietHours;
}

const urgent: readonly Severity[] = ['critical'];

/** Where no routes are given: every sink is told of all that is at least `low`. */
export function defaultRoutes(sinks: readonly string[]): Route[] {
  const low = severityRank('low');
  return sinks.length === 0 ? [] : [{ id: 'default', to: sinks, when: ({ severity }) => severityRank(severity) >= low }];
}

/**
 * The messages that an alert becomes: one for each sink, at the earliest time that any of its routes allows. The same alert gives
 * the same ids each time.
 * @param now wall clock
 */
export function planMessages(alert: Alert, routes: readonly Route[], now: EpochMs): Message[] {
  const planned = new Map<string, Message>();
  for (const route of routes) {
    if (route.changes !== undefined && !route.changes.includes(alert.change)) continue;
    if (route.when !== undefined && !route.when(alert.finding)) continue;
    const timing = timingOf(route, alert.finding.severity, now);
    for (const to of route.to) {
      const other = planned.get(to);
      if (other !== undefined && !isSooner(timing, other)) continue;
      planned.set(to, { id: messageId(to, alert), to, alert, createdAt: now, ...timing });
    }
  }
  return [...planned.values()];
}

type Timing = Pick<Message, 'dueAt' | 'digest'>;

function timingOf(route: Route, severity: Severity, now: EpochMs): Timing {
  const together = route.digest !== undefined && !(route.digestExcept ?? urgent).includes(severity) ? route.digest : undefined;
  const next = together === undefined ? now : (Math.floor(now / together) + 1) * together;
  const { quiet } = route;
  const dueAt = quiet === undefined || (quiet.except ?? urgent).includes(severity) ? next : endOfQuiet(quiet, next);
  return together === undefined ? { dueAt } : { dueAt, digest: `digest:${route.id}` };
}

/** At the same time: rather by itself than in a digest. */
function isSooner(a: Timing, b: Timing): boolean {
  return a.dueAt !== b.dueAt ? a.dueAt < b.dueAt : a.digest === undefined && b.digest !== undefined;
}

/**
 * A change can come to pass again (closed, gone on, closed): severity and count tell how far the finding had come. Both stay the
 * same when a unit is concluded again after a crash.
 */
function messageId(to: string, { finding, change }: Alert): string {
  return hash128(JSON.stringify([to, finding.id, change, finding.severity, finding.count]));
}

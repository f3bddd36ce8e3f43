import { type EpochMs, HOUR, MINUTE } from '../base/units.ts';
import type { Message } from '../model/alert.ts';

const TOGETHER = 5 * MINUTE;
const PREFIX = 'storm:';

export interface StormGuard {
  /** Where this message goes instead of being told by itself; undefined: tell it. Asked again about a message, it says the same. */
  divert(message: Message, now: EpochMs): { readonly digest: string; readonly dueAt: EpochMs } | undefined;
  /** Of a message that was found waiting: its storm goes on. */
  resume(message: Pick<Message, 'digest'>): void;
}

/**
 * Lets through so many `opened` alerts of a rule in an hour of the wall clock, for one sink; the rest goes out together every five
 * minutes. Each rule has its own storm: a critical finding never hides in another rule's.
 *
 * Counts live in this process. After a restart a storm that has diverted anything is known by what waits; one that had just not
 * begun lets through up to `limit` alerts more. Two processes on one store let through twice as many. Both err towards telling.
 */
export function createStormGuard(limit: number): StormGuard {
  /** By the name of the digest. */
  const storms = new Map<string, { readonly told: Set<string>; full: boolean }>();
  const stormOf = (name: string) => {
    const known = storms.get(name);
    if (known !== undefined) return known;
    const begun = { told: new Set<string>(), full: false };
    storms.set(name, begun);
    return begun;
  };
  let hour = '';

  return {
    divert({ id, alert, digest }, now) {
      if (alert.change !== 'opened' || digest !== undefined) return undefined;
      const current = hourOf(now);
      if (current !== hour) {
        for (const name of storms.keys()) if (!name.endsWith(`:${current}`)) storms.delete(name);
        hour = current;
      }
      const name = `${PREFIX}${alert.finding.ruleId}:${current}`;
      const storm = stormOf(name);
      if (storm.told.has(id)) return undefined;
      if (storm.full || storm.told.size >= limit) return { digest: name, dueAt: (Math.floor(now / TOGETHER) + 1) * TOGETHER };
      storm.told.add(id);
      return undefined;
    },
    resume({ digest }) {
      if (digest !== undefined && isStorm(digest)) stormOf(digest).full = true;
    },
  };
}

export function isStorm(digest: string): boolean {
  return digest.startsWith(PREFIX);
}

/** `2026-01-31T12`. */
function hourOf(now: EpochMs): string {
  return new Date(Math.floor(now / HOUR) * HOUR).toISOString().slice(0, 13);
}

import type { Problem } from '../../base/problem.ts';

/** Notices that are remembered: more than are ever under way at the same time. */
const REMEMBERED = 1000;

/**
 * For sinks with several recipients: who has got a notice already, so that trying again for one of them doesn't tell the others
 * twice. In memory: after a restart all are told again.
 */
export function createRecipients(all: readonly string[]) {
  const told = new Map<string, Set<string>>();
  return {
    /** Those who haven't got it. */
    waiting: (noticeId: string): string[] => all.filter((one) => told.get(noticeId)?.has(one) !== true),
    reached(noticeId: string, recipients: readonly string[]): void {
      const set = told.get(noticeId) ?? new Set();
      for (const one of recipients) set.add(one);
      told.delete(noticeId);
      // What has arrived everywhere isn't asked for again.
      if (all.some((one) => !set.has(one))) told.set(noticeId, set);
      if (told.size > REMEMBERED) told.delete(told.keys().next().value!);
    },
  };
}

/** The problem that decides what becomes of the whole: as long as one may go through later, it is tried again. */
export function decisive(problems: readonly Problem[]): Problem | undefined {
  return problems.find(({ retry }) => retry) ?? problems[0];
}

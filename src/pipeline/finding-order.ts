import type { EpochMs, Milliseconds } from '../base/units.ts';
import { changes, type Message } from '../model/alert.ts';

/** A message that waits, as far as later ones about the same finding must know. */
export interface Waiting {
  readonly dueAt: EpochMs;
  readonly digest?: string;
}

export interface FindingOrder {
  /** It was put off. */
  wait(message: Message, dueAt: EpochMs, digest?: string): void;
  /** It is told or given up. */
  done(message: Message): void;
  /** What is still to be told of the same finding before this one: the last of it. */
  ahead(message: Message, now: EpochMs): Waiting | undefined;
}

/**
 * Remembers which messages of one sink were put off, so that nothing overtakes an earlier message about the same finding: a
 * resolved incident must not be opened again by a message that was late. Known to this process only: what it put off itself and
 * what it found waiting when it started. An entry whose time has passed by more than `grace` counts no more: another process may
 * have told it.
 */
export function createFindingOrder(grace: Milliseconds): FindingOrder {
  const findings = new Map<string, Map<string, Waiting & { readonly message: Message }>>();
  // What a responder can't mend yet is no reason to leave the rest of the finding as it is.
  const groupOf = ({ id, alert }: Message): string => (alert.target === undefined ? alert.finding.id : id);
  return {
    wait(message, dueAt, digest) {
      const id = groupOf(message);
      const entries = findings.get(id) ?? new Map();
      entries.set(message.id, { message, dueAt, ...(digest !== undefined && { digest }) });
      findings.set(id, entries);
    },
    done(message) {
      const id = groupOf(message);
      const entries = findings.get(id);
      entries?.delete(message.id);
      if (entries?.size === 0) findings.delete(id);
    },
    ahead(message, now) {
      let last: Waiting | undefined;
      for (const entry of findings.get(groupOf(message))?.values() ?? []) {
        if (entry.message.id === message.id || compareInTime(entry.message, message) >= 0 || entry.dueAt + grace < now) continue;
        if (last === undefined || entry.dueAt > last.dueAt) last = entry;
      }
      return last;
    },
  };
}

/** In the order in which the things that they tell came about. */
export function compareInTime(a: Message, b: Message): number {
  return a.createdAt - b.createdAt || changes.indexOf(a.alert.change) - changes.indexOf(b.alert.change);
}

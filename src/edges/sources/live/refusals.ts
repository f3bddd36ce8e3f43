import type { Clock } from '../../../base/clock.ts';
import { Problem } from '../../../base/problem.ts';
import type { ProblemCode } from '../../../base/problem-codes.ts';
import { type EpochMs, MINUTE } from '../../../base/units.ts';

/** Why a request isn't taken: in our own words, never in those of the request. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 413 | 415 | 503;
  readonly reason: string;
}

/** Tells of refused requests: the first of a kind at once, then at most one a minute with their number. */
export interface Refusals {
  add(route: string, refusal: Refusal, from: string): void;
}

export function createRefusals(place: string, clock: Clock, onProblem: (problem: Problem) => void): Refusals {
  /** By route and reason: there are few of both. */
  const kinds = new Map<string, { toldAt: EpochMs; untold: number }>();
  return {
    add(route, { status, reason }, from) {
      const id = `${route}: ${reason}`;
      const kind = kinds.get(id);
      const now = clock.now();
      if (kind !== undefined && now - kind.toldAt < MINUTE) {
        kind.untold++;
        return;
      }
      const others = kind === undefined || kind.untold === 0 ? '' : `, and ${kind.untold} more like it before`;
      kinds.set(id, { toldAt: now, untold: 0 });
      // 503: the sender is asked to come again.
      const code: ProblemCode = status === 503 ? 'SOURCE_FAILED' : 'SOURCE_REFUSED';
      const who = from === '' ? '' : ` from ${from}`;
      onProblem(
        new Problem(code, `a request${who} to ${route} was answered with ${status}: ${reason}${others}`, {
          at: { file: place },
          hint: HINTS[status],
        }),
      );
    },
  };
}

const HINTS: Readonly<Record<Refusal['status'], string>> = {
  400: 'Only senders of AWS events should know this address',
  401: 'Give the sender the secret of this source; if you know of none, somebody else is trying',
  403: 'Check the topics that this source allows; if they are right, somebody else is trying',
  413: 'Only senders of AWS events should know this address',
  415: 'Send application/json',
  503: 'The sender comes again. If it goes on, see what slows trailwatch down, and whether AWS can be reached',
};

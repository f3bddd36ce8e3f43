import type { EpochMs } from '../base/units.ts';
import type { Json } from '../base/json.ts';

/**
 * One remembered thing, named by rule, group and bucket of event time. `value` is plain data whose form only `engine/state`
 * knows; as JSON it has at most 64 KB.
 */
export interface Cell<V = unknown> {
  readonly key: string;
  /** 0: never stored. Each commit raises it by one; a store refuses a commit over another version than it has. */
  readonly version: number;
  readonly value: V;
  /** Event time: no event from then on can need it. A store may keep it longer. */
  readonly validUntil: EpochMs;
}

/** That a match has had its effect: a row of the ledger, committed with that effect. */
export interface Seen {
  readonly ruleId: string;
  /** The group that it had its effect in: an event may be part of several. */
  readonly group: string;
  readonly eventId: string;
  /** Event time of the match; a store counts retention from when it stored the row. */
  readonly at: EpochMs;
}

/** The name of a ledger row. */
export function seenKey({ ruleId, group, eventId }: Pick<Seen, 'ruleId' | 'group' | 'eventId'>): string {
  return JSON.stringify([ruleId, group, eventId] satisfies Json);
}

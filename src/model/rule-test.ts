import type { Json } from '../base/json.ts';
import type { Place } from '../base/problem.ts';
import type { Milliseconds } from '../base/units.ts';

/** A record that a test makes of a base record. */
export interface TestRecord {
  /** Name of the base record. */
  readonly base: string;
  /** Dotted path within the record → the value that it has instead, whole. */
  readonly set: Readonly<Record<string, Json>>;
  /** Dotted paths of fields that are taken away. */
  readonly unset: readonly string[];
}

/** Several records, one after the other. */
export interface TestEvents extends TestRecord {
  readonly repeat: number;
  /** Between one and the next. */
  readonly every: Milliseconds;
  /** When the first of them happens, after the first event of the test. Left out: `every` after the events before. */
  readonly at?: Milliseconds;
}

/** What a rule is tried on, in its own file (`tests:`, an extension of Sigma; `docs/sigma.md`). */
export interface RuleTest {
  readonly name: string;
  readonly place: Place;
  /** Should the rule match (an event rule), should there be a finding (a series rule). */
  readonly match: boolean;
  /** How many findings exactly, for a series rule. */
  readonly findings?: number;
  /** One for an event rule's test. */
  readonly events: readonly TestEvents[];
}

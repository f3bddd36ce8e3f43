import type { JsonSource } from '../../../base/json-source.ts';
import { type Place, Problem } from '../../../base/problem.ts';
import type { ProblemCode } from '../../../base/problem-codes.ts';
import type { EventRule } from '../../../model/rule.ts';

/** A rule that a file holds and that isn't run, and why. Not an error. */
export interface SkippedRule {
  readonly id: string;
  /** For a person: `disabled`, `a schedule without an event pattern`. */
  readonly reason: string;
  readonly place: Place;
}

/** A node of the file, or a place in it. */
interface Spot {
  readonly line?: number;
  readonly column?: number;
}

/** Collects what one file says: every rule and every problem, so that no mistake hides another. */
export interface RuleReader {
  readonly file: string | undefined;
  readonly rules: EventRule[];
  readonly skipped: SkippedRule[];
  readonly problems: Problem[];
  placeOf(spot: Spot | undefined): Place;
  report(code: ProblemCode, message: string, at: Spot | undefined, hint?: string): void;
}

export function createRuleReader(file?: string): RuleReader {
  const problems: Problem[] = [];
  const placeOf = (spot: Spot | undefined): Place => ({
    ...(file === undefined ? {} : { file }),
    ...(spot?.line === undefined ? {} : { line: spot.line }),
    ...(spot?.column === undefined ? {} : { column: spot.column }),
  });
  return {
    file,
    rules: [],
    skipped: [],
    problems,
    placeOf,
    report: (code, message, at, hint) => {
      problems.push(new Problem(code, message, { at: placeOf(at), hint }));
    },
  };
}

/** What a node is, for a message: `a list`, `"text"`, `null`. Short whatever it holds. */
export function describeNode(node: JsonSource): string {
  if (node.kind === 'array') return node.elements.length === 0 ? 'an empty list' : 'a list';
  if (node.kind === 'object') return 'an object';
  if (node.kind === 'string') return node.value === '' ? 'an empty text' : quote(node.value);
  if (node.kind === 'null') return 'null';
  return `a ${node.kind}`;
}

/** Text from a file, fit for a one-line message: escaped, and cut where it is long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}

import type { SourcePlace } from '../../../../base/json-source.ts';
import type { ProblemCode } from '../../../../base/problem-codes.ts';
import type { RuleReader } from '../rule-reader.ts';
import type { PlaceholderLists } from './placeholder-lists.ts';
import type { YamlDocument } from './yaml-source.ts';

/** What reading a part of a document needs: somebody to tell of mistakes, and values for placeholders. */
export interface SigmaContext {
  readonly reader: RuleReader;
  readonly lists: PlaceholderLists;
  placeIn: YamlDocument['placeIn'];
  report(code: ProblemCode, message: string, at: SourcePlace, hint?: string): void;
  /** How many mistakes so far. */
  mistakes(): number;
}

export function createContext(reader: RuleReader, document: YamlDocument, lists: PlaceholderLists): SigmaContext {
  return {
    reader,
    lists,
    placeIn: document.placeIn,
    report: (code, message, at, hint) => reader.report(code, message, at, hint),
    mistakes: () => reader.problems.length,
  };
}

/** Where CloudTrail's fields are in an event. */
export const root = 'detail';

/** The path of a field within the envelope. */
export function pathOf(field: string): string {
  return `${root}.${field}`;
}

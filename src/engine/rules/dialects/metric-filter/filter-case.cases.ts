import type { ProblemCode } from '../../../../base/problem-codes.ts';

/** One fact about filter patterns. An object message stands for its JSON. */
export type FilterCase = FilterMatch | FilterRefusal;

export interface FilterMatch {
  /** The fact that the case states. */
  readonly why: string;
  readonly pattern: string;
  readonly message: string | object;
  readonly matches: boolean;
  /** What is extracted, where the case is about that. */
  readonly values?: Readonly<Record<string, string>>;
}

export interface FilterRefusal {
  readonly why: string;
  readonly pattern: string;
  readonly refused: { readonly line: number; readonly column: number; readonly code?: ProblemCode };
}

export interface FilterCases {
  readonly about: string;
  readonly cases: readonly FilterCase[];
}

export const matches = (why: string, pattern: string, message: string | object): FilterMatch => ({
  why,
  pattern,
  message,
  matches: true,
});

export const misses = (why: string, pattern: string, message: string | object): FilterMatch => ({
  why,
  pattern,
  message,
  matches: false,
});

export const extracts = (
  why: string,
  pattern: string,
  message: string | object,
  values: Readonly<Record<string, string>>,
): FilterMatch => ({ why, pattern, message, matches: true, values });

/** At a column of the first line. */
export const refused = (why: string, pattern: string, column: number, code?: ProblemCode, line = 1): FilterRefusal => ({
  why,
  pattern,
  refused: { line, column, ...(code && { code }) },
});

import type { ProblemCode } from '../../../../base/problem-codes.ts';

/** One fact about event patterns. A string is JSON text as it stands, for what an object can't say (duplicate keys, `1e400`). */
export type ConformanceCase = MatchCase | RefusalCase;

export interface MatchCase {
  /** The fact that the case states. */
  readonly why: string;
  readonly pattern: string | object;
  readonly event: string | object;
  readonly matches: boolean;
}

export interface RefusalCase {
  readonly why: string;
  readonly pattern: string;
  /** Where the first problem is, counted from 1. */
  readonly refused: { readonly line: number; readonly column: number; readonly code?: ProblemCode };
}

export interface ConformanceGroup {
  readonly operator: string;
  readonly cases: readonly ConformanceCase[];
}

export const matches = (why: string, pattern: string | object, event: string | object): MatchCase => ({
  why,
  pattern,
  event,
  matches: true,
});

export const misses = (why: string, pattern: string | object, event: string | object): MatchCase => ({
  why,
  pattern,
  event,
  matches: false,
});

export const refused = (why: string, pattern: string, line: number, column: number, code?: ProblemCode): RefusalCase => ({
  why,
  pattern,
  refused: { line, column, ...(code && { code }) },
});

export const textOf = (json: string | object): string => (typeof json === 'string' ? json : JSON.stringify(json));

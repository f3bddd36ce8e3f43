import type { Comparison } from '../../../model/predicate.ts';
import { LiteralScanner } from '../index/literal-scanner.ts';

/** Pairs of texts up to which each is simply compared with each. */
const fewPairs = 256;

/** Does one of the texts equal (begin with, …) one of the others? As the oracle does it: each with each. */
export function comparesPlainly(comparison: Comparison, texts: readonly string[], others: readonly string[]): boolean {
  const [left, right] = [folded(comparison, texts), folded(comparison, others)];
  return left.some((text) => right.some((other) => holds(comparison.by, text, other)));
}

/**
 * The same, without the product of both: attackers choose how long lists are. What many texts begin or end with is looked up
 * length by length, of the lengths that occur; what they contain is searched in one pass for all.
 */
export function compares(comparison: Comparison, texts: readonly string[], others: readonly string[]): boolean {
  if (texts.length * others.length <= fewPairs) return comparesPlainly(comparison, texts, others);
  const left = [...new Set(folded(comparison, texts))];
  const right = new Set(folded(comparison, others));
  if (right.has('') && comparison.by !== 'equals') return true;
  if (comparison.by === 'equals') return left.some((text) => right.has(text));
  if (comparison.by === 'contains') return containAny(left, [...right]);
  const fromEnd = comparison.by === 'suffix';
  const lengths = [...new Set([...right].map(({ length }) => length))];
  return left.some((text) =>
    lengths.some(
      (length) => length <= text.length && right.has(fromEnd ? text.slice(text.length - length) : text.slice(0, length)),
    ),
  );
}

function containAny(texts: readonly string[], parts: readonly string[]): boolean {
  const scanner = new LiteralScanner(parts);
  const found: number[] = [];
  return texts.some((text) => {
    scanner.find(text, found);
    return found.length > 0;
  });
}

function folded({ ignoreCase }: Comparison, texts: readonly string[]): readonly string[] {
  return ignoreCase ? texts.map((text) => text.toLowerCase()) : texts;
}

function holds(by: Comparison['by'], text: string, other: string): boolean {
  switch (by) {
    case 'equals':
      return text === other;
    case 'prefix':
      return text.startsWith(other);
    case 'suffix':
      return text.endsWith(other);
    case 'contains':
      return text.includes(other);
  }
}

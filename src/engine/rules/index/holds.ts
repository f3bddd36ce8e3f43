import type { Predicate } from '../../../model/predicate.ts';
import { evaluate, passes } from '../evaluate.ts';
import { compares } from '../leaf/compare.ts';
import { textOf } from '../leaf/text-of.ts';
import { consistent } from './consistent.ts';
import type { LeafTable } from './leaf-table.ts';

/** What a predicate says of the leaves that were read: for the parts of rules that no index answers. */
export function holds(predicate: Predicate, leaves: LeafTable, paths: ReadonlyMap<string, number>): boolean {
  switch (predicate.op) {
    case 'all':
      return predicate.of.every((part) => holds(part, leaves, paths));
    case 'any':
      return predicate.of.some((part) => holds(part, leaves, paths));
    case 'not':
      return !holds(predicate.of, leaves, paths);
    case 'field': {
      const found = leaves.leavesAt(paths.get(predicate.path)!);
      if (predicate.test.is === 'absent') return found.length === 0;
      return found.some(({ value }) => passes(predicate.test, value));
    }
    case 'together':
      return consistent(predicate, leaves, paths);
    case 'compare': {
      const texts = (path: string) => leaves.leavesAt(paths.get(path)!).flatMap(({ value }) => textOf(value) ?? []);
      return compares(predicate, texts(predicate.path), texts(predicate.with));
    }
    case 'value':
    case 'anywhere':
    case 'select':
    case 'selected':
      return evaluate(predicate, leaves.event);
  }
}

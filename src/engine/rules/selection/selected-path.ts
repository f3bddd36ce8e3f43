import type { Selector } from '../../../model/predicate.ts';

/**
 * The path that a selector of plain keys is. At a known field, which is one value or nothing, both say the same; undefined for
 * others.
 */
export function selectedPath(selector: Selector): string | undefined {
  const keys = selector.map((step) => ('key' in step && !step.key.includes('.') ? step.key : undefined));
  return keys.includes(undefined) ? undefined : keys.join('.');
}

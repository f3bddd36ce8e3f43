import type { Predicate, Test } from '../../../model/predicate.ts';

/** One question to one path: does any leaf pass any of the tests (`absent`: is there no leaf)? `negate` turns the answer around. */
export interface Condition {
  readonly path: string;
  readonly any: readonly Test[];
  readonly negate: boolean;
  /** Index into the conjunction's `together`, for a field of an EventBridge conjunction of two or more. */
  readonly group: number;
}

export type Together = Extract<Predicate, { op: 'together' }>;

/**
 * True if all conditions are, and every `together` finds consistent leaves, and all of `rest` hold. The conditions alone are
 * necessary, save those that ask for absence inside a `together`; they are sufficient where no two fields of a `together`
 * share an array and `rest` is empty.
 */
export interface Conjunction {
  readonly conditions: readonly Condition[];
  readonly together: readonly Together[];
  readonly rest: readonly Predicate[];
}

/** Past these a part of the predicate is kept whole and judged as it stands: nothing grows exponentially. */
const mostAlternatives = 1024;
const largestProduct = 64;

/**
 * A predicate as alternatives of conjunctions of questions to single paths (disjunctive normal form): what can be indexed. No
 * alternative: the predicate never holds. An alternative without conditions: nothing rules an event out.
 *
 * `any[eventName = A, eventName = B]` is one condition with two tests; `not` reaches the fields; `all[x, any[y, z]]` is the
 * two alternatives `x y` and `x z`.
 */
export function normalForm(predicate: Predicate): readonly Conjunction[] {
  return alternatives(predicate, false);
}

const anyLeaf = { any: [{ is: 'exists' }], negate: false, group: -1 } as const;
const always: Conjunction = { conditions: [], together: [], rest: [] };

function alternatives(predicate: Predicate, negate: boolean): readonly Conjunction[] {
  switch (predicate.op) {
    case 'not':
      return alternatives(predicate.of, !negate);
    case 'field':
      return [question(predicate.path, [predicate.test], negate)];
    case 'value':
    case 'anywhere':
    case 'selected':
      return whole(predicate, negate);
    case 'select': {
      // Not met by the index, which asks about pseudo-paths; for readers that know paths: what is selected by keys alone is a leaf there.
      const path = predicate.selector.map((step) => ('key' in step ? step.key : undefined));
      if (negate || path.includes(undefined)) return whole(predicate, negate);
      const condition = { path: path.join('.'), any: [predicate.test], negate: false, group: -1 };
      return [{ conditions: [condition], together: [], rest: [predicate] }];
    }
    case 'compare': {
      if (negate) return whole(predicate, negate);
      const conditions = [predicate.path, predicate.with].map((path) => ({ ...anyLeaf, path }));
      return [{ conditions, together: [], rest: [predicate] }];
    }
    case 'together': {
      const [first, second] = predicate.fields;
      if (first === undefined) return negate ? [] : [always];
      if (second === undefined) return [question(first.path, first.any, negate)];
      if (negate) return whole(predicate, true);
      const conditions = predicate.fields.map(({ path, any }) => ({ path, any, negate: false, group: 0 }));
      return [{ conditions, together: [predicate], rest: [] }];
    }
    case 'all':
    case 'any': {
      const parts = predicate.of.map((part) => alternatives(part, negate));
      if ((predicate.op === 'all') === negate) return oneOf(parts) ?? whole(predicate, negate);
      return allOf(parts, (index) => whole(predicate.of[index]!, negate));
    }
  }
}

function question(path: string, any: readonly Test[], negate: boolean): Conjunction {
  return { conditions: [{ path, any, negate, group: -1 }], together: [], rest: [] };
}

function whole(predicate: Predicate, negate: boolean): readonly Conjunction[] {
  return [{ conditions: [], together: [], rest: [negate ? { op: 'not', of: predicate } : predicate] }];
}

function oneOf(parts: readonly (readonly Conjunction[])[]): readonly Conjunction[] | undefined {
  const byPath = new Map<string, Test[]>();
  const others: Conjunction[] = [];
  for (const part of parts) {
    for (const conjunction of part) {
      const [only, second] = conjunction.conditions;
      if (only === undefined || second !== undefined || only.negate || conjunction.rest.length > 0) others.push(conjunction);
      else byPath.set(only.path, (byPath.get(only.path) ?? []).concat(only.any));
    }
  }
  const merged = [...byPath].map(([path, any]) => question(path, any, false));
  return merged.length + others.length > mostAlternatives ? undefined : [...merged, ...others];
}

function allOf(
  parts: readonly (readonly Conjunction[])[],
  keptWhole: (index: number) => readonly Conjunction[],
): readonly Conjunction[] {
  let product: readonly Conjunction[] = [always];
  for (const [index, part] of parts.entries()) {
    const grows = product.length > 1 && part.length > 1;
    const right = grows && product.length * part.length > largestProduct ? keptWhole(index) : part;
    product = product.flatMap((left) => right.map((each) => joined(left, each)));
  }
  return product.map(withNegationsMerged);
}

function joined(left: Conjunction, right: Conjunction): Conjunction {
  const shift = left.together.length;
  const moved = right.conditions.map((condition) =>
    condition.group < 0 ? condition : { ...condition, group: condition.group + shift },
  );
  return {
    conditions: [...left.conditions, ...moved],
    together: [...left.together, ...right.together],
    rest: [...left.rest, ...right.rest],
  };
}

/** Neither A nor B at one path: one question, turned around. */
function withNegationsMerged(conjunction: Conjunction): Conjunction {
  if (conjunction.conditions.filter(({ negate }) => negate).length < 2) return conjunction;
  const refused = new Map<string, Test[]>();
  const kept = conjunction.conditions.filter(({ negate }) => !negate);
  for (const { path, any, negate } of conjunction.conditions) {
    if (negate) refused.set(path, [...(refused.get(path) ?? []), ...any]);
  }
  const merged = [...refused].map(([path, any]) => ({ path, any, negate: true, group: -1 }));
  return { ...conjunction, conditions: [...kept, ...merged] };
}

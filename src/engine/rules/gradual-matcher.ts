import type { Json } from '../../base/json.ts';
import type { Predicate, Test } from '../../model/predicate.ts';
import { passes } from './evaluate.ts';
import { leafReader, type LeafValue } from './fields.ts';
import { RuleIndex } from './index/rule-index.ts';

/** What tells most rules apart. */
const DECIDING = 'detail.eventName';
/** So many events are matched in parts, over so many names: about what one index over all rules costs. */
const EVENTS = 1000;
const NAMES = 64;
/** An index that is met by few events remembers few values. */
const REMEMBERED = 32;

/**
 * A matcher that begins at once, for those who have a few events: an index over the rules that no event name decides, and one for each event
 * name that comes, over the rules that it leaves possible. When many have come it is one index over all.
 */
export class GradualMatcher {
  private readonly predicates: readonly Predicate[];
  private readonly deciding: string;
  private readonly read: ReturnType<typeof leafReader>;
  private whole: RuleIndex | undefined;
  private parts: Parts | undefined;
  private left: number;

  constructor(predicates: readonly Predicate[], deciding = DECIDING, events = EVENTS) {
    this.predicates = predicates;
    this.deciding = deciding;
    this.read = leafReader(deciding);
    this.left = events;
  }

  match(event: Json | object): readonly number[] {
    if (this.whole !== undefined) return this.whole.match(event);
    const leaves = this.read(event as Json);
    const name = leaves[0];
    if (leaves.length < 2 && this.left-- > 0 && (this.parts?.byName.size ?? 0) < NAMES) {
      this.parts ??= new Parts(this.predicates, this.deciding);
      return this.parts.match(event, name);
    }
    this.parts = undefined;
    this.whole = new RuleIndex(this.predicates);
    return this.whole.match(event);
  }
}

/** Some of the rules, in their order. */
interface Part {
  readonly rules: readonly number[];
  readonly index: RuleIndex | undefined;
}

class Parts {
  readonly byName = new Map<LeafValue | undefined, Part>();
  private readonly predicates: readonly Predicate[];
  /** Per name in lower case: the rules that may hold for it. */
  private readonly byLiteral = new Map<string, number[]>();
  /** Rules that ask more of a name than to be another. */
  private readonly byTests: [rule: number, tests: readonly Test[]][] = [];
  /** Those that need no name. */
  private readonly others: Part;

  constructor(predicates: readonly Predicate[], deciding: string) {
    this.predicates = predicates;
    const others: number[] = [];
    for (const [rule, predicate] of predicates.entries()) {
      const tests = neededTests(predicate, deciding);
      if (tests === undefined) others.push(rule);
      else this.hang(rule, tests);
    }
    this.others = this.partOf(others);
  }

  private hang(rule: number, tests: readonly Test[]): void {
    const literals = tests.map(literalOf);
    if (!literals.every((literal) => literal !== undefined)) {
      this.byTests.push([rule, tests]);
      return;
    }
    for (const literal of new Set(literals)) {
      const rules = this.byLiteral.get(literal);
      if (rules === undefined) this.byLiteral.set(literal, [rule]);
      else rules.push(rule);
    }
  }

  /** @param name of the event; undefined if it has none */
  match(event: unknown, name: LeafValue | undefined): readonly number[] {
    let part = this.byName.get(name);
    if (part === undefined) {
      part = this.partOf(this.possible(name));
      this.byName.set(name, part);
    }
    const found = [...matchPart(this.others, event), ...matchPart(part, event)];
    return found.sort((a, b) => a - b);
  }

  private possible(name: LeafValue | undefined): number[] {
    if (name === undefined) return [];
    const literal = typeof name === 'string' ? this.byLiteral.get(name.toLowerCase()) : undefined;
    const tested = this.byTests.filter(([, tests]) => tests.some((test) => passes(test, name)));
    return [...(literal ?? []), ...tested.map(([rule]) => rule)];
  }

  private partOf(rules: readonly number[]): Part {
    if (rules.length === 0) return { rules, index: undefined };
    const predicates = rules.map((rule) => this.predicates[rule]!);
    return { rules, index: new RuleIndex(predicates, REMEMBERED) };
  }
}

function matchPart({ rules, index }: Part, event: unknown): readonly number[] {
  return index === undefined ? [] : index.match(event).map((number) => rules[number]!);
}

/** What a value must be in lower case to pass; undefined if there is more to say. Outside ASCII cases differ in length. */
function literalOf(test: Test): string | undefined {
  if (test.is !== 'equals' && test.is !== 'equals-ignore-case') return undefined;
  if (typeof test.value !== 'string' || !/^[\x20-\x7e]*$/.test(test.value)) return undefined;
  return test.value.toLowerCase();
}

/** One of these tests is passed by a leaf at the path in every event for which the predicate holds; undefined: unknown. */
function neededTests(predicate: Predicate, path: string): readonly Test[] | undefined {
  switch (predicate.op) {
    case 'field':
      return predicate.path === path ? present([predicate.test]) : undefined;
    case 'together':
      return present(predicate.fields.find((field) => field.path === path)?.any);
    case 'all':
      for (const part of predicate.of) {
        const tests = neededTests(part, path);
        if (tests !== undefined) return tests;
      }
      return undefined;
    case 'any': {
      const parts = predicate.of.map((part) => neededTests(part, path));
      return parts.every((tests) => tests !== undefined) ? parts.flat() : undefined;
    }
    default:
      return undefined;
  }
}

/** Without a leaf `absent` holds. */
function present(tests: readonly Test[] | undefined): readonly Test[] | undefined {
  return tests?.some(({ is }) => is === 'absent') ? undefined : tests;
}

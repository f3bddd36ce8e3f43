import type { Predicate, Test } from '../../../model/predicate.ts';
import { needsLeaf } from '../requirements.ts';
import type { Condition, Conjunction, Together } from './normal-form.ts';
import { likelihoods } from './selectivity.ts';
import { planSlot, type SlotCondition, type SlotPlan } from './slot-plan.ts';
import { testKey, testsKey } from './test-key.ts';

/** What must still be looked at when a conjunction's conditions hold. */
export interface Check {
  readonly together: readonly Together[];
  readonly rest: readonly Predicate[];
}

/** One alternative of one rule. */
export interface Entry {
  readonly rule: number;
  readonly check: Check;
}

/**
 * Conjunctions that ask the same slots, 32 to a word. Each lies in the words of its **anchor**, the slot whose condition is the
 * least likely to hold; a word of it is looked at only if one of its bits is set there.
 */
export interface Shape {
  readonly anchor: number;
  /** First word in the anchor's answers. */
  readonly word: number;
  readonly words: number;
  readonly others: readonly { readonly slot: number; readonly word: number; readonly asksAbsence: boolean }[];
  /** The paths of each `together`: only if two of them lie in elements of arrays must their consistency be checked. */
  readonly groups: readonly (readonly number[])[];
  readonly hasRest: boolean;
  /** By bit. */
  readonly entries: readonly Entry[];
}

export interface Layout {
  readonly slots: readonly SlotPlan[];
  readonly shapes: readonly Shape[];
  /** Per slot: where its words begin that are rules themselves, one bit for each rule of all; -1 if it has none. */
  readonly ruleWords: readonly number[];
  /** Conjunctions that ask nothing which could be indexed. */
  readonly unanchored: readonly Entry[];
}

interface Member {
  readonly entry: Entry;
  readonly conditions: readonly Condition[];
  /** Slot of each condition. */
  readonly slots: readonly number[];
  readonly anchor: number;
}

/** Decides which bit of which slot stands for what. */
export function layOut(rules: readonly (readonly Conjunction[])[], paths: ReadonlyMap<string, number>): Layout {
  const likely = likelihoods(rules.flat());
  const slots = new SlotNumbers(paths);
  const unanchored: Entry[] = [];
  const alone = new Map<number, Map<number, Member>>();
  const shaped = new Map<string, Member[]>();
  for (const [rule, conjunctions] of rules.entries()) {
    for (const { conditions, together, rest } of conjunctions) {
      const entry: Entry = { rule, check: { together, rest } };
      if (conditions.length === 0) {
        unanchored.push(entry);
        continue;
      }
      const member = { entry, conditions, slots: slots.of(conditions), anchor: anchorOf(conditions, likely) };
      const [slot] = member.slots;
      const own = alone.get(slot!) ?? new Map<number, Member>();
      if (conditions.length === 1 && rest.length === 0 && !own.has(rule)) alone.set(slot!, own.set(rule, member));
      else add(shaped, shapeKey(member), member);
    }
  }
  const ruleWords = Math.ceil(rules.length / 32);
  for (const [slot, members] of alone) {
    if (members.size >= ruleWords / 2) continue;
    alone.delete(slot);
    for (const member of members.values()) add(shaped, shapeKey(member), member);
  }
  return new Arrangement(slots.paths, [...shaped.values()], alone, ruleWords).layout(unanchored);
}

/** A path that one conjunction asks several things is several slots. */
class SlotNumbers {
  readonly paths: number[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly pathNumbers: ReadonlyMap<string, number>;

  constructor(pathNumbers: ReadonlyMap<string, number>) {
    this.pathNumbers = pathNumbers;
  }

  of(conditions: readonly Condition[]): readonly number[] {
    const times = new Map<string, number>();
    return conditions.map(({ path }) => {
      const time = times.get(path) ?? 0;
      times.set(path, time + 1);
      const key = `${time} ${path}`;
      let number = this.numbers.get(key);
      if (number === undefined) {
        number = this.paths.length;
        this.numbers.set(key, number);
        this.paths.push(this.pathNumbers.get(path)!);
      }
      return number;
    });
  }
}

/**
 * The least likely of the conditions that need a leaf, else the least likely of all. Absence inside a `together` is judged among
 * the leaves that agree with those chosen before: it may hold though the path has leaves, so a conjunction can't hang on it. If
 * it asks nothing else, it hangs on the first field, before which nothing is chosen.
 */
function anchorOf(conditions: readonly Condition[], likely: (condition: Condition) => number): number {
  const strict = [...conditions.keys()].filter((index) => !asksAbsence(conditions[index]!));
  const deciding = strict.filter((index) => needsLeaf(conditions[index]!));
  const candidates = deciding.length > 0 ? deciding : strict.length > 0 ? strict : [0];
  return candidates.reduce((best, index) => (likely(conditions[index]!) < likely(conditions[best]!) ? index : best));
}

function asksAbsence({ group, any }: Condition): boolean {
  return group >= 0 && any.some(({ is }) => is === 'absent');
}

function shapeKey({ conditions, slots, anchor, entry }: Member): string {
  const asked = conditions.map((condition, index) => `${slots[index]}${asksAbsence(condition) ? 'a' : ''}g${condition.group}`);
  return `${slots[anchor]} ${asked.sort().join()} ${entry.check.rest.length > 0}`;
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

class Arrangement {
  private readonly paths: readonly number[];
  private readonly groups: readonly (readonly Member[])[];
  private readonly alone: ReadonlyMap<number, ReadonlyMap<number, Member>>;
  private readonly ruleWords: number;
  private readonly anchored: number[];
  private readonly words: number[];
  private readonly conditions: Map<string, { any: readonly Test[]; negate: boolean; bits: number[] }>[];

  constructor(
    paths: readonly number[],
    groups: readonly (readonly Member[])[],
    alone: ReadonlyMap<number, ReadonlyMap<number, Member>>,
    ruleWords: number,
  ) {
    this.paths = paths;
    this.groups = groups;
    this.alone = alone;
    this.ruleWords = ruleWords;
    this.anchored = paths.map(() => 0);
    this.words = paths.map(() => 0);
    this.conditions = paths.map(() => new Map());
  }

  layout(unanchored: readonly Entry[]): Layout {
    // Anchored words come first in each slot, because they are the ones with a summary.
    const anchors = this.groups.map((members) => this.takeAnchored(slotOfAnchor(members[0]!), Math.ceil(members.length / 32)));
    for (const [slot, count] of this.anchored.entries()) this.words[slot] = count;
    const shapes = this.groups.map((members, index) => this.shape(members, anchors[index]!));
    const ruleWords = this.paths.map((_, slot) => this.takeRuleWords(slot));
    const slots = this.paths.map((path, slot) =>
      planSlot(path, this.words[slot]!, this.anchored[slot]!, [...this.conditions[slot]!.values()] satisfies SlotCondition[]),
    );
    return { slots, shapes, ruleWords, unanchored };
  }

  private takeAnchored(slot: number, words: number): number {
    const first = this.anchored[slot]!;
    this.anchored[slot] = first + words;
    return first;
  }

  private shape(members: readonly Member[], word: number): Shape {
    const [model] = members as [Member];
    const anchor = slotOfAnchor(model);
    const words = Math.ceil(members.length / 32);
    // Rules with the same value side by side: an event then sets bits in few words.
    const sorted = members
      .map((member) => ({ member, key: literalOf(member.conditions[member.anchor]!) }))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
      .map(({ member }) => member);
    const others: { slot: number; word: number; asksAbsence: boolean }[] = [];
    for (const [index, slot] of model.slots.entries()) {
      if (slot === anchor) continue;
      others.push({ slot, word: this.words[slot]!, asksAbsence: asksAbsence(model.conditions[index]!) });
      this.words[slot]! += words;
    }
    const firstWord = new Map(others.map((other) => [other.slot, other.word])).set(anchor, word);
    for (const [bit, member] of sorted.entries()) {
      for (const [index, slot] of member.slots.entries()) {
        this.giveBit(slot, member.conditions[index]!, firstWord.get(slot)! * 32 + bit);
      }
    }
    return {
      anchor,
      word,
      words,
      others,
      groups: model.entry.check.together.map((_, group) =>
        model.slots.filter((_slot, index) => model.conditions[index]!.group === group).map((slot) => this.paths[slot]!),
      ),
      hasRest: model.entry.check.rest.length > 0,
      entries: sorted.map(({ entry }) => entry),
    };
  }

  private takeRuleWords(slot: number): number {
    const members = this.alone.get(slot);
    if (members === undefined) return -1;
    const word = this.words[slot]!;
    this.words[slot] = word + this.ruleWords;
    for (const [rule, { conditions }] of members) this.giveBit(slot, conditions[0]!, word * 32 + rule);
    return word;
  }

  private giveBit(slot: number, { any, negate }: Condition, bit: number): void {
    const known = this.conditions[slot]!;
    const key = `${negate} ${testsKey(any)}`;
    const condition = known.get(key);
    if (condition === undefined) known.set(key, { any, negate, bits: [bit] });
    else condition.bits.push(bit);
  }
}

function slotOfAnchor({ slots, anchor }: Member): number {
  return slots[anchor]!;
}

/** What members are sorted by. */
function literalOf({ any }: Condition): string {
  return any.map(testKey).sort()[0] ?? '';
}

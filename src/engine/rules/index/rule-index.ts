import { MiB } from '../../../base/units.ts';
import type { Predicate } from '../../../model/predicate.ts';
import { bitsSet, lowestBit } from './bits.ts';
import { consistent } from './consistent.ts';
import { holds } from './holds.ts';
import { type Entry, type Layout, layOut, type Shape } from './layout.ts';
import { LeafTable } from './leaf-table.ts';
import { normalForm } from './normal-form.ts';
import { buildPathTree } from './path-tree.ts';
import { withPseudoPaths } from './pseudo-paths.ts';
import { arenaWordsOf, Slot } from './slot.ts';

/** For the answers to values that were met, all slots together. */
const rememberedBytes = 16 * MiB;
const mostRemembered = 2048;
const leastRemembered = 32;

/**
 * Answers of slots, joined. An event touches the slots of the paths that it has; the answer of each is found or remembered; then
 * each word of rules anchored there that isn't empty is joined with the words of its other slots.
 */
export class RuleIndex {
  private readonly paths: ReadonlyMap<string, number>;
  private readonly leaves: LeafTable;
  private readonly arena: Int32Array;
  private readonly slots: readonly Slot[];
  /** Slots by path: those of path p are `slotsOf[slotsFrom[p]]` to before `slotsOf[slotsFrom[p + 1]]`. */
  private readonly slotsFrom: Int32Array;
  private readonly slotsOf: Int32Array;
  /** Per slot: the answer that counts for the event at hand. */
  private readonly answer: Int32Array;
  private readonly absent: Int32Array;
  /** Per slot: where the words of an answer begin (its summary is before them), and where rules' own words begin (-1: none). */
  private readonly wordsAt: Int32Array;
  private readonly ruleWords: Int32Array;
  /** Slots in which something is anchored that holds if there is no leaf. */
  private readonly absentMatters: Int32Array;
  private readonly shapes: readonly Shape[];
  /** Anchored words of all slots are numbered on; those of a slot begin here. */
  private readonly wordsFrom: Int32Array;
  private readonly shapeOf: Int32Array;
  /** Per anchored word: the words to join it with, as offsets from the answer of a slot. */
  private readonly othersFrom: Int32Array;
  private readonly otherSlot: Int32Array;
  private readonly otherWord: Int32Array;
  /** Per anchored bit: the rule. */
  private readonly ruleOf: Int32Array;
  private readonly unanchored: readonly Entry[];
  /** Does a `together` ask one path twice? */
  private readonly asksTwice: boolean;
  /** One bit for each rule. */
  private readonly matched: Int32Array;

  /** `remembered`: for how many values each slot keeps its answer. By default as many as the bytes allow. */
  constructor(given: readonly Predicate[], remembered?: number) {
    const { predicates, pseudo } = withPseudoPaths(given);
    const tree = buildPathTree(pathsOf(predicates), pseudo);
    const layout = layOut(predicates.map(normalForm), tree.numbers);
    this.paths = tree.numbers;
    this.leaves = new LeafTable(tree);
    this.matched = new Int32Array(Math.ceil(predicates.length / 32));
    this.unanchored = layout.unanchored;
    this.shapes = layout.shapes;
    this.asksTwice = layout.shapes.some(({ groups }) => groups.some((group) => new Set(group).size < group.length));
    this.ruleWords = Int32Array.from(layout.ruleWords);

    const { slots, arena } = makeSlots(layout, remembered);
    this.slots = slots;
    this.arena = arena;
    this.absent = Int32Array.from(slots, (slot) => slot.absent);
    this.answer = this.absent.slice();
    this.wordsAt = Int32Array.from(slots, (slot) => slot.wordsAt);
    this.absentMatters = Int32Array.from(slots.keys()).filter((slot) => this.decidesByAbsence(slot, layout));
    const byPath = [...slots.keys()].sort((a, b) => slots[a]!.path - slots[b]!.path);
    this.slotsOf = Int32Array.from(byPath);
    this.slotsFrom = new Int32Array(tree.numbers.size + 1).fill(slots.length);
    for (let i = byPath.length - 1; i >= 0; i--) this.slotsFrom[slots[byPath[i]!]!.path] = i;
    for (let path = tree.numbers.size - 1; path >= 0; path--) {
      if (this.slotsFrom[path] === slots.length) this.slotsFrom[path] = this.slotsFrom[path + 1]!;
    }

    this.wordsFrom = new Int32Array(slots.length + 1);
    for (const [slot, { summarized }] of layout.slots.entries()) this.wordsFrom[slot + 1] = this.wordsFrom[slot]! + summarized;
    const words = this.wordsFrom[slots.length]!;
    this.shapeOf = new Int32Array(words);
    this.ruleOf = new Int32Array(words * 32);
    this.othersFrom = new Int32Array(words + 1);
    for (const [number, shape] of layout.shapes.entries()) {
      const first = this.wordsFrom[shape.anchor]! + shape.word;
      this.shapeOf.fill(number, first, first + shape.words);
      for (let i = 0; i < shape.words; i++) this.othersFrom[first + i + 1] = shape.others.length;
      for (const [bit, entry] of shape.entries.entries()) this.ruleOf[first * 32 + bit] = entry.rule;
    }
    for (let word = 0; word < words; word++) this.othersFrom[word + 1]! += this.othersFrom[word]!;
    this.otherSlot = new Int32Array(this.othersFrom[words]!);
    this.otherWord = new Int32Array(this.othersFrom[words]!);
    for (const shape of layout.shapes) {
      const first = this.wordsFrom[shape.anchor]! + shape.word;
      for (let i = 0; i < shape.words; i++) {
        for (const [index, { slot, word }] of shape.others.entries()) {
          this.otherSlot[this.othersFrom[first + i]! + index] = slot;
          this.otherWord[this.othersFrom[first + i]! + index] = this.wordsAt[slot]! + word + i;
        }
      }
    }
  }

  match(event: unknown): readonly number[] {
    const { leaves, answer, absent, slotsFrom, slotsOf, matched, absentMatters } = this;
    for (let i = 0; i < leaves.touchedCount; i++) {
      const path = leaves.touched[i]!;
      for (let s = slotsFrom[path]!; s < slotsFrom[path + 1]!; s++) answer[slotsOf[s]!] = absent[slotsOf[s]!]!;
    }
    leaves.read(event);
    for (let i = 0; i < leaves.touchedCount; i++) {
      const path = leaves.touched[i]!;
      for (let s = slotsFrom[path]!; s < slotsFrom[path + 1]!; s++) {
        const slot = slotsOf[s]!;
        answer[slot] = this.slots[slot]!.answer(leaves);
      }
    }
    matched.fill(0);
    const mayConflict = this.mayConflict();
    for (let i = 0; i < leaves.touchedCount; i++) {
      const path = leaves.touched[i]!;
      for (let s = slotsFrom[path]!; s < slotsFrom[path + 1]!; s++) this.join(slotsOf[s]!, mayConflict);
    }
    for (let i = 0; i < absentMatters.length; i++) {
      const slot = absentMatters[i]!;
      if (answer[slot] === absent[slot]) this.join(slot, mayConflict);
    }
    for (const entry of this.unanchored) if (this.checked(entry)) matched[entry.rule >>> 5]! |= 1 << (entry.rule & 31);
    return this.collect();
  }

  private decidesByAbsence(slot: number, { slots }: Layout): boolean {
    const { absent, summarized } = slots[slot]!;
    const ruleWords = this.ruleWords[slot]!;
    return absent.some((word, i) => word !== 0 && (i < summarized || (ruleWords >= 0 && i >= ruleWords)));
  }

  private join(slot: number, mayConflict: boolean): void {
    const { arena, answer, matched, othersFrom, otherSlot, otherWord, ruleOf, shapeOf, shapes } = this;
    const start = answer[slot]!;
    const words = start + this.wordsAt[slot]!;
    const ruleWords = this.ruleWords[slot]!;
    if (ruleWords >= 0) {
      const from = words + ruleWords;
      for (let i = 0; i < matched.length; i++) matched[i]! |= arena[from + i]!;
    }
    const first = this.wordsFrom[slot]!;
    for (let s = start; s < words; s++) {
      let summary = arena[s]!;
      while (summary !== 0) {
        const place = (s - start) * 32 + lowestBit(summary);
        summary &= summary - 1;
        const number = first + place;
        const shape = shapes[shapeOf[number]!]!;
        if (shape.hasRest || (mayConflict && shape.groups.length > 0)) {
          this.joinChecked(shape, place, arena[words + place]!);
          continue;
        }
        let word = arena[words + place]!;
        const end = othersFrom[number + 1]!;
        for (let other = othersFrom[number]!; other < end && word !== 0; other++) {
          word &= arena[answer[otherSlot[other]!]! + otherWord[other]!]!;
        }
        while (word !== 0) {
          const rule = ruleOf[number * 32 + lowestBit(word)]!;
          word &= word - 1;
          matched[rule >>> 5]! |= 1 << (rule & 31);
        }
      }
    }
  }

  /** Where the conditions alone don't decide: leaves may lie in different elements of an array, or there is more to a rule. */
  private joinChecked(shape: Shape, place: number, bits: number): void {
    const { arena, answer, leaves, matched, wordsAt } = this;
    const apart = shape.groups.some((group) => group.reduce((sum, path) => sum + leaves.inElement[path]!, 0) > 1);
    let word = bits;
    for (const other of shape.others) {
      if (apart && other.asksAbsence) continue;
      word &= arena[answer[other.slot]! + wordsAt[other.slot]! + other.word + place - shape.word]!;
    }
    for (; word !== 0; word &= word - 1) {
      const bit = lowestBit(word);
      const entry = shape.entries[(place - shape.word) * 32 + bit]!;
      const mask = 1 << (entry.rule & 31);
      if ((matched[entry.rule >>> 5]! & mask) === 0 && this.checked(entry)) matched[entry.rule >>> 5]! |= mask;
    }
  }

  /** Two fields can only disagree if both lie in elements of arrays. */
  private mayConflict(): boolean {
    return this.leaves.inElementCount > (this.asksTwice ? 0 : 1);
  }

  private checked({ check }: Entry): boolean {
    const { leaves, paths } = this;
    return (
      (!this.mayConflict() || check.together.every((together) => consistent(together, leaves, paths))) &&
      check.rest.every((part) => holds(part, leaves, paths))
    );
  }

  /** Counted first: an array of the right size is filled in less than half the time that it takes one to grow. */
  private collect(): readonly number[] {
    const matched = this.matched;
    let count = 0;
    for (let i = 0; i < matched.length; i++) if (matched[i] !== 0) count += bitsSet(matched[i]!);
    const found = new Array<number>(count);
    let next = 0;
    for (let i = 0; next < count; i++) {
      for (let word = matched[i]!; word !== 0; word &= word - 1) found[next++] = i * 32 + lowestBit(word);
    }
    return found;
  }
}

function makeSlots({ slots: plans }: Layout, asked: number | undefined): { slots: Slot[]; arena: Int32Array } {
  const row = plans.reduce((sum, plan) => sum + arenaWordsOf(plan, 1) - arenaWordsOf(plan, 0), 0);
  const fitting = Math.floor(rememberedBytes / 4 / Math.max(1, row));
  const remembered = asked ?? Math.max(leastRemembered, Math.min(mostRemembered, fitting));
  const sizes = plans.map((plan) => arenaWordsOf(plan, remembered));
  const arena = new Int32Array(sizes.reduce((sum, size) => sum + size, 0));
  let start = 0;
  const slots = plans.map((plan, index) => {
    const slot = new Slot(plan, arena, start, remembered);
    start += sizes[index]!;
    return slot;
  });
  return { slots, arena };
}

/** All paths that predicates mention. */
function pathsOf(predicates: readonly Predicate[]): Set<string> {
  const paths = new Set<string>();
  const todo = [...predicates];
  for (let predicate = todo.pop(); predicate !== undefined; predicate = todo.pop()) {
    if (predicate.op === 'field' || predicate.op === 'value' || predicate.op === 'anywhere') paths.add(predicate.path);
    else if (predicate.op === 'compare') paths.add(predicate.path).add(predicate.with);
    else if (predicate.op === 'together') for (const { path } of predicate.fields) paths.add(path);
    else if (predicate.op === 'not') todo.push(predicate.of);
    else if (predicate.op === 'all' || predicate.op === 'any') for (const part of predicate.of) todo.push(part);
  }
  return paths;
}

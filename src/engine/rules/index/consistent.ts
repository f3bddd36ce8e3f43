import { evaluate, passes } from '../evaluate.ts';
import type { Element, LeafTable } from './leaf-table.ts';
import type { Together } from './normal-form.ts';

/** A way to choose leaves inside one part of the event: for which fields, and which fields then have no reachable leaf there. */
interface Choice {
  readonly chosen: number;
  readonly unreachable: number;
}

/** What was found in one element of an array (or outside all arrays). Sets of fields are bits. */
interface Part {
  /** Fields with a leaf that passes, and with any leaf, directly here. */
  passing: number;
  present: number;
  readonly arrays: Map<number, Items>;
}

/** An array: the choices that its elements offer, of which one element can be used. */
interface Items {
  readonly choices: Map<number, Choice>;
  present: number;
}

const mostFields = 15;

/**
 * Is there a leaf for each field such that no two lie in different elements of one array? (See `Predicate`.)
 *
 * Goes up the tree of array elements, from the innermost: an element offers the choices made of its own leaves and of one
 * element of each array inside it. Time is linear in the leaves and exponential only in the number of the rule's fields that lie
 * in arrays. (Trying leaf against leaf is quadratic: two fields over an array of 4,000 objects, 40 KB of an attacker's, took a
 * hundred rules four seconds.)
 */
export function consistent(predicate: Together, leaves: LeafTable, paths: ReadonlyMap<string, number>): boolean {
  const { fields } = predicate;
  if (fields.length > mostFields) return evaluate(predicate, leaves.event);
  const all = 2 ** fields.length - 1;
  const mayBeAbsent = fields.reduce(
    (set, { any }, field) => (any.some(({ is }) => is === 'absent') ? set | (1 << field) : set),
    0,
  );
  const root = emptyPart();
  /** By depth; the root isn't in it. */
  const parts: Map<Element, Part>[] = [];
  for (const [field, { path, any }] of fields.entries()) {
    for (const { value, element } of leaves.leavesAt(paths.get(path)!)) {
      const part = element === null ? root : partOf(parts, element);
      part.present |= 1 << field;
      if (any.some((test) => passes(test, value))) part.passing |= 1 << field;
    }
  }
  for (let depth = parts.length - 1; depth >= 0; depth--) {
    for (const [element, part] of parts[depth] ?? []) {
      const outer = element.outer === null ? root : partOf(parts, element.outer);
      const items = outer.arrays.get(element.array) ?? { choices: new Map(), present: 0 };
      outer.arrays.set(element.array, items);
      items.present |= presentIn(part);
      for (const choice of choicesIn(part, mayBeAbsent)) if (choice.chosen !== 0) remember(items.choices, choice);
    }
  }
  return choicesIn(root, mayBeAbsent).some(({ chosen, unreachable }) => (chosen | (unreachable & mayBeAbsent)) === all);
}

function emptyPart(): Part {
  return { passing: 0, present: 0, arrays: new Map() };
}

function partOf(parts: Map<Element, Part>[], element: Element): Part {
  while (parts.length <= element.depth) parts.push(new Map());
  const known = parts[element.depth]!.get(element);
  if (known !== undefined) return known;
  const part = emptyPart();
  parts[element.depth]!.set(element, part);
  return part;
}

function presentIn(part: Part): number {
  let present = part.present;
  for (const items of part.arrays.values()) present |= items.present;
  return present;
}

function choicesIn(part: Part, mayBeAbsent: number): Choice[] {
  let choices = ownChoices(part, mayBeAbsent);
  for (const items of part.arrays.values()) {
    const combined = new Map<number, Choice>();
    for (const own of choices) {
      remember(combined, { chosen: own.chosen, unreachable: own.unreachable & ~items.present });
      for (const inner of items.choices.values()) {
        // Where absence counts, one leaf more may be one too many.
        if (mayBeAbsent !== 0 && (own.chosen & inner.chosen) !== 0) continue;
        const unreachable = ~items.present | (inner.unreachable & fieldsAfterFirst(inner.chosen));
        remember(combined, { chosen: own.chosen | inner.chosen, unreachable: own.unreachable & unreachable });
      }
    }
    choices = [...combined.values()];
  }
  return choices;
}

/** Without absence the more the better; with it, every subset. */
function ownChoices({ passing, present }: Part, mayBeAbsent: number): Choice[] {
  if (mayBeAbsent === 0) return [{ chosen: passing, unreachable: 0 }];
  const choices: Choice[] = [];
  for (let subset = passing; ; subset = (subset - 1) & passing) {
    choices.push({ chosen: subset, unreachable: ~present });
    if (subset === 0) return choices;
  }
}

/** Absence is judged in the order of the fields: only what was chosen before can put other elements out of reach. */
function fieldsAfterFirst(chosen: number): number {
  return ~((chosen & -chosen) * 2 - 1);
}

/** `unreachable` matters only where absence does; a key has room for 15 fields of each. */
function remember(choices: Map<number, Choice>, choice: Choice): void {
  choices.set(choice.chosen | ((choice.unreachable & 0x7fff) << 15), choice);
}

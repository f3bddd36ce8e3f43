import { type Json, NumberLiteral } from '../../../base/json.ts';
import type { LeafValue } from '../fields.ts';
import { childAt, type PathNode, type PathTree, type Special } from './path-tree.ts';
import { readSelected, type SelectorNode } from './selector-tree.ts';

/** In which element of which array of the event something lies; `outer` is where that array lies. Null: in no array. */
export interface Element {
  readonly outer: Element | null;
  readonly array: number;
  readonly index: number;
  readonly depth: number;
}

export interface FoundLeaf {
  readonly value: LeafValue;
  readonly element: Element | null;
}

const none: readonly FoundLeaf[] = [];

/**
 * The leaves of one event at the paths that rules mention. The event is walked once, and only where a rule looks. One table is
 * used for event after event: nothing is allocated for a path with one leaf outside arrays, which is nearly every one.
 */
export class LeafTable {
  /** Per path: how many leaves. */
  readonly count: Int32Array;
  /** Per path: the first leaf. */
  readonly value: LeafValue[];
  /** Per path: does any leaf lie in an array's element that is an object or array? Two such paths can be inconsistent. */
  readonly inElement: Uint8Array;
  /** The paths that have a leaf. */
  readonly touched: Int32Array;
  touchedCount = 0;
  /** How many of them lie in elements. */
  inElementCount = 0;

  /** What was read last. */
  event: Json = null;

  private readonly element: (Element | null)[];
  private readonly more: (FoundLeaf[] | undefined)[];
  private readonly root: PathNode;
  private readonly selectors: SelectorNode | undefined;
  private readonly values: unknown[] = [];
  private readonly nodes: PathNode[] = [];
  private readonly elements: (Element | null)[] = [];

  constructor(tree: PathTree) {
    const size = tree.numbers.size;
    this.root = tree.root;
    this.selectors = tree.selectors.isEmpty ? undefined : tree.selectors;
    this.count = new Int32Array(size);
    this.value = new Array<LeafValue>(size).fill(null);
    this.inElement = new Uint8Array(size);
    this.touched = new Int32Array(size);
    this.element = new Array<Element | null>(size).fill(null);
    this.more = new Array<FoundLeaf[] | undefined>(size).fill(undefined);
  }

  /** All leaves at a path. */
  leavesAt(path: number): readonly FoundLeaf[] {
    if (this.count[path] === 0) return none;
    const first = { value: this.value[path]!, element: this.element[path]! };
    return this.count[path] === 1 ? [first] : [first, ...this.more[path]!];
  }

  /** The leaves at a path but the first. */
  others(path: number): readonly FoundLeaf[] {
    return this.more[path]!;
  }

  /** Forgets the last event and reads this one. Not recursive: an event may be nested as deep as it likes. */
  read(event: unknown): void {
    for (let i = 0; i < this.touchedCount; i++) {
      const path = this.touched[i]!;
      if (this.count[path]! > 1) this.more[path] = undefined;
      this.count[path] = 0;
      this.inElement[path] = 0;
    }
    this.touchedCount = 0;
    this.inElementCount = 0;
    this.event = event as Json;
    if (typeof event !== 'object' || event === null || Array.isArray(event) || event instanceof NumberLiteral) return;
    const { values, nodes, elements } = this;
    if (this.selectors !== undefined) readSelected(this.selectors, event as Json, this.addAlone);
    let arrays = 0;
    this.readObject(event as Record<string, unknown>, this.root, null);
    while (values.length > 0) {
      const value = values.pop();
      const node = nodes.pop()!;
      const element = elements.pop()!;
      if (!Array.isArray(value)) {
        this.readObject(value as Record<string, unknown>, node, element);
        continue;
      }
      const array = arrays++;
      const depth = element === null ? 0 : element.depth + 1;
      for (let index = 0; index < value.length; index++) {
        const item: unknown = value[index];
        // Whatever else is in the array, the array itself was something already.
        if (item === null && node.special !== undefined && node.special.value >= 0) this.addOnce(node.special.value, null);
        if (typeof item === 'object' && item !== null && !(item instanceof NumberLiteral)) {
          if (!Array.isArray(item) && node.children.size === 0) continue;
          values.push(item);
          nodes.push(node);
          elements.push({ outer: element, array, index, depth });
        } else if (node.path >= 0 && item !== undefined) this.add(node.path, item as LeafValue, element);
      }
    }
  }

  private readObject(object: Record<string, unknown>, node: PathNode, element: Element | null): void {
    const met = node.met;
    for (const key in object) {
      let child = met.get(key);
      if (child === undefined) child = childAt(node, key, 99);
      if (child === null) continue;
      const value = object[key];
      if (child.special !== undefined && value !== undefined) this.addSpecial(child.special, value);
      if (typeof value === 'object' && value !== null && !(value instanceof NumberLiteral)) {
        if (child.children.size === 0 && !Array.isArray(value)) continue;
        this.values.push(value);
        this.nodes.push(child);
        this.elements.push(element);
      } else if (child.path >= 0 && value !== undefined) this.add(child.path, value as LeafValue, element);
    }
  }

  private addSpecial({ value: path, everything, passed }: Special, value: unknown): void {
    for (const each of passed) this.addOnce(each, true);
    if (path >= 0) this.addOnce(path, value === null ? null : true);
    if (everything.length === 0) return;
    const todo: unknown[] = [value];
    while (todo.length > 0) {
      const next = todo.pop();
      if (typeof next !== 'object' || next === null || next instanceof NumberLiteral) {
        if (next !== undefined) for (const each of everything) this.add(each, next as LeafValue, null);
      } else if (Array.isArray(next)) for (const item of next) todo.push(item);
      else for (const key in next) todo.push((next as Record<string, unknown>)[key]);
    }
  }

  private readonly addAlone = (path: number, value: LeafValue): void => this.add(path, value, null);

  /** True and null are the only leaves of such a path, and one of each says it all. */
  private addOnce(path: number, value: true | null): void {
    const count = this.count[path]!;
    if (count === 0 || (count === 1 && this.value[path] !== value)) this.add(path, value, null);
  }

  private add(path: number, value: LeafValue, element: Element | null): void {
    const count = this.count[path]!;
    this.count[path] = count + 1;
    if (count === 0) {
      this.touched[this.touchedCount++] = path;
      this.value[path] = value;
      this.element[path] = element;
    } else if (count === 1) this.more[path] = [{ value, element }];
    else this.more[path]!.push({ value, element });
    if (element !== null && this.inElement[path] === 0) {
      this.inElement[path] = 1;
      this.inElementCount++;
    }
  }
}

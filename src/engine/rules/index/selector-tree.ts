import { isJsonObject, type Json } from '../../../base/json.ts';
import type { Selector } from '../../../model/predicate.ts';
import type { LeafValue } from '../fields.ts';
import { isComparable } from '../selected.ts';
import { something } from './pseudo-paths.ts';

/** The steps of all selectors that any rule mentions. */
export interface SelectorNode {
  isEmpty: boolean;
  /** The pseudo-path of what is selected here: its strings and numbers; and what else it may be. -1 for none. */
  select: number;
  selected: number;
  readonly members: Map<string, SelectorNode>;
  readonly elements: Map<number, SelectorNode>;
  everyMember: SelectorNode | undefined;
  everyElement: SelectorNode | undefined;
}

export function emptySelectorNode(): SelectorNode {
  return {
    isEmpty: true,
    select: -1,
    selected: -1,
    members: new Map(),
    elements: new Map(),
    everyMember: undefined,
    everyElement: undefined,
  };
}

/** The node at which the selector ends, made where there is none. */
export function growSelector(root: SelectorNode, selector: Selector): SelectorNode {
  let node = root;
  for (const step of selector) {
    node.isEmpty = false;
    if ('key' in step) node = ofMap(node.members, step.key);
    else if ('element' in step) node = ofMap(node.elements, step.element);
    else if (step.every === 'member') {
      node.everyMember ??= emptySelectorNode();
      node = node.everyMember;
    } else {
      node.everyElement ??= emptySelectorNode();
      node = node.everyElement;
    }
  }
  return node;
}

function ofMap<K>(map: Map<K, SelectorNode>, key: K): SelectorNode {
  const node = map.get(key) ?? emptySelectorNode();
  map.set(key, node);
  return node;
}

/** Past this many members that rules name, an object's own keys are gone through instead. */
const fewMembers = 24;

/** Tells what is selected in an event. Goes as deep as the longest selector, however deep the event is. */
export function readSelected(node: SelectorNode, value: Json, add: (path: number, leaf: LeafValue) => void): void {
  if (node.select >= 0 && isComparable(value)) add(node.select, value);
  if (node.selected >= 0) add(node.selected, value === null || typeof value === 'boolean' ? value : something);
  if (node.isEmpty || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, next] of node.elements) if (index < value.length) readSelected(next, value[index] as Json, add);
    if (node.everyElement !== undefined) for (const item of value as Json[]) readSelected(node.everyElement, item, add);
    return;
  }
  if (!isJsonObject(value)) return;
  if (node.members.size > fewMembers) {
    for (const key in value) {
      const next = node.members.get(key);
      if (next !== undefined && value[key] !== undefined) readSelected(next, value[key], add);
    }
  } else {
    for (const [key, next] of node.members) {
      const member = value[key];
      if (member !== undefined && Object.hasOwn(value, key)) readSelected(next, member, add);
    }
  }
  if (node.everyMember === undefined) return;
  for (const key in value) if (value[key] !== undefined) readSelected(node.everyMember, value[key], add);
}

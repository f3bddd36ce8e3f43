import type { PseudoPath } from './pseudo-paths.ts';
import { emptySelectorNode, growSelector, type SelectorNode } from './selector-tree.ts';

/** The segments of all paths that any rule mentions. */
export interface PathNode {
  /** Which path ends here, or -1. */
  path: number;
  /** What else is asked about whatever is here; undefined nearly always. */
  special: Special | undefined;
  readonly children: Map<string, PathNode>;
  /** Keys of events that were met here: where they lead, or null for nowhere. */
  readonly met: Map<string, PathNode | null>;
  /** The keys of the objects that were here of late, by their place in the object, and where they lead. */
  readonly recentKeys: string[];
  readonly recent: (PathNode | null)[];
}

export interface Special {
  /** The pseudo-path that says whether there is something, or null; -1 for none. */
  value: number;
  /** The pseudo-paths whose leaves are all leaves below. */
  everything: readonly number[];
  /** Pseudo-paths of nodes that a key with dots has passed on its way here: each has an object, so there is something. */
  passed: readonly number[];
}

export interface PathTree {
  readonly root: PathNode;
  readonly selectors: SelectorNode;
  /** Path → its number, from 0. */
  readonly numbers: ReadonlyMap<string, number>;
}

export function buildPathTree(paths: Iterable<string>, pseudo: ReadonlyMap<string, PseudoPath> = new Map()): PathTree {
  const root = emptyNode();
  const selectors = emptySelectorNode();
  const numbers = new Map<string, number>();
  for (const path of paths) {
    if (numbers.has(path)) continue;
    const number = numbers.size;
    numbers.set(path, number);
    const special = pseudo.get(path);
    if (special !== undefined && 'selector' in special) {
      growSelector(selectors, special.selector)[special.kind] = number;
      continue;
    }
    const node = nodeAt(root, special?.path ?? path);
    if (special === undefined) node.path = number;
    else {
      node.special ??= { value: -1, everything: [], passed: [] };
      if (special.kind === 'value') node.special.value = number;
      else node.special.everything = [number];
    }
  }
  return { root, selectors, numbers };
}

function nodeAt(root: PathNode, path: string): PathNode {
  let node = root;
  for (const segment of path.split('.')) {
    let child = node.children.get(segment);
    if (child === undefined) {
      child = emptyNode();
      node.children.set(segment, child);
    }
    node = child;
  }
  return node;
}

function emptyNode(): PathNode {
  return { path: -1, special: undefined, children: new Map(), met: new Map(), recentKeys: [], recent: [] };
}

/** Attackers choose keys: what is remembered of them is bounded, per node in number and in length. */
const mostKeysMet = 512;
const longestKeyMet = 128;

/** Events are alike: the key at a place of an object is mostly the one that was there last time. */
const mostPlaces = 64;

/** Where the key leads that is at this place of an object. */
export function childAt(node: PathNode, key: string, place: number): PathNode | null {
  const { recentKeys } = node;
  if (place < recentKeys.length && recentKeys[place] === key) return node.recent[place]!;
  let child = node.met.get(key);
  if (child === undefined) child = resolveKey(node, key);
  if (place <= recentKeys.length && place < mostPlaces && key.length <= longestKeyMet) {
    recentKeys[place] = key;
    node.recent[place] = child;
  }
  return child;
}

/** A key with dots is the same as nested keys. */
function resolveKey(node: PathNode, key: string): PathNode | null {
  const found = key.includes('.') ? descend(node, key.split('.')) : (node.children.get(key) ?? null);
  if (node.met.size < mostKeysMet && key.length <= longestKeyMet) node.met.set(key, found);
  return found;
}

function descend(from: PathNode, segments: readonly string[]): PathNode | null {
  let node: PathNode | undefined = from;
  const passed: Special[] = [];
  for (const [index, segment] of segments.entries()) {
    node = node?.children.get(segment);
    if (node?.special !== undefined && index < segments.length - 1) passed.push(node.special);
    if (node === undefined && passed.length === 0) return null;
  }
  if (passed.length === 0) return node ?? null;
  const end = node ?? emptyNode();
  return {
    ...end,
    special: {
      value: end.special?.value ?? -1,
      everything: [...passed.flatMap(({ everything }) => everything), ...(end.special?.everything ?? [])],
      passed: passed.flatMap(({ value }) => (value < 0 ? [] : [value])),
    },
  };
}

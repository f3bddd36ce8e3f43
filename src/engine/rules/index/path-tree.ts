/** The segments of all paths that any rule mentions. */
export interface PathNode {
  /** Which path ends here, or -1. */
  path: number;
  readonly children: Map<string, PathNode>;
  /** Keys of events that were met here: where they lead, or null for nowhere. */
  readonly met: Map<string, PathNode | null>;
}

export interface PathTree {
  readonly root: PathNode;
  /** Path → its number, from 0. */
  readonly numbers: ReadonlyMap<string, number>;
}

export function buildPathTree(paths: Iterable<string>): PathTree {
  const root = emptyNode();
  const numbers = new Map<string, number>();
  for (const path of paths) {
    if (numbers.has(path)) continue;
    let node = root;
    for (const segment of path.split('.')) {
      let child = node.children.get(segment);
      if (child === undefined) {
        child = emptyNode();
        node.children.set(segment, child);
      }
      node = child;
    }
    node.path = numbers.size;
    numbers.set(path, node.path);
  }
  return { root, numbers };
}

function emptyNode(): PathNode {
  return { path: -1, children: new Map(), met: new Map() };
}

/** Attackers choose keys: what is remembered of them is bounded, per node in number and in length. */
const mostKeysMet = 512;
const longestKeyMet = 128;

/** Where a key leads from a node. A key with dots is the same as nested keys. */
export function resolveKey(node: PathNode, key: string): PathNode | null {
  const found = key.includes('.') ? descend(node, key.split('.')) : (node.children.get(key) ?? null);
  if (node.met.size < mostKeysMet && key.length <= longestKeyMet) node.met.set(key, found);
  return found;
}

function descend(from: PathNode, segments: readonly string[]): PathNode | null {
  let node: PathNode | undefined = from;
  for (const segment of segments) {
    node = node.children.get(segment);
    if (node === undefined) return null;
  }
  return node;
}

import type { JsonSource, JsonSourceMember } from '../../base/json-source.ts';
import type { Place } from '../../base/problem.ts';

/** Keys and indexes from the root. */
export type Path = readonly (string | number)[];

/** Who said a value. The later wins. */
export type Origin = 'default' | 'file' | 'environment' | 'flag';

/** Values with their places: a file, and what the environment and flags put in the place of its values. */
export interface ConfigTree {
  readonly root: JsonSource;
  /** Where the value was written; of one that isn't there, where the nearest thing around it was. */
  placeOf(path: Path): Place;
  /** Where the last key of the path was written. */
  keyPlaceOf(path: Path): Place;
  /** Undefined where nothing is written. */
  nodeAt(path: Path): JsonSource | undefined;
  originOf(path: Path): Origin;
  /** The same with another value. */
  with(path: Path, value: JsonSource, said: Said): ConfigTree;
}

export interface Said {
  readonly origin: Exclude<Origin, 'default'>;
  /** A file, `TRAILWATCH_STORE_PATH`, `--store`. */
  readonly name: string;
  /** Lines and columns say something: it is a file, or a text of several values. */
  readonly lines: boolean;
}

export function configTree(root: JsonSource, said: Said): ConfigTree {
  const sayers = new WeakMap<object, Said>();
  mark(root, said, sayers);
  return treeOf(root, sayers);
}

function treeOf(root: JsonSource, sayers: WeakMap<object, Said>): ConfigTree {
  const place = (node: { readonly line: number; readonly column: number }): Place => {
    const said = sayers.get(node);
    if (said === undefined) return {};
    return said.lines ? { file: said.name, line: node.line, column: node.column } : { file: said.name };
  };
  const nearest = (path: Path): JsonSource => {
    for (let length = path.length; length > 0; length--) {
      const node = walk(root, path.slice(0, length));
      if (node !== undefined) return node;
    }
    return root;
  };
  return {
    root,
    placeOf: (path) => place(nearest(path)),
    keyPlaceOf(path) {
      const member = memberOf(walk(root, path.slice(0, -1)), path.at(-1));
      return member === undefined ? place(nearest(path)) : place(member.keyAt);
    },
    nodeAt: (path) => walk(root, path),
    originOf: (path) => {
      const node = walk(root, path);
      // A key without a value says nothing: `routes:` with all of its lines commented out.
      return node === undefined || node.kind === 'null' ? 'default' : (sayers.get(node)?.origin ?? 'default');
    },
    with(path, value, said) {
      mark(value, said, sayers);
      return treeOf(replaced(root, path, value, sayers, said), sayers);
    },
  };
}

/** Every node, and every key. */
function mark(node: JsonSource, said: Said, sayers: WeakMap<object, Said>): void {
  sayers.set(node, said);
  if (node.kind === 'array') for (const element of node.elements) mark(element, said, sayers);
  if (node.kind !== 'object') return;
  for (const { keyAt, value } of node.members) {
    sayers.set(keyAt, said);
    mark(value, said, sayers);
  }
}

function walk(root: JsonSource | undefined, path: Path): JsonSource | undefined {
  let node = root;
  for (const step of path) {
    if (typeof step === 'number') node = node?.kind === 'array' ? node.elements[step] : undefined;
    else node = memberOf(node, step)?.value;
    if (node === undefined) return undefined;
  }
  return node;
}

function memberOf(node: JsonSource | undefined, key: string | number | undefined): JsonSourceMember | undefined {
  return node?.kind === 'object' ? node.members.find((member) => member.key === key) : undefined;
}

/** What lies on the way keeps its place, and is made where there is none. */
function replaced(
  node: JsonSource | undefined,
  path: Path,
  value: JsonSource,
  sayers: WeakMap<object, Said>,
  said: Said,
): JsonSource {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const { line, column, offset } = node ?? value;
  const copy = (made: JsonSource): JsonSource => {
    sayers.set(made, (node && sayers.get(node)) ?? said);
    return made;
  };
  if (typeof step === 'number') {
    const elements = node?.kind === 'array' ? [...node.elements] : [];
    elements[step] = replaced(elements[step], rest, value, sayers, said);
    return copy({ kind: 'array', line, column, offset, elements });
  }
  const members = node?.kind === 'object' ? [...node.members] : [];
  const index = members.findIndex(({ key }) => key === step);
  const old = members[index];
  const member = {
    key: step,
    keyAt: old?.keyAt ?? { line: value.line, column: value.column, offset: value.offset },
    value: replaced(old?.value.kind === 'null' ? undefined : old?.value, rest, value, sayers, said),
  };
  if (old === undefined) {
    sayers.set(member.keyAt, said);
    members.push(member);
  } else members[index] = member;
  return copy({ kind: 'object', line, column, offset, members });
}

/**
 * Plain values for the schema. A key without a value is left out, but inside of patterns (`when`), where null is a value; a number
 * that isn't written as JavaScript would write it (`012345678901`, `+12025550123`) stays a text.
 */
export function plainOf(node: JsonSource, inPattern = false): unknown {
  if (node.kind === 'array') return node.elements.map((element) => plainOf(element, inPattern));
  if (node.kind === 'number') return String(node.value) === node.text ? node.value : node.text;
  if (node.kind !== 'object') return node.value;
  const members = node.members
    .filter(({ value }) => inPattern || value.kind !== 'null')
    .map(({ key, value }) => [key, plainOf(value, inPattern || key === 'when')] as const);
  // Not fromEntries over an object literal: "__proto__" is a key like any other.
  const plain = {};
  for (const [key, value] of members) {
    Object.defineProperty(plain, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return plain;
}

/** `sinks.team.to[0]` */
export function formatPath(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}

/** Where the walk finds a field: keys of nested objects. Nodes are numbered, 0 is the record. */
export interface PlannedKey {
  readonly node: number;
  readonly name: string;
  /** Slot of its value, if that is asked for. */
  slot?: number;
  /** Node of the object that it holds, if something in there is asked for. */
  child?: number;
}

/** What the walk has room for, besides four landmarks. */
const MOST_KEYS = 60;
const LONGEST_NAME = 48;

/**
 * The keys to be looked for, for fields by slot (`eventTime`, `userIdentity.type`). Undefined if there are too many or one of them can't be
 * looked for: it is an object to others, or its name isn't plain ASCII.
 */
export function planWalk(fields: readonly string[]): readonly PlannedKey[] | undefined {
  const keys: PlannedKey[] = [];
  let nodes = 1;
  for (const [slot, field] of fields.entries()) {
    const names = field.split('.');
    let node = 0;
    for (const [level, name] of names.entries()) {
      if (!/^[\w-]+$/.test(name) || name.length > LONGEST_NAME) return undefined;
      let key = keys.find((known) => known.node === node && known.name === name);
      if (key === undefined) {
        key = { node, name };
        keys.push(key);
      }
      if (level < names.length - 1) {
        key.child ??= nodes++;
        node = key.child;
      } else key.slot = slot;
      if (key.slot !== undefined && key.child !== undefined) return undefined;
    }
  }
  return keys.length > MOST_KEYS ? undefined : keys;
}

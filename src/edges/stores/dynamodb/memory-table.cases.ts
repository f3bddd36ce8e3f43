import type { Change, Condition, Item, ItemKey, ItemValue, Table, TableQuery, Write } from '../../aws/use/dynamodb.ts';

export interface MemoryTable extends Table {
  /** All items, for a look at what is there. */
  items(): (Item & ItemKey)[];
  /** Called with the name of each call before it: what it throws, the caller gets. */
  before: (call: keyof Table, given: unknown) => void | Promise<void>;
  readonly largestTransaction: () => number;
}

type Row = Item & ItemKey;

/** A table in memory, as `Table` says, with the limits that DynamoDB sets: 100 items, 400 KB, keys of 2,048 and 1,024 bytes. */
export function memoryTable(): MemoryTable {
  const rows = new Map<string, Row>();
  let largest = 0;
  const nameOf = ({ pk, sk }: ItemKey) => JSON.stringify([pk, sk]);
  const holds = (key: ItemKey, condition: Condition | undefined) => fits(rows.get(nameOf(key)), condition);
  const keyOf = (write: Write): ItemKey =>
    'put' in write ? write.put : 'update' in write ? write.update : 'remove' in write ? write.remove : write.check;
  const apply = (write: Write): Item | undefined => {
    const name = nameOf(keyOf(write));
    if ('put' in write) rows.set(name, checked(write.put));
    else if ('remove' in write) rows.delete(name);
    else if ('update' in write) rows.set(name, checked(changed({ ...write.update, ...rows.get(name) }, write.change)));
    return rows.get(name);
  };
  const write = (one: Write) => (holds(keyOf(one), one.if) ? { item: apply(one) } : undefined);
  const pageOf = ({ index, partition, after, from, to, descending, limit = 1000, next }: TableQuery) => {
    const [partitionName, sort] = index ? [index.partition, index.sort] : ['pk', 'sk'];
    const found = [...rows.values()]
      .filter((row) => row[partitionName] === partition && row[sort] !== undefined)
      .filter((row) => after === undefined || compare(row[sort]!, after) > 0)
      .filter((row) => from === undefined || compare(row[sort]!, from) >= 0)
      .filter((row) => to === undefined || compare(row[sort]!, to) <= 0)
      .sort((a, b) => (compare(a[sort]!, b[sort]!) || compare(a.pk, b.pk)) * (descending ? -1 : 1));
    const begin = next === undefined ? 0 : found.findIndex((row) => nameOf(row) === nameOf(next as Row)) + 1;
    const items = found.slice(begin, begin + limit);
    return { items: items.map((row) => ({ ...row })), ...(begin + limit < found.length && { next: { ...items.at(-1)! } }) };
  };
  const memory: MemoryTable = {
    before: () => {},
    items: () => [...rows.values()],
    largestTransaction: () => largest,
    async get(keys) {
      await memory.before('get', keys);
      if (keys.length === 0 || keys.length > 100) throw new Error(`${keys.length} keys`);
      if (new Set(keys.map(nameOf)).size < keys.length) throw new Error('a key twice');
      return keys.flatMap((key) => rows.get(nameOf(key)) ?? []).map((row) => ({ ...row }));
    },
    async query(query) {
      await memory.before('query', query);
      return pageOf(query);
    },
    async count(query) {
      await memory.before('count', query);
      const { items, next } = pageOf(query);
      return { count: items.length, ...(next && { next }) };
    },
    async put(item, condition) {
      await memory.before('put', item);
      return write({ put: item, ...(condition && { if: condition }) }) !== undefined;
    },
    async update(key, change, condition) {
      await memory.before('update', key);
      return write({ update: key, change, if: condition })?.item;
    },
    async remove(key, condition) {
      await memory.before('remove', key);
      return write({ remove: key, ...(condition && { if: condition }) }) !== undefined;
    },
    async transact(writes) {
      await memory.before('transact', writes);
      if (writes.length === 0 || writes.length > 100) throw new Error(`${writes.length} items in a transaction`);
      if (new Set(writes.map((each) => nameOf(keyOf(each)))).size < writes.length) throw new Error('an item twice');
      largest = Math.max(largest, writes.length);
      const failed = writes.flatMap((each, i) => (holds(keyOf(each), each.if) ? [] : i));
      if (failed.length === 0) for (const each of writes) apply(each);
      return failed;
    },
    close() {},
  };
  return memory;
}

function fits(row: Row | undefined, { absent, equals = {}, atMost = {}, lacks = [] }: Condition = {}): boolean {
  return (
    (absent !== true || row === undefined) &&
    Object.entries(equals).every(([name, value]) => row?.[name] === value) &&
    Object.entries(atMost).every(([name, value]) => row?.[name] !== undefined && Number(row[name]) <= value) &&
    lacks.every((name) => row?.[name] === undefined)
  );
}

function changed(row: Row, { set = {}, add = {}, remove = [] }: Change): Row {
  const added = Object.fromEntries(Object.entries(add).map(([name, by]) => [name, Number(row[name] ?? 0) + by]));
  const result: Record<string, ItemValue | undefined> = { ...row, ...set, ...added };
  for (const name of remove) delete result[name];
  return result as Row;
}

/** What the wire does to an item, and what DynamoDB refuses. */
function checked(item: Row): Row {
  let bytes = 0;
  const kept: Record<string, ItemValue> = {};
  for (const [name, value] of Object.entries(item)) {
    if (value === undefined) continue;
    const wired = typeof value === 'string' ? Buffer.from(value).toString() : value;
    bytes += name.length + (typeof wired === 'number' ? 8 : wired.length);
    kept[name] = wired;
  }
  if (bytes > 400 * 1024) throw new Error(`an item of ${bytes} bytes`);
  for (const name of ['pk', 'byStatus', 'bySeverity', 'byAccount', 'byRule', 'byActor', 'lane']) size(kept[name], 2048);
  for (const name of ['sk', 'place']) size(kept[name], 1024);
  return kept as unknown as Row;
}

function size(key: ItemValue | undefined, most: number): void {
  if (typeof key !== 'string') return;
  const bytes = Buffer.byteLength(key);
  if (bytes === 0 || bytes > most) throw new Error(`a key of ${bytes} bytes`);
}

function compare(a: ItemValue, b: ItemValue): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

import { Problem } from '../../../base/problem.ts';
import type { EpochMs } from '../../../base/units.ts';
import type { Item, ItemKey, Table } from '../../aws/use/dynamodb.ts';
import { KEYS_IN_A_READ } from '../../aws/use/dynamodb.ts';
import { lastAtOf } from '../finding-filter.ts';
import type { Retention, Store, StoreCommit } from '../store.ts';
import type { Directory } from './directory.ts';
import { chunksOf, inParallel } from './in-parallel.ts';
import { dayOf, keyOf, keyText } from './keys.ts';
import type { LargeUnits } from './large-units.ts';
import { LOCK, toCell, toFinding } from './rows.ts';
import { transactParts } from './transact-parts.ts';
import { inTransactions, judgedParts, keysOf, LARGEST_ITEM, toldParts } from './unit-writes.ts';

/** How often what has locks is read again: each time something has been finished or taken away. */
const READS = 4;

export function unitsOf(
  table: Pick<Table, 'get' | 'transact'>,
  directory: Directory,
  large: LargeUnits,
  retention: Retention,
): Pick<Store, 'load' | 'commit' | 'finding'> {
  /** The items by `pk`; what a unit has locked that is decided on is finished first. */
  async function read(keys: readonly ItemKey[]): Promise<Map<string, Item>> {
    const found = new Map<string, Item>();
    let open = [...new Map(keys.map((key) => [key.pk, key])).values()];
    for (let round = 1; open.length > 0; round++) {
      for (const { pk } of open) found.delete(pk);
      const items = (await inParallel(chunksOf(open, KEYS_IN_A_READ), (chunk) => table.get(chunk))).flat();
      for (const item of items) found.set(item.pk, item);
      const locked = items.filter((item) => item[LOCK] !== undefined);
      if (locked.length === 0 || round === READS) break;
      const units = [...new Set(locked.map((item) => String(item[LOCK])))];
      const results = await inParallel(units, large.resolve);
      const resolved = new Set(units.filter((_unit, i) => results[i]));
      open = locked.filter((item) => resolved.has(String(item[LOCK]))).map(({ pk, sk }) => ({ pk, sk }));
    }
    return found;
  }

  async function commitOne(unit: StoreCommit, now: EpochMs): Promise<boolean> {
    const parts = [...judgedParts(unit, now, retention), ...toldParts(unit, now)];
    // Before anything is written: a large unit that is in must also go through when it is applied.
    const huge = parts.find(({ bytes }) => bytes > LARGEST_ITEM);
    if (huge !== undefined) {
      throw new Problem('STORE_FAILED', `${huge.item.pk.split('#')[0]} of ${huge.bytes} bytes: DynamoDB takes 400 KB`, {
        hint: 'Nothing of the unit is stored; the limits of cells and findings should have kept it smaller',
      });
    }
    return inTransactions(parts).length > 1 ? large.commit(unit, now) : transactParts(table, parts);
  }

  return {
    async load(needs) {
      const cells = needs.cells.map((key) => [key, keyOf('cell', key)] as const);
      const seen = needs.seen.map((key) => [key, keyOf('seen', key)] as const);
      const findings = needs.findings.map((id) => [id, keyOf('finding', id)] as const);
      const items = await read([...cells, ...seen, ...findings].map(([, key]) => key));
      return {
        cells: new Map(cells.map(([key, { pk }]) => [key, toCell(key, items.get(pk))])),
        // One that is still locked belongs to a unit that isn't in.
        seen: new Set(seen.flatMap(([key, { pk }]) => (items.has(pk) && items.get(pk)?.[LOCK] === undefined ? [key] : []))),
        findings: new Map(findings.map(([id, { pk }]) => [id, toFinding(items.get(pk))])),
      };
    },
    async finding(id) {
      const key = keyOf('finding', id);
      return toFinding((await read([key])).get(key.pk));
    },
    async commit(units, now) {
      const days = units.flatMap(({ findings }) => findings.map(({ finding }) => dayOf(lastAtOf(finding))));
      const sinks = units.flatMap(({ messages }) => messages.map(({ to }) => keyText(to)));
      await Promise.all([directory.touch('day', days, now), directory.touch('sink', sinks, now)]);
      // Units over the same things one after the other, so that the first of them is in; all others side by side.
      const last = new Map<string, Promise<unknown>>();
      const after = units.map((unit) => {
        const keys = keysOf(unit);
        const before = [...new Set(keys.flatMap((key) => last.get(key) ?? []))];
        let done = () => {};
        const ended = new Promise<void>((resolve) => {
          done = resolve;
        });
        for (const key of keys) last.set(key, ended);
        return { before, done };
      });
      return inParallel(units, async (unit, i) => {
        const { before, done } = after[i]!;
        try {
          await Promise.all(before);
          return await commitOne(unit, now);
        } finally {
          done();
        }
      });
    },
  };
}

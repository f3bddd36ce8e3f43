import type { Table, Write } from '../../aws/use/dynamodb.ts';
import { type Part, writeOf } from './unit-writes.ts';

/**
 * One transaction: parts that must fit, and parts that stay as they are where they are there already.
 * @param first judged with them
 * @returns false if something that must fit doesn't: then nothing is written
 */
export async function transactParts(
  table: Pick<Table, 'transact'>,
  parts: readonly Part[],
  first: readonly Write[] = [],
): Promise<boolean> {
  for (let open = parts; first.length + open.length > 0; ) {
    const failed = new Set(await table.transact([...first, ...open.map(writeOf)]));
    if (failed.size === 0) return true;
    const optional = (i: number) => i >= first.length && open[i - first.length]!.over === undefined;
    if (![...failed].every(optional)) return false;
    open = open.filter((_part, i) => !failed.has(i + first.length));
  }
  return true;
}

import type { SeriesValue } from '../../model/series.ts';

/** What was counted: plain data. */
export interface Counted {
  /** Of windows. */
  readonly slots: Uint8Array<ArrayBuffer>;
  /** There were more groups than are remembered. */
  readonly full: boolean;
  /** By series rule. Groups are known by hash. */
  readonly demands: readonly {
    readonly lost: boolean;
    readonly reached: Int32Array;
    /** The others, and their values or the bits of their rules so far. */
    readonly open: readonly (readonly [hash: number, of: number | readonly SeriesValue[]])[];
  }[];
}

/** Hashes of groups that have enough, and what the others have. */
export interface MergedGroups {
  readonly reached: Set<number>;
  readonly open: Map<number, number | readonly SeriesValue[]>;
}

/** Groups of the same hash count together: that makes none look like less than it is. */
export function mergeGroups(into: MergedGroups, { reached, open }: Counted['demands'][number], needed: number): MergedGroups {
  const reach = (hash: number) => {
    into.reached.add(hash);
    into.open.delete(hash);
  };
  for (const hash of reached) reach(hash);
  for (const [hash, of] of open) {
    if (into.reached.has(hash)) continue;
    const known = into.open.get(hash) ?? (typeof of === 'number' ? 0 : []);
    const both =
      typeof known === 'number' || typeof of === 'number' ? Number(known) | Number(of) : [...new Set([...known, ...of])];
    if ((typeof both === 'number' ? bitsIn(both) : both.length) >= needed) reach(hash);
    else into.open.set(hash, both);
  }
  return into;
}

/** How many are set. */
export function bitsIn(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}

import { severities } from '../../model/severity.ts';

/** A value that findings have in common. */
export interface Ranked {
  readonly value: string;
  readonly findings: number;
  /** By severity, from informational to critical. */
  readonly bySeverity: readonly number[];
}

interface Entry extends Ranked {
  findings: number;
  readonly bySeverity: number[];
}

/** Distinct values held; at twice as many, the less important half is let go. */
const HELD = 5000;

/**
 * Which values come in the most severe findings: who has more critical ones is first, among equals who has more high ones, and
 * so on. Bounded memory: past `HELD` distinct values, rare ones may be undercounted.
 */
export function createRanking() {
  const entries = new Map<string, Entry>();
  let dropped = 0;
  return {
    add(value: string, rank: number): void {
      const entry = entries.get(value);
      if (entry === undefined) {
        entries.set(value, { value, findings: 1, bySeverity: severities.map((_, index) => (index === rank ? 1 : 0)) });
        if (entries.size >= 2 * HELD) {
          const least = [...entries.values()].sort(compareRanked).slice(HELD);
          for (const { value: forgotten } of least) entries.delete(forgotten);
          dropped += least.length;
        }
        return;
      }
      entry.findings++;
      entry.bySeverity[rank]!++;
    },
    /** The first `count`. */
    finish(count: number) {
      const top = [...entries.values()].sort(compareRanked).slice(0, count);
      return { top, more: entries.size - top.length, bounded: dropped > 0 };
    },
  };
}

function compareRanked(a: Ranked, b: Ranked): number {
  for (let rank = severities.length - 1; rank >= 0; rank--) {
    if (a.bySeverity[rank] !== b.bySeverity[rank]) return b.bySeverity[rank]! - a.bySeverity[rank]!;
  }
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

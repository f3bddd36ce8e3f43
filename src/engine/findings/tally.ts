/** Counts how often values come, in bounded memory. */
export interface Tally {
  add(value: string): void;
  /** The most frequent first; equals in the order of their code units. */
  top(count: number): string[];
}

/**
 * Misra and Gries, "Finding repeated elements" (1982): up to `limit` distinct values the counts are exact. Past it, a value that
 * makes up more than 1/limit of all is never lost, however many others an attacker invents. Each `add` costs O(1) on average.
 */
export function createTally(limit: number): Tally {
  const counts = new Map<string, number>();
  return {
    add(value) {
      const count = counts.get(value);
      if (count !== undefined) counts.set(value, count + 1);
      else if (counts.size < limit) counts.set(value, 1);
      else {
        for (const [known, times] of counts) {
          if (times === 1) counts.delete(known);
          else counts.set(known, times - 1);
        }
      }
    },
    top: (count) =>
      [...counts]
        .sort(([a, timesA], [b, timesB]) => timesB - timesA || (a < b ? -1 : 1))
        .slice(0, count)
        .map(([value]) => value),
  };
}

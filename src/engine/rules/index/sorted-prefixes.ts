/**
 * Which of many literals does a text begin with (or end with)? The literals are sorted, and each knows the longest other one
 * that it begins with itself: all that a text begins with are ancestors of the last literal that isn't greater than the text.
 * One binary search, whatever the number of literals, and no more memory than the literals take.
 */
export class SortedPrefixes {
  private readonly literals: readonly string[];
  private readonly ids: Int32Array;
  private readonly parents: Int32Array;
  private readonly fromEnd: boolean;

  /** `fromEnd`: the literals are endings. Distinct, not empty. */
  constructor(entries: readonly (readonly [literal: string, id: number])[], fromEnd: boolean) {
    const order = fromEnd ? compareFromEnd : compare;
    const sorted = [...entries].sort(([a], [b]) => order(a, b));
    this.fromEnd = fromEnd;
    this.literals = sorted.map(([literal]) => literal);
    this.ids = Int32Array.from(sorted, ([, id]) => id);
    this.parents = new Int32Array(sorted.length).fill(-1);
    for (let i = 1; i < sorted.length; i++) {
      let candidate = i - 1;
      while (candidate >= 0 && !this.begins(this.literals[i]!, this.literals[candidate]!)) candidate = this.parents[candidate]!;
      this.parents[i] = candidate;
    }
  }

  /** Appends the ids of the literals that the text begins (ends) with. */
  find(text: string, hits: number[]): void {
    const literals = this.literals;
    let low = 0;
    let high = literals.length;
    if (this.fromEnd) {
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (compareFromEnd(literals[middle]!, text) <= 0) low = middle + 1;
        else high = middle;
      }
    } else {
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (literals[middle]! <= text) low = middle + 1;
        else high = middle;
      }
    }
    let found = low - 1;
    while (found >= 0 && !this.begins(text, literals[found]!)) found = this.parents[found]!;
    for (; found >= 0; found = this.parents[found]!) hits.push(this.ids[found]!);
  }

  private begins(text: string, literal: string): boolean {
    return this.fromEnd ? text.endsWith(literal) : text.startsWith(literal);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The order of the reversed texts, without reversing. */
function compareFromEnd(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 1; i <= shorter; i++) {
    const difference = a.charCodeAt(a.length - i) - b.charCodeAt(b.length - i);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

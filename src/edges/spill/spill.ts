/** Sorting and de-duplicating more than fits into memory, on temporary files. */
export interface Spill {
  /** Items must survive JSON (no functions, cycles or dates); they may come back as copies. */
  sorter<T>(options: SorterOptions<T>): Sorter<T>;
  deduper<T>(options: DeduperOptions<T>): Deduper<T>;
  /** Frees everything, temporary files included. Harmless when repeated. */
  close(): void;
}

export interface SorterOptions<T> {
  /** Names the sorter in problems. */
  readonly name: string;
  compare(a: T, b: T): number;
}

export interface Sorter<T> {
  /** @throws {Problem} SPILL_FAILED */
  add(item: T): void;
  /** Items added so far. */
  readonly size: number;
  /**
   * Ascending by `compare`; equal items in the order of adding. May be called once, after the last `add`.
   * @throws {Problem} SPILL_FAILED
   */
  sorted(): Iterable<T>;
  close(): void;
}

export interface DeduperOptions<T> {
  readonly name: string;
  /** How many distinct ids are held in memory; those past it are decided in `finish`. Default: what 16 MiB hold. */
  readonly bound?: number;
  /** Gets the first item of each distinct id, once. */
  keep(item: T): void;
  /** Does a repeated item count as a duplicate? @default all do */
  counts?(item: T): boolean;
}

/** Tells first from repeated, exactly (ids are compared as 128-bit hashes). */
export interface Deduper<T> {
  /**
   * Up to the bound `keep` is called at once, in the order of adding; past it, not before `finish`.
   * @throws {Problem} SPILL_FAILED
   */
  add(id: string, item: T): void;
  /** Decides what is left, in an order that depends on the ids alone. May be called once, after the last `add`. */
  finish(): void;
  /** Items not kept so far, of those that count. */
  readonly duplicates: number;
  close(): void;
}

/** Sorting and de-duplicating more than fits into memory, on temporary files. */
export interface Spill {
  /** Items must survive JSON (no functions, cycles or dates); they may come back as copies. */
  sorter<T>(options: SorterOptions<T>): Sorter<T>;
  deduper<T>(options: DeduperOptions<T>): Deduper<T>;
  /** For whoever sorts by itself what fits into memory, and knows a shorter form than JSON. */
  runs<T>(options: RunsOptions<T>): Runs<T>;
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

export interface RunsOptions<T> {
  compare(a: T, b: T): number;
  /** Blocks of some ten kilobytes, as items go to disk. */
  pack(items: Iterable<T>): Iterable<Uint8Array>;
  /** What `pack` made. An item need be good only until the next one is asked for. */
  unpack(blocks: Iterable<Uint8Array>): Iterator<T>;
}

/** Sorted sequences on disk. */
export interface Runs<T> {
  readonly count: number;
  /**
   * @param items ascending by `compare`
   * @param follows the first is no less than the last of the run before, which they become part of. @default false
   * @throws {Problem} SPILL_FAILED
   */
  add(items: Iterable<T>, follows?: boolean): void;
  /**
   * All of them as one; equal items in the order of the runs. May be called once, after the last `add`.
   * @param last one more sequence, behind the others
   * @throws {Problem} SPILL_FAILED
   */
  merged(last?: Iterator<T>): Iterable<T>;
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
  /** How items wait for `finish`. @default as they are */
  readonly packing?: Packing<T>;
}

/** Makes blocks of items, and items of blocks. A block must survive JSON; only the packing that made it can read it. */
export interface Packing<T> {
  /** Returns a block whenever one is full. */
  add(item: T): object | undefined;
  /** The last block. */
  finish(): object | undefined;
  /** In the order of adding. */
  read(block: object): Iterable<T>;
}

/** Tells first from repeated, exactly (ids are compared as 128-bit hashes). */
export interface Deduper<T> {
  /**
   * `keep` is called in the order of adding: up to the bound at once, past it not before `finish`.
   * @throws {Problem} SPILL_FAILED
   */
  add(id: string, item: T): void;
  /** Decides what is left. May be called once, after the last `add`. */
  finish(): void;
  /** Items not kept so far, of those that count. */
  readonly duplicates: number;
  close(): void;
}

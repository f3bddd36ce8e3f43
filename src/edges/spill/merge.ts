/**
 * Merges sorted sequences into one, by a heap of their heads; equal items come in the order of the sequences. About log2(n)
 * comparisons an item.
 */
export function* merge<T>(sequences: readonly Iterator<T>[], compare: (a: T, b: T) => number): Generator<T, void> {
  const heap: Head<T>[] = [];
  sequences.forEach((rest, rank) => {
    const first = rest.next();
    if (first.done !== true) heap.push({ item: first.value, rank, rest });
  });
  const before = (a: Head<T>, b: Head<T>) => {
    const order = compare(a.item, b.item);
    return order === 0 ? a.rank < b.rank : order < 0;
  };
  /** Lets the head at `i` sink to its place. */
  const sink = (start: number) => {
    const head = heap[start] as Head<T>;
    let i = start;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Head<T>, heap[child] as Head<T>)) child++;
      if (!before(heap[child] as Head<T>, head)) break;
      heap[i] = heap[child] as Head<T>;
      i = child;
    }
    heap[i] = head;
  };
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) sink(i);
  while (heap.length > 0) {
    const top = heap[0] as Head<T>;
    yield top.item;
    const next = top.rest.next();
    if (next.done !== true) top.item = next.value;
    else {
      const last = heap.pop() as Head<T>;
      if (heap.length === 0) return;
      heap[0] = last;
    }
    sink(0);
  }
}

interface Head<T> {
  item: T;
  readonly rank: number;
  readonly rest: Iterator<T>;
}

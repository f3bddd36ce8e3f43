/** Two sorted sequences as one; of equals the first's come first. */
export function* merged<T>(first: Iterable<T>, second: Iterable<T>, compare: (a: T, b: T) => number): Generator<T, void> {
  const rest = second[Symbol.iterator]();
  let next = rest.next();
  for (const item of first) {
    for (; next.done !== true && compare(next.value, item) < 0; next = rest.next()) yield next.value;
    yield item;
  }
  for (; next.done !== true; next = rest.next()) yield next.value;
}

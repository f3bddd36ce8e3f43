import { createBell } from './bell.ts';

/**
 * Whatever any of them has next. Each is asked for one more when its last one has been taken, so a slow reader holds one of each.
 * Whoever leaves it early ends the sources first.
 */
export async function* merged<T>(sources: readonly AsyncIterator<T, void>[]): AsyncGenerator<T, void> {
  // No race of promises: each race would leave something behind on the promise of a source that is quiet for days.
  const bell = createBell();
  const ready: (() => { readonly source: AsyncIterator<T, void>; readonly result: IteratorResult<T, void> })[] = [];
  const ask = (source: AsyncIterator<T, void>) => {
    source
      .next()
      .then(
        (result) => ready.push(() => ({ source, result })),
        (error: unknown) =>
          ready.push(() => {
            throw error;
          }),
      )
      .finally(bell.ring);
  };
  for (const source of sources) ask(source);
  let left = sources.length;
  while (left > 0) {
    const take = ready.shift();
    if (take === undefined) {
      await bell.heard();
      continue;
    }
    const { source, result } = take();
    if (result.done === true) left--;
    else {
      ask(source);
      yield result.value;
    }
  }
}

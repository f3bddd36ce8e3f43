/** The results in the order of the items, with at most so many under way at once. Rejects with the first that does. */
export async function concurrently<T, R>(items: readonly T[], most: number, task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const work = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await task(items[i] as T);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
  return results;
}

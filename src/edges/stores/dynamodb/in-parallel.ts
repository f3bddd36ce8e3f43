/** Requests of one call that are under way at a time: what the SDK's connections (50) take, and others beside it. */
const AT_ONCE = 24;

/** The results in the order of `of`. After a failure nothing more is begun, and what is under way is waited for. */
export async function inParallel<T, R>(
  of: readonly T[],
  each: (item: T, i: number) => Promise<R>,
  atOnce = AT_ONCE,
): Promise<R[]> {
  const results: R[] = new Array(of.length);
  let next = 0;
  let failed: { readonly error: unknown } | undefined;
  const lane = async () => {
    while (next < of.length && failed === undefined) {
      const i = next++;
      try {
        results[i] = await each(of[i]!, i);
      } catch (error) {
        failed ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, of.length) }, lane));
  if (failed !== undefined) throw failed.error;
  return results;
}

export function chunksOf<T>(of: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(of.length / size) }, (_, i) => of.slice(i * size, (i + 1) * size));
}

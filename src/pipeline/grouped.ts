import type { Milliseconds } from '../base/units.ts';

/** How long one that has just come waits for others. */
const PATIENCE: Milliseconds = 5;

/**
 * What is there at once, together, at most `most`: one commit for many small deliveries. Waits only for the first. Pulls one further
 * ahead than it hands over.
 */
export async function* grouped<T>(items: AsyncIterable<T>, most: number): AsyncGenerator<readonly T[], void> {
  const iterator = items[Symbol.asyncIterator]();
  const pull = () => {
    const next = iterator.next();
    // An error is for whoever waits for the next group: what came before it goes out first.
    return { next, quiet: next.catch(() => undefined) };
  };
  let pending = pull();
  try {
    for (;;) {
      const first = await pending.next;
      if (first.done === true) return;
      const group = [first.value];
      pending = pull();
      while (group.length < most) {
        const next = await Promise.race([pending.quiet, pause()]);
        if (next === undefined || next.done === true) break;
        group.push(next.value);
        pending = pull();
      }
      yield group;
    }
  } finally {
    void iterator.return?.();
  }
}

function pause(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE, undefined));
}

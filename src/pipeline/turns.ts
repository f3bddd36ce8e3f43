import type { Milliseconds } from '../base/units.ts';

/** Between two looks at the clock of the event loop: signals and the progress bar need a turn now and then. */
const TURN: Milliseconds = 50;

/** Long synchronous work that still lets signals in: `take()` gives the event loop a turn, `due()` says when. */
export function takeTurns(): { due(): boolean; take(): Promise<void> } {
  let last = performance.now();
  return {
    due: () => performance.now() - last >= TURN,
    take: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      last = performance.now();
    },
  };
}

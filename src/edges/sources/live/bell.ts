/** Wakes one who waits for any of several things: whoever changes something rings, whoever waits looks again. */
export interface Bell {
  ring(): void;
  /** Resolves with the next ring, at once if it has rung since the last call. */
  heard(): Promise<void>;
}

export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async heard() {
      if (!rung) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      wake = undefined;
      rung = false;
    },
  };
}

import { exitCodes } from './exit-codes.ts';

/** Ctrl-C and SIGTERM, while something runs that can end early. */
export interface Interrupt {
  /** Aborted by the first one. */
  readonly signal: AbortSignal;
  /** From here on the first one ends the process too: whoever presses Ctrl-C while rows run by wants no more of them. */
  endAtOnce(): void;
  /** Signals mean again what they mean to any process. */
  close(): void;
}

/** The first ends the reading, and what was found is printed; the second ends the process. */
export function listenToInterrupt(): Interrupt {
  const controller = new AbortController();
  let atOnce = false;
  const onSignal = () => {
    if (atOnce || controller.signal.aborted) process.exit(exitCodes.INTERRUPTED);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    endAtOnce() {
      atOnce = true;
    },
    close() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

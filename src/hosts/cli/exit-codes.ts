/** What the process says to the script that called it. Where several apply, the first of USAGE, INTERRUPTED, FAIL_ON, REJECTS wins. */
export const exitCodes = {
  /** Done. */
  OK: 0,
  /** Done, and something at or above `--fail-on` was found. */
  FAIL_ON: 1,
  /** The command line or a rule is wrong, or nothing could be read. */
  USAGE: 2,
  /** Done, but part of the input could not be read. */
  REJECTS: 3,
  /** Ctrl-C. */
  INTERRUPTED: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface Outcome {
  readonly nothingRead: boolean;
  readonly interrupted: boolean;
  readonly failOnReached: boolean;
  readonly rejects: number;
}

export function exitCodeOf(outcome: Outcome): ExitCode {
  if (outcome.nothingRead && !outcome.interrupted) return exitCodes.USAGE;
  if (outcome.interrupted) return exitCodes.INTERRUPTED;
  if (outcome.failOnReached) return exitCodes.FAIL_ON;
  return outcome.rejects > 0 ? exitCodes.REJECTS : exitCodes.OK;
}

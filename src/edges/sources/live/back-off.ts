import { type Milliseconds, MINUTE, SECOND } from '../../../base/units.ts';

const FIRST: Milliseconds = SECOND;
const LONGEST: Milliseconds = 5 * MINUTE;

/** How long to wait after so many attempts in a row (1 or more) have failed: 1 s, 2 s, 4 s … 5 min. */
export function backOff(attempts: number): Milliseconds {
  return Math.min(FIRST * 2 ** (attempts - 1), LONGEST);
}

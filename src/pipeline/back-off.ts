import { type Milliseconds, MINUTE, SECOND } from '../base/units.ts';

const FIRST: Milliseconds = 5 * SECOND;
export const LONGEST_BACK_OFF: Milliseconds = 15 * MINUTE;

/**
 * How long to wait after the how-manieth failure (from 0): anything up to 5 s, doubling to 15 min. Full jitter, so that what failed
 * together doesn't come back together.
 */
export function backOff(failures: number, random: () => number): Milliseconds {
  return Math.ceil(random() * Math.min(LONGEST_BACK_OFF, FIRST * 2 ** failures));
}

import { setTimeout as wait } from 'node:timers/promises';
import { Problem } from '../../base/problem.ts';
import { type Milliseconds, SECOND } from '../../base/units.ts';
import type { S3Reader } from '../aws/use/s3.ts';
import { mayPass } from '../aws/use/s3-problem.ts';

/** Each of these is three tries of the SDK, within a second. */
const TRIES = 5;
/** After so many requests in a row that came to nothing, the others get one try each: that is no passing trouble. */
const HOPELESS = 32;

const FIRST: Milliseconds = 200;
const LONGEST: Milliseconds = 10 * SECOND;

export interface Patience {
  /** 0 to 1. */
  readonly random?: () => number;
  /** The longest pause after a first failure. */
  readonly first?: Milliseconds;
}

/**
 * Asks again, with growing pauses, when S3 throttles or fails, or the network does. The SDK does so too, but ends after three tries within a
 * second, and an object that is given up is missing from what a scan finds.
 */
export function patientReader(reader: S3Reader, patience: Patience = {}): S3Reader {
  let lost = 0;
  const patiently = async <T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
    for (let failures = 1; ; failures++) {
      try {
        const answer = await ask();
        lost = 0;
        return answer;
      } catch (error) {
        if (!(error instanceof Problem) || !mayPass(error)) throw error;
        if (failures >= TRIES || lost >= HOPELESS) {
          lost++;
          throw error;
        }
        await pause(failures, signal, patience);
      }
    }
  };
  return {
    listObjects: (request) => patiently(() => reader.listObjects(request), request.signal),
    getObject: (request) => patiently(() => reader.getObject(request), request.signal),
  };
}

/** Full jitter, so that what failed together doesn't come back together. The signal ends it, quietly. @param failures from 1 */
export async function pause(
  failures: number,
  signal: AbortSignal | undefined,
  { random = Math.random, first = FIRST }: Patience = {},
): Promise<void> {
  const longest = Math.min(LONGEST, first * 2 ** (failures - 1));
  await wait(random() * longest, undefined, { ...(signal && { signal }) }).catch(() => {});
}

import { Problem } from '../../base/problem.ts';
import type { EpochMs } from '../../base/units.ts';
import { filesSource } from '../../edges/sources/files.ts';
import type { Source } from '../../edges/sources/source.ts';
import { stdinSource } from '../../edges/sources/stdin.ts';

/** What is known to be unwanted before it is fetched: only S3, where each object costs a request, makes use of it. */
export interface Wanted {
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  /** Ends listing and reading early. */
  readonly signal?: AbortSignal;
  /** Files that are our own output, which a folder may hold: `dev:ino`. */
  readonly except?: ReadonlySet<string>;
}

/** The sources that the inputs of a command line name, in their order. @throws {Problem} CLI_USAGE */
export async function sourcesOf(inputs: readonly string[], wanted: Wanted): Promise<Source[]> {
  const s3 = inputs.some(isInS3) ? await import('../../edges/sources/s3.ts') : undefined;
  return inputs.map((input) => {
    if (input.trim() === '') {
      throw new Problem('CLI_USAGE', 'an input is empty', {
        hint: 'Name a file or folder: a variable of the shell may not be set.',
      });
    }
    if (input === '-') return stdinSource(wanted);
    if (s3 !== undefined && isInS3(input)) return s3.s3Source(input, wanted);
    return filesSource(input, wanted);
  });
}

function isInS3(input: string): boolean {
  return input.startsWith('s3://');
}

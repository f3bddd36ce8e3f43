import type { Clock } from '../../../base/clock.ts';
import { Problem } from '../../../base/problem.ts';
import type { LiveSourceOptions, SourceStatus } from '../live-source.ts';
import { backOff } from './back-off.ts';

/** How a source is doing. One that reads many places names them, so that an answer of one doesn't hide the trouble of another. */
export interface Health {
  answered(part?: string): void;
  /** Told to the source's `onProblem` (unless `quiet`), and shown until that part has answered or is mended. */
  failed(problem: Problem, part?: string, quiet?: boolean): void;
  /** What isn't the source's own place (its checkpoints) works again. */
  mended(part: string): void;
  status(): Pick<SourceStatus, 'lastAnswerAt' | 'problem'>;
}

export function createHealth({ clock, onProblem }: Pick<LiveSourceOptions, 'clock' | 'onProblem'>): Health {
  const troubles = new Map<string, Problem>();
  let lastAnswerAt: number | undefined;
  return {
    answered(part = '') {
      lastAnswerAt = clock.now();
      troubles.delete(part);
    },
    failed(problem, part = '', quiet = false) {
      troubles.set(part, problem);
      if (!quiet) onProblem(problem);
    },
    mended: (part) => void troubles.delete(part),
    status() {
      const [problem] = troubles.values();
      return { ...(lastAnswerAt !== undefined && { lastAnswerAt }), ...(problem !== undefined && { problem }) };
    },
  };
}

/**
 * Does it until it goes through, with growing pauses; each failure is told. Undefined only if the signal came first.
 * @throws whatever is no `Problem`: a defect, which repeating doesn't mend
 */
export async function patiently<T>(
  attempt: () => Promise<T>,
  {
    clock,
    health,
    part,
    signal,
  }: { readonly clock: Clock; readonly health: Health; readonly part: string; readonly signal: AbortSignal },
): Promise<T | undefined> {
  for (let attempts = 1; !signal.aborted; attempts++) {
    try {
      const result = await attempt();
      health.mended(part);
      return result;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (signal.aborted) return undefined;
      health.failed(error, part);
      await clock.sleep(backOff(attempts), signal);
    }
  }
  return undefined;
}

import { formatProblem, Problem } from '../../../base/problem.ts';
import type { Milliseconds } from '../../../base/units.ts';

/** What a check came to. */
export interface Outcome {
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do; none where nothing is wrong. */
  readonly remedy?: string;
}

export interface CheckResult extends Outcome {
  readonly name: string;
}

export interface Check {
  readonly name: string;
  /** A problem that is thrown is a failure. */
  run(signal: AbortSignal): Promise<Outcome>;
}

export const ok = (detail: string): Outcome => ({ status: 'ok', detail });
export const warn = (detail: string, remedy: string): Outcome => ({ status: 'warn', detail, remedy });
export const fail = (detail: string, remedy: string): Outcome => ({ status: 'fail', detail, remedy });

/** All at once, each with so much time; the results in the order of the checks. */
export async function runChecks(checks: readonly Check[], timeout: Milliseconds): Promise<CheckResult[]> {
  return Promise.all(checks.map(async (check) => ({ name: check.name, ...(await within(check, timeout)) })));
}

/** Ends in time also where the work doesn't heed the signal. */
async function within(check: Check, timeout: Milliseconds): Promise<Outcome> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => {
      resolve(fail(`no answer in ${timeout / 1000} s`, 'Check the network, or give it more time with --timeout'));
      controller.abort();
    }, timeout);
  });
  const work = (async () => check.run(controller.signal))().catch(outcomeOf);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof Problem)) return fail(error instanceof Error ? error.message : String(error), 'See the message');
  const { message, hint, code } = error;
  const place = error.at?.file;
  const detail = `${place === undefined ? '' : `${place}: `}${message} [${code}]`;
  return hint === undefined ? fail(formatProblem(error), `See docs/errors.md, ${code}`) : fail(detail, hint);
}

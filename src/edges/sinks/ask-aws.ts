import { Problem } from '../../base/problem.ts';
import { type Milliseconds, SECOND } from '../../base/units.ts';
import { awsSinkProblem } from './aws-sink-problem.ts';
import { SINK_TIMEOUT, throwIfStopped } from './http-post.ts';

/** Calls an AWS service within the time that a sink has, or says as a sink does why not. @throws {Problem} SINK_FAILED, SINK_REFUSED */
export async function askAws<T>(
  service: string,
  call: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  timeout: Milliseconds = SINK_TIMEOUT,
): Promise<T> {
  throwIfStopped(signal, service);
  const limit = AbortSignal.timeout(timeout);
  try {
    return await call(AbortSignal.any([signal, limit]));
  } catch (error) {
    throwIfStopped(signal, service);
    if (limit.aborted) {
      throw new Problem('SINK_FAILED', `${service} gave no answer within ${timeout / SECOND} s`, { hint: 'It is tried again' });
    }
    throw error instanceof Problem && !error.code.startsWith('SINK_') ? awsSinkProblem(error) : error;
  }
}

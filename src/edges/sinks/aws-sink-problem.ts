import { Problem } from '../../base/problem.ts';

/** The request itself is wrong, so that no later time makes it right. Throttling says 400 too, by other names. */
const WRONG = /^(?:Invalid|ParameterValue|Validation|MalformedPolicy|OptedOut|UserError|KMSDisabled|KMSOptInRequired)/;

/**
 * What an AWS service answered, as a sink says it. Missing or expired credentials may come back, a missing permission or target is
 * for people to mend.
 */
export function awsSinkProblem(problem: Problem): Problem {
  const { code, message, at, hint, cause } = problem;
  const forGood = code === 'AWS_DENIED' || code === 'AWS_NOT_FOUND' || WRONG.test((cause as Error | undefined)?.name ?? '');
  return new Problem(forGood ? 'SINK_REFUSED' : 'SINK_FAILED', message, { at, hint, cause });
}

import { Problem } from '../../../base/problem.ts';
import type { StackState } from '../../../edges/aws/use/cloudformation.ts';

/** A change set has made it, and nothing else has. */
export const isEmptyShell = ({ status }: StackState) => status === 'REVIEW_IN_PROGRESS';

/** @throws {Problem} CLI_USAGE for a stack that somebody is changing at this moment */
export function refuseBusy(stack: string, { status }: StackState): void {
  if (!status.endsWith('_IN_PROGRESS') || status === 'REVIEW_IN_PROGRESS') return;
  throw new Problem('CLI_USAGE', `the stack is being changed already (${status})`, {
    at: { file: stack },
    hint: 'Wait until that is done, or cancel it in the console of CloudFormation',
  });
}

/** @throws {Problem} CLI_USAGE for a stack that CloudFormation would not update */
export function refuseBroken(stack: string, { status }: StackState): void {
  const at = { file: stack };
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    const hint = `Mend what stood in the way, then: aws cloudformation continue-update-rollback --stack-name ${stack}`;
    throw new Problem('CLI_USAGE', 'its last update failed, and could not be undone', { at, hint });
  }
  if (/^(?:CREATE_FAILED|ROLLBACK_COMPLETE|ROLLBACK_FAILED|DELETE_FAILED)$/.test(status)) {
    const hint = `Take away what is left of it first: trailwatch destroy --stack ${stack}`;
    throw new Problem('CLI_USAGE', `the stack can only be deleted (${status})`, { at, hint });
  }
}

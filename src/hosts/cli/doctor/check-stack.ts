import { Problem } from '../../../base/problem.ts';
import { type Seconds, SECOND } from '../../../base/units.ts';
import { createStackCalls, regionOf } from '../../../edges/aws/use/cloudformation.ts';
import { awsAccessOf } from '../../config/aws-access.ts';
import { type DeploymentCalls, realDeploymentCalls } from './aws-calls.ts';
import { type CheckResult, runChecks } from './check.ts';
import { deploymentChecks } from './deployment-checks.ts';

export interface StackToCheck {
  readonly stack: string;
  readonly profile?: string;
  readonly region?: string;
  readonly regions: readonly string[];
  readonly timeout: Seconds;
}

/** @throws {Problem} AWS_NOT_FOUND if there is no such stack; AWS_CREDENTIALS, AWS_DENIED, AWS_FAILED */
export async function checkStack(
  flags: StackToCheck,
  calls: DeploymentCalls = realDeploymentCalls,
): Promise<readonly CheckResult[]> {
  const given = awsAccessOf(flags);
  const access = { ...given, region: await regionOf(given) };
  const { account } = await calls.getCallerIdentity(access);
  const stacks = createStackCalls(access);
  try {
    const state = await stacks.describeStack(flags.stack);
    if (state === undefined) {
      throw new Problem('AWS_NOT_FOUND', `there is no stack ${flags.stack} in ${account}, ${access.region}`, {
        hint: 'Check name, account and region: --stack, --profile, --region',
      });
    }
    const { stack, regions, timeout } = flags;
    const checks = deploymentChecks({ stack, state, account, access, regions, calls, now: Date.now });
    return await runChecks(checks, timeout * SECOND);
  } finally {
    stacks.close();
  }
}

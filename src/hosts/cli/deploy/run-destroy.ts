import { exitCodes } from '../exit-codes.ts';
import { withDeployment } from './aws-deployment.ts';
import { destroyStack } from './destroy-stack.ts';
import { readTemplate } from './template.ts';

export interface DestroyFlags {
  readonly stack: string;
  readonly deleteLogs?: boolean;
  readonly yes?: boolean;
  readonly profile?: string;
  readonly region?: string;
}

/** @throws {Problem} CLI_USAGE, AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED */
export async function runDestroy(flags: DestroyFlags): Promise<number> {
  const { deleteLogs = false, yes = false } = flags;
  const { retained } = readTemplate();
  return withDeployment(flags, async (deployment) => {
    const end = await destroyStack(deployment, { retained, deleteLogs, yes });
    return end === 'gone' ? exitCodes.OK : exitCodes.INTERRUPTED;
  });
}

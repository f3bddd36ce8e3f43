import { forTerminal } from '../../../base/escape.ts';
import { loadConfigSet } from '../../config/config-set.ts';
import { defaultConfigFile } from '../../config/load-config.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { codePackage } from '../package/run-package.ts';
import { sayProblems } from '../rules/open-rules.ts';
import { withDeployment } from './aws-deployment.ts';
import { deployStack } from './deploy-stack.ts';
import { notifyQueue } from './notify-queue.ts';
import { readParameters } from './parameters.ts';
import { readTemplate } from './template.ts';
import { checkStack } from '../doctor/check-stack.ts';
import { checkTable } from '../doctor/check-table.ts';

export interface DeployFlags {
  readonly stack: string;
  readonly bucket?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly parameter: readonly string[];
  readonly config?: string;
  readonly codeBucket?: string;
  readonly adopt?: boolean;
  readonly plan?: boolean;
  readonly yes?: boolean;
  readonly roleArn?: string;
  readonly profile?: string;
  readonly region?: string;
}

/** @throws {Problem} CLI_USAGE, AWS_DENIED, AWS_CREDENTIALS, AWS_FAILED */
export async function runDeploy(flags: DeployFlags): Promise<number> {
  const given = readParameters(flags.parameter);
  const configured = await fromConfiguration(flags.config);
  if (configured === undefined) return exitCodes.USAGE;
  const flagged = {
    TrailBucketName: flags.bucket,
    AlertEmail: flags.email,
    AlertPhone: flags.phone,
    CodeBucket: flags.codeBucket,
  };
  for (const [name, value] of Object.entries({ ...configured, ...flagged }))
    if (value !== undefined && !given.has(name)) given.set(name, value);
  const template = readTemplate();
  const code = codePackage();
  return withDeployment(flags, async (deployment): Promise<ExitCode> => {
    const { console, stack } = deployment;
    const { plan = false, yes = false, adopt = false, roleArn } = flags;
    const end = await deployStack(deployment, { template, given, code, plan, yes, adopt, roleArn });
    if (end === 'declined' || end === 'interrupted') return exitCodes.INTERRUPTED;
    const before = (await deployment.stacks.describeStack(stack))?.parameters ?? [];
    const notified = await notifyQueue(deployment, new Map([...before, ...given]), { plan, yes });
    if (notified === 'declined' || notified === 'interrupted') return exitCodes.INTERRUPTED;
    if (end === 'deployed') {
      const topic =
        given.get('AlertEmail') === undefined ? '' : '  Confirm the subscription: AWS has sent a mail to the address.\n';
      console.say('\nHow it is:\n');
      console.print(checkTable(await checkStack({ ...flags, regions: [], timeout: 15 })));
      console.say(
        `\nNext:\n${topic}  trailwatch doctor --stack ${forTerminal(stack)}\n  trailwatch destroy --stack ${forTerminal(stack)}   # takes it away again\n`,
      );
    }
    return exitCodes.OK;
  });
}

/** Undefined after what is wrong with the file was said. Nothing, where there is none. */
async function fromConfiguration(named: string | undefined): Promise<Record<string, string> | undefined> {
  const file = named ?? defaultConfigFile(process.env);
  if (file === undefined) return {};
  const { set, problems } = await loadConfigSet({ file, environment: process.env });
  if (set === undefined) {
    sayProblems(problems);
    return undefined;
  }
  const { store, log_level: level } = set.loaded.config;
  // The functions say at least what went wrong.
  return { RetentionDays: String(store.retention_days), LogLevel: level === 'silent' ? 'ERROR' : level.toUpperCase() };
}

import { forTerminal } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import type { ChangeSetState, PlannedChange, StackState } from '../../../edges/aws/use/cloudformation.ts';
import type { CodePackage } from '../package/run-package.ts';
import { changeSummary, changeTable, losingChanges } from './change-table.ts';
import type { Deployment } from './deployment.ts';
import { type Followed, follow } from './follow.ts';
import { outputTable } from './output-table.ts';
import { parametersFor } from './parameters.ts';
import { remedyFor } from './remedies.ts';
import { isEmptyShell, refuseBroken, refuseBusy } from './stack-state.ts';
import type { Template } from './template.ts';
import { colorsFor } from '../colors.ts';

const pc = colorsFor(process.stderr);

export interface Wish {
  readonly template: Template;
  /** Values of parameters; what is left out stays as it is. */
  readonly given: ReadonlyMap<string, string>;
  readonly code: CodePackage;
  readonly plan: boolean;
  readonly yes: boolean;
  readonly adopt: boolean;
  readonly roleArn?: string | undefined;
}

type End = 'deployed' | 'unchanged' | 'planned' | 'declined' | 'interrupted';

const POLL = 1_500;

/**
 * A change set, shown and agreed to; the code, uploaded; the work, followed. Until it is agreed to, nothing is left in the account.
 * @throws {Problem} CLI_USAGE, AWS_*
 */
export async function deployStack(deployment: Deployment, wish: Wish): Promise<End> {
  const { stack, stacks, console } = deployment;
  if (!wish.plan && !wish.yes && !console.asks) {
    throw new Problem('CLI_USAGE', 'nobody can be asked here whether to deploy', {
      hint: 'Add --yes, or look first with --plan',
    });
  }
  const found = await stacks.describeStack(stack);
  if (found !== undefined) {
    refuseBusy(stack, found);
    refuseBroken(stack, found);
  }
  const isNew = found === undefined || isEmptyShell(found);
  const before = isNew ? undefined : found;
  const bucket = wish.given.get('CodeBucket') ?? before?.parameters.get('CodeBucket') ?? ownCodeBucket(deployment);
  const parameters = parametersFor(
    wish.template,
    givenOrUsual(deployment, wish, bucket, before),
    before?.parameters ?? new Map(),
  );
  const name = `trailwatch-${deployment.now()}`;
  let executed = false;
  try {
    const { template, adopt, roleArn } = wish;
    const type = isNew ? 'CREATE' : 'UPDATE';
    await stacks.createChangeSet({ stack, name, type, template: template.text, parameters, adopt, roleArn });
    const changeSet = await planned(deployment, name);
    if (changeSet === undefined) return 'interrupted';
    if (hasNoChanges(changeSet)) {
      console.say(`${forTerminal(stack)} is as it should be: nothing to change.\n`);
      console.print(outputTable(before?.outputs ?? new Map()));
      return 'unchanged';
    }
    refuseFailed(stack, changeSet);
    show(deployment, changeSet.changes);
    if (wish.plan) return 'planned';
    if (!wish.yes) {
      const answer = await console.ask(question(deployment, changeSet.changes));
      if (answer === undefined) return 'interrupted';
      if (!/^y(?:es)?$/i.test(answer.trim())) {
        console.say('Nothing was changed.\n');
        return 'declined';
      }
    }
    if (deployment.signal.aborted) return 'interrupted';
    // Code that is named lies there already: an earlier version, or one that other tools have uploaded.
    if (!wish.given.has('CodeKey')) await upload(deployment, bucket, wish.code);
    if (deployment.signal.aborted) return 'interrupted';
    const id = (await stacks.describeStack(stack))?.id ?? stack;
    const after = (await stacks.events(id)).at(-1)?.id;
    await stacks.executeChangeSet(stack, name);
    executed = true;
    return await conclude(deployment, id, await follow(deployment, { id, after, total: changeSet.changes.length }));
  } finally {
    if (!executed) await tidy(deployment, name, found === undefined);
  }
}

/** The names that people needn't think of. */
function givenOrUsual(
  { account, region }: Deployment,
  { given, code }: Wish,
  codeBucket: string,
  before: StackState | undefined,
): Map<string, string> {
  const usual = before === undefined ? { TrailBucketName: `trailwatch-logs-${account}-${region}` } : {};
  const own = { CodeBucket: codeBucket, CodeKey: given.get('CodeKey') ?? code.name };
  return new Map([...Object.entries(usual), ...given, ...Object.entries(own)]);
}

const ownCodeBucket = ({ account, region }: Deployment) => `trailwatch-code-${account}-${region}`;

/** As soon as CloudFormation has thought it over; undefined after Ctrl-C. */
async function planned({ stack, stacks, signal, pause, console }: Deployment, name: string): Promise<ChangeSetState | undefined> {
  for (;;) {
    console.status('CloudFormation compares …');
    const changeSet = await stacks.describeChangeSet(stack, name);
    if (signal.aborted) return undefined;
    if (!/_PENDING$|_IN_PROGRESS$/.test(changeSet.status)) return changeSet;
    await pause(POLL);
    if (signal.aborted) return undefined;
  }
}

/** CloudFormation takes that for a failure. Source: AWS CloudFormation User Guide, "Create change sets". */
function hasNoChanges({ status, reason, changes }: ChangeSetState): boolean {
  if (status === 'FAILED') return /didn't contain changes|no updates are to be performed/i.test(reason);
  return changes.length === 0;
}

function refuseFailed(stack: string, { status, reason }: ChangeSetState): void {
  if (status !== 'FAILED') return;
  const hint = remedyFor({ id: '', resource: '', type: '', status, reason, ofStack: false });
  throw new Problem('AWS_FAILED', `CloudFormation refuses the change: ${reason}`, { at: { file: stack }, hint });
}

function show({ console }: Deployment, changes: readonly PlannedChange[]): void {
  console.print(changeTable(changes));
  const losing = losingChanges(changes);
  if (losing.length === 0) return;
  const names = losing.map(({ resource }) => forTerminal(resource)).join(', ');
  console.say(`${pc.red('Lost with all that is in them')}: ${names}\n`);
}

function question({ stack, account, region }: Deployment, changes: readonly PlannedChange[]): string {
  return `Stack ${forTerminal(stack)} in account ${account}, ${region}: ${changeSummary(changes)}. Deploy? [y/N] `;
}

async function upload(deployment: Deployment, bucket: string, { name, zip }: CodePackage): Promise<void> {
  const { buckets, account, region, partition, console } = deployment;
  // A bucket that somebody names may be another account's on purpose.
  if (bucket === ownCodeBucket(deployment)) {
    const made = await buckets.ensure({ name: bucket, account, region, partition });
    if (made === 'made') console.say(`bucket ${bucket} made\n`);
  }
  if (await buckets.has(bucket, name)) return;
  console.status(`Uploading s3://${bucket}/${name} …`);
  await buckets.put(bucket, name, zip);
  console.say(`code uploaded to s3://${forTerminal(bucket)}/${name}\n`);
}

async function conclude({ stack, stacks, console }: Deployment, id: string, { status, failure }: Followed): Promise<End> {
  if (status === 'INTERRUPTED') {
    console.say(
      `CloudFormation goes on with it. See it with: aws cloudformation describe-stacks --stack-name ${forTerminal(stack)}\nStop an update with: aws cloudformation cancel-update-stack --stack-name ${forTerminal(stack)}\n`,
    );
    return 'interrupted';
  }
  if (/^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) {
    console.print(outputTable((await stacks.describeStack(id))?.outputs ?? new Map()));
    return 'deployed';
  }
  const what =
    failure === undefined
      ? `the stack is ${status}`
      : `${failure.resource} (${failure.type}) failed: ${failure.reason ?? 'no reason given'}`;
  const hint = failure === undefined ? 'Look at its events in the console of CloudFormation' : remedyFor(failure);
  throw new Problem('AWS_FAILED', `${what}. ${undone(status)}`, { at: { file: stack }, hint });
}

function undone(status: string): string {
  if (status === 'UPDATE_ROLLBACK_COMPLETE') return 'The stack is what it was before';
  if (status === 'DELETE_COMPLETE') return 'What was made is deleted again';
  return `The stack is left in ${status}`;
}

/** Nothing is to be left of a plan. What goes wrong here must not hide what went wrong before. */
async function tidy({ stack, stacks, console }: Deployment, name: string, shellIsOurs: boolean): Promise<void> {
  try {
    if ((await stacks.describeStack(stack)) === undefined) return;
    await stacks.deleteChangeSet(stack, name);
    const left = shellIsOurs ? await stacks.describeStack(stack) : undefined;
    if (left !== undefined && isEmptyShell(left)) await stacks.deleteStack(left.id);
  } catch (error) {
    console.say(`change set ${name} could not be deleted: ${forTerminal((error as Error).message)}\n`);
  }
}

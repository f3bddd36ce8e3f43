import { forTerminal } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import type { StackResource } from '../../../edges/aws/use/cloudformation.ts';
import { columnsOf, inColumns } from '../output/in-columns.ts';
import type { Deployment } from './deployment.ts';
import { type Followed, follow } from './follow.ts';
import { farewellToQueue } from './notify-queue.ts';
import { remedyFor } from './remedies.ts';
import { isEmptyShell, refuseBusy } from './stack-state.ts';
import { colorsFor } from '../colors.ts';

const pc = colorsFor(process.stderr);

export interface Farewell {
  /** Logical ids of what CloudFormation leaves alone. */
  readonly retained: ReadonlySet<string>;
  readonly deleteLogs: boolean;
  readonly yes: boolean;
}

type End = 'gone' | 'declined' | 'interrupted';

const BUCKET = 'AWS::S3::Bucket';

/**
 * Deletes a stack after it was agreed to; log files only on request. A bucket that CloudFormation would delete stays when it isn't
 * empty.
 * @throws {Problem} CLI_USAGE, AWS_NOT_FOUND, AWS_*
 */
export async function destroyStack(deployment: Deployment, { retained, deleteLogs, yes }: Farewell): Promise<End> {
  const { stack, stacks, buckets, console, signal } = deployment;
  if (!yes && !console.asks) {
    throw new Problem('CLI_USAGE', 'nobody can be asked here whether to destroy it', { hint: 'Add --yes' });
  }
  const state = await stacks.describeStack(stack);
  if (state === undefined) {
    const hint = 'Check name, account and region';
    throw new Problem('AWS_NOT_FOUND', `there is no stack ${stack} in ${deployment.account}, ${deployment.region}`, { hint });
  }
  refuseBusy(stack, state);
  if (state.terminationProtection) {
    throw new Problem('CLI_USAGE', 'the stack is protected against deletion', {
      at: { file: stack },
      hint: `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${stack}`,
    });
  }
  const { id } = state;
  const resources = isEmptyShell(state) ? [] : await stacks.resources(id);
  const logBuckets = resources.filter(({ type, physicalId }) => type === BUCKET && physicalId !== '');
  const stays = resources.filter(({ resource, type }) => (type === BUCKET ? !deleteLogs : retained.has(resource)));
  console.print(farewellTable(resources, stays));
  const notification = await farewellToQueue(deployment, state.parameters);
  if (notification !== undefined)
    console.print(`${pc.red('goes ')}  the notification of bucket ${forTerminal(notification.bucket)} to the queue\n`);
  if (deleteLogs && logBuckets.length > 0) {
    const names = logBuckets.map(({ physicalId }) => forTerminal(physicalId)).join(', ');
    console.say(`${pc.red('Every version of every object goes')}: ${names}\n`);
  }
  if (!yes) {
    const answer = await console.ask(
      `In account ${deployment.account}, ${deployment.region}. To destroy it, type the name of the stack (${forTerminal(stack)}): `,
    );
    if (answer === undefined) return 'interrupted';
    if (answer.trim() !== stack) {
      console.say('That is another name: nothing was changed.\n');
      return 'declined';
    }
  }
  if (signal.aborted) return 'interrupted';

  await notification?.remove();
  let followed = await remove(deployment, id, resources.length);
  const bucketInTheWay = followed.status === 'DELETE_FAILED' && followed.failure?.type === BUCKET;
  if (bucketInTheWay) {
    // Its trail is gone, so that nothing is written any more.
    const inTheWay = logBuckets.map(({ resource }) => resource);
    if (deleteLogs) await emptyAll(deployment, logBuckets);
    followed = await remove(deployment, id, inTheWay.length, deleteLogs ? [] : inTheWay);
  }
  if (followed.status === 'INTERRUPTED') {
    console.say('CloudFormation goes on with it.\n');
    return 'interrupted';
  }
  if (followed.status !== 'DELETE_COMPLETE') throw failed(stack, followed);
  if (deleteLogs) {
    await emptyAll(deployment, logBuckets);
    for (const { physicalId } of logBuckets) await buckets.remove(physicalId);
  }
  console.say(
    `${forTerminal(stack)} is gone.${stays.length > 0 ? ' What stays is listed above; `trailwatch deploy --adopt` takes it over again.' : ''}\n`,
  );
  return 'gone';
}

async function remove(deployment: Deployment, id: string, total: number, retain: readonly string[] = []): Promise<Followed> {
  const after = (await deployment.stacks.events(id)).at(-1)?.id;
  await deployment.stacks.deleteStack(id, retain);
  return follow(deployment, { id, after, total });
}

async function emptyAll({ buckets, console }: Deployment, list: readonly StackResource[]): Promise<void> {
  for (const { physicalId } of list) {
    const count = await buckets.empty(physicalId, (deleted) =>
      console.status(`${deleted} versions deleted from ${forTerminal(physicalId)}`),
    );
    if (count > 0) console.say(`${count} versions deleted from ${forTerminal(physicalId)}\n`);
  }
}

function failed(stack: string, { status, failure }: Followed): Problem {
  const what =
    failure === undefined
      ? `the stack is ${status}`
      : `${failure.resource} (${failure.type}) could not be deleted: ${failure.reason ?? ''}`;
  const hint = failure === undefined ? 'Look at its events in the console of CloudFormation' : remedyFor(failure);
  return new Problem('AWS_FAILED', what, { at: { file: stack }, hint });
}

function farewellTable(resources: readonly StackResource[], stays: readonly StackResource[]): string {
  const width = Math.max(0, ...resources.map(({ resource }) => columnsOf(forTerminal(resource))));
  const line = ({ resource, type, physicalId }: StackResource, what: string) =>
    `${what}  ${inColumns(forTerminal(resource), width)}  ${forTerminal(type)}  ${forTerminal(physicalId)}\n`;
  const goes = resources.filter((each) => !stays.includes(each));
  return [...goes.map((each) => line(each, pc.red('goes '))), ...stays.map((each) => line(each, pc.green('stays')))].join('');
}

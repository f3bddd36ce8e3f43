import { forTerminal } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import type { BucketNotification } from '../../../edges/aws/use/bucket-notification.ts';
import { colorsFor } from '../colors.ts';
import type { Deployment } from './deployment.ts';
import { destinationsOf, mergeNotification, type OwnNotification, withoutNotification } from './merge-notification.ts';

const pc = colorsFor(process.stderr);

/** The parameters that say whose bucket it is, as the stack has them or will have them. */
export type Parameters = ReadonlyMap<string, string>;

type End = 'there' | 'shown' | 'done' | 'declined' | 'interrupted' | 'not ours';

/**
 * Where the bucket was there before the stack, the template leaves its notifications alone; here the queue's is put beside what is
 * there, after it was shown and agreed to.
 * @throws {Problem} CLI_USAGE if S3 takes no second destination, or nobody can be asked; AWS_*
 */
export async function notifyQueue(
  deployment: Deployment,
  parameters: Parameters,
  { plan, yes }: { readonly plan: boolean; readonly yes: boolean },
): Promise<End> {
  const { buckets, console, account, stack } = deployment;
  const place = placeOf(deployment, parameters);
  if (place === undefined) return 'not ours';
  const { bucket, own, owner } = place;
  const name = forTerminal(bucket);
  if (owner !== account) {
    console.say(`${name} belongs to account ${owner}, which has to notify ${own.queueArn} of ${forTerminal(own.prefix)}\n`);
    return 'not ours';
  }
  const current = await buckets.notification(bucket, owner);
  const merge = mergeNotification(current, own);
  if (merge.kind === 'there') {
    console.say(`${name} notifies ${merge.by === 'queue' ? 'the queue' : 'EventBridge'} already.\n`);
    return 'there';
  }
  if (merge.kind === 'clash') throw clash(bucket, merge.destination);
  console.print(difference(bucket, current, merge.next));
  if (plan) return 'shown';
  if (!yes) {
    if (!console.asks) throw new Problem('CLI_USAGE', 'nobody can be asked here whether to change it', { hint: 'Add --yes' });
    const answer = await console.ask(`Notifications of bucket ${name}: 1 to add. Write them? [y/N] `);
    if (answer === undefined) return 'interrupted';
    if (!/^y(?:es)?$/i.test(answer.trim())) {
      console.say(`The bucket is as it was: no log file reaches the queue of ${forTerminal(stack)} by itself.\n`);
      return 'declined';
    }
  }
  await buckets.setNotification(bucket, owner, merge.next);
  console.say(`${name} notifies the queue now.\n`);
  return 'done';
}

/** What takes the queue's notification away again; undefined if the bucket has none. A bucket that can't be asked is told of. */
export async function farewellToQueue(
  deployment: Deployment,
  parameters: Parameters,
): Promise<{ readonly bucket: string; remove(): Promise<void> } | undefined> {
  const { buckets, account, console } = deployment;
  const place = placeOf(deployment, parameters);
  if (place === undefined || place.owner !== account) return undefined;
  const { bucket, own, owner } = place;
  try {
    const next = withoutNotification(await buckets.notification(bucket, owner), own);
    return next && { bucket, remove: () => buckets.setNotification(bucket, owner, next) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.say(`whether bucket ${forTerminal(bucket)} notifies the queue is not known: ${forTerminal(error.message)}\n`);
    return undefined;
  }
}

/** Undefined where the template itself sees to it, or a topic of somebody's does. */
function placeOf({ account, region, partition, stack }: Deployment, parameters: Parameters) {
  const of = (name: string) => parameters.get(name) ?? '';
  const bucket = of('TrailBucketName');
  if (of('CreateBucket') !== 'false' || of('ExistingTopicArn') !== '' || bucket === '') return undefined;
  const queue = `${of('Prefix') || 'security-monitoring'}-${of('Environment') || 'test'}-log-processing`;
  const own: OwnNotification = {
    id: `trailwatch-${stack}`,
    queueArn: `arn:${partition}:sqs:${region}:${account}:${queue}`,
    prefix: of('LogPrefix') === '' ? 'AWSLogs/' : `${of('LogPrefix')}/AWSLogs/`,
  };
  return { bucket, own, owner: of('TrailBucketAccountId') || account };
}

/** A line for each destination: what stays, and what is new. */
function difference(bucket: string, before: BucketNotification, after: BucketNotification): string {
  const lines = (notification: BucketNotification) =>
    destinationsOf(notification).map(({ destination, events, filter: { prefix, suffix } }) =>
      forTerminal(`${events.join(', ')} of ${prefix}*${suffix} → ${destination}`),
    );
  const known = new Set(lines(before));
  const all = lines(after).map((line) => (known.has(line) ? `  ${line}` : pc.green(`+ ${line}`)));
  return `Notifications of bucket ${forTerminal(bucket)}:\n${all.join('\n')}\n`;
}

function clash(bucket: string, destination: string): Problem {
  const isTopic = destination.includes(':sns:');
  return new Problem('CLI_USAGE', `the bucket notifies ${destination} of new log files, and S3 takes no second destination`, {
    at: { file: `s3://${bucket}` },
    hint: isTopic
      ? `Deploy with --parameter ExistingTopicArn=${destination}`
      : 'Turn on the events that the bucket sends to EventBridge: the stack has a rule for them',
  });
}

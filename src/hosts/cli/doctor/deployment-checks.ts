import { type EpochMs, HOUR } from '../../../base/units.ts';
import type { AwsAccess } from '../../../edges/aws/use/access.ts';
import type { StackState } from '../../../edges/aws/use/cloudformation.ts';
import type { DeploymentCalls } from './aws-calls.ts';
import { trailCheck } from './aws-checks.ts';
import { type Check, fail, ok, type Outcome, warn } from './check.ts';
import { smsOutcome, topicOutcome } from './sink-checks.ts';

export interface DeploymentCheckOptions {
  readonly stack: string;
  readonly state: StackState;
  readonly account: string;
  /** With the region of the stack. */
  readonly access: AwsAccess & { readonly region: string };
  /** In which seconds matter: a forwarder is looked for in each. */
  readonly regions: readonly string[];
  readonly calls: DeploymentCalls;
  readonly now: () => EpochMs;
}

/** Where what happens to IAM and how the root user signs in appears. */
const GLOBAL_EVENTS = 'us-east-1';
/** A log file has waited too long for seconds, or the processor is too slow. */
const OLD_MESSAGE = 10 * 60;

/** Is everything of a stack there, does it work, and does anybody hear of it? Reads only. */
export function deploymentChecks({ stack, state, account, access, regions, calls, now }: DeploymentCheckOptions): Check[] {
  const output = (name: string) => state.outputs.get(name);
  const parameter = (name: string) => state.parameters.get(name) ?? '';
  const names = `${parameter('Prefix') || 'security-monitoring'}-${parameter('Environment') || 'test'}`;
  const checks: (Check | false)[] = [
    { name: `stack ${stack}`, run: async () => stackOutcome(state.status) },
    parameter('CreateTrail') !== 'false' && trailCheck(access, calls),
    {
      name: 'log files announced',
      run: async (signal) => {
        const bucket = output('TrailBucket') ?? parameter('TrailBucketName');
        const topic = parameter('ExistingTopicArn');
        if (topic !== '') return ok(`by the topic ${topic}`);
        signal.throwIfAborted();
        const owner = parameter('TrailBucketAccountId') || account;
        const told = await calls.getBucketNotification(bucket, owner, access);
        const count = (told.QueueConfigurations?.length ?? 0) + (told.TopicConfigurations?.length ?? 0);
        return count > 0 || told.EventBridgeConfiguration !== undefined
          ? ok(`by bucket ${bucket}`)
          : fail(`bucket ${bucket} notifies nobody`, `trailwatch deploy --stack ${stack}, which shows and adds what is missing`);
      },
    },
    { name: 'queue', run: (signal) => queueOutcome(output('LogProcessingQueueUrl') ?? '', signal) },
    {
      name: 'dead letters',
      run: async (signal) => {
        const { waiting } = await calls.getQueueState(output('DeadLetterQueueUrl') ?? '', access, signal);
        const remedy = 'See docs/operations.md, "Dead letters": mend the reason, then start-message-move-task';
        return waiting > 0 ? fail(`${waiting} messages could not be processed`, remedy) : ok('none');
      },
    },
    ...['ProcessorFunction', 'TickFunction'].map((name) => functionCheck(output(name) ?? '')),
    ...['SecurityEventsTable', 'StoreTable'].map((name): Check => {
      const table = output(name) ?? '';
      const run: Check['run'] = async (signal) => {
        const status = await calls.getTableStatus(table, access, signal);
        return status === 'ACTIVE'
          ? ok(status)
          : warn(status, 'Wait; a table that is archived or without its key has to be restored');
      };
      return { name: `table ${table}`, run };
    }),
    { name: 'alert topic', run: (signal) => topicOutcome(output('AlertTopicArn') ?? '', access, calls, signal) },
    parameter('AlertPhone') !== '' && { name: 'text messages', run: (signal) => smsOutcome(access, calls, signal) },
    { name: 'events within seconds', run: fastPathOutcome },
  ];
  return checks.filter((check) => check !== false);

  async function queueOutcome(url: string, signal: AbortSignal): Promise<Outcome> {
    const { waiting, inFlight } = await calls.getQueueState(url, access, signal);
    const age = await calls.getQueueAge(url, access, now(), signal);
    const text = `${waiting} waiting, ${inFlight} in work`;
    if (age === undefined || age <= OLD_MESSAGE) return ok(text);
    const remedy = 'Look at the log of the processor; raise MaximumConcurrency if it works and is too slow';
    return warn(`${text}, the oldest for ${Math.round(age / 60)} minutes`, remedy);
  }

  function functionCheck(name: string): Check {
    return {
      name: `function ${name}`,
      async run(signal) {
        const sum = (metric: string) =>
          calls.getMetricSum(
            { namespace: 'AWS/Lambda', name: metric, dimensions: { FunctionName: name } },
            HOUR,
            access,
            now(),
            signal,
          );
        const [invocations, errors, throttles] = await Promise.all([sum('Invocations'), sum('Errors'), sum('Throttles')]);
        const text = `${invocations} calls in the last hour`;
        if (errors > 0)
          return warn(`${text}, ${errors} failed`, `aws logs tail /aws/lambda/${name} --since 1h --filter-pattern ERROR`);
        if (throttles > 0)
          return warn(`${text}, ${throttles} throttled`, 'Raise the concurrency of the account or of the function');
        return ok(text);
      },
    };
  }

  /** A forwarder in every region but the stack's own, which has the fast path itself. */
  async function fastPathOutcome(signal: AbortSignal): Promise<Outcome> {
    const has = async (region: string) => {
      const rule = region === access.region ? `${names}-fast-path` : `${names}-forwarder`;
      return (await calls.getRuleState(rule, { ...access, region }, signal))?.startsWith('ENABLED') === true;
    };
    const wanted = [...new Set([access.region, GLOBAL_EVENTS, ...regions])];
    const found = await Promise.all(wanted.map(async (region) => [region, await has(region)] as const));
    const missing = found.flatMap(([region, isThere]) => (isThere ? [] : [region]));
    if (missing.length === 0) return ok(`in ${wanted.join(', ')}`);
    const why = missing.includes(GLOBAL_EVENTS) ? ` (${GLOBAL_EVENTS} has IAM's events and the root user's sign-ins)` : '';
    return warn(
      `not in ${missing.join(', ')}${why}: their events come with the log files, 5 to 15 minutes later`,
      missing.includes(access.region) && missing.length === 1
        ? 'Deploy with EventBridgeFastPath=true, if seconds matter'
        : 'Deploy forwarder.yaml there: docs/deploy.md, "Many regions and accounts"',
    );
  }
}

function stackOutcome(status: string): Outcome {
  if (/^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return ok(status);
  if (status.endsWith('_IN_PROGRESS')) return warn(status, 'Wait until CloudFormation is done');
  return fail(status, 'Look at the events of the stack in the console of CloudFormation, then deploy again');
}

import { Problem } from '../../base/problem.ts';
import { type EpochMs, HOUR } from '../../base/units.ts';
import { startInstances } from '../aws/act/start-instances.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { describeInstance } from '../aws/use/responders/instance.ts';
import { alreadySo, createResponder, ifThere, type Responder, type ResponderMemory, refused } from './responder.ts';
import { undoCommand } from './undo-command.ts';

export interface RestartInstanceOptions {
  readonly access?: AwsAccess;
  /** Kept running without the tag too. */
  readonly instances?: readonly string[];
  readonly memory: ResponderMemory;
}

export const KEEP_RUNNING = 'trailwatch:keep-running';
/** Auto Scaling replaces its instances by itself. */
const AUTO_SCALING = 'aws:autoscaling:groupName';
/** So many in an hour, and something stops it again and again: a person should look. */
const MOST_IN_AN_HOUR = 3;

/**
 * An instance that was stopped, and is to be kept running, is started: one with the tag `trailwatch:keep-running` (of any value but
 * `false`) or in the list. The fourth time in an hour it stays stopped.
 * What is still stopping is a problem that passes.
 */
export function restartInstance({ access = {}, instances = [], memory }: RestartInstanceOptions): Responder {
  const recent = async (instance: string, now: EpochMs): Promise<EpochMs[]> => {
    const times = (await memory.load(instance)) ?? [];
    return (Array.isArray(times) ? times : []).filter((time): time is number => typeof time === 'number' && now - time < HOUR);
  };
  return createResponder(
    {
      name: 'restart-instance',
      takes: 'instance',
      acts: { 'ec2:StartInstances': startInstances },
      async look({ instance, region }, now, reach) {
        const found = await ifThere(describeInstance(instance, reach));
        if (found === undefined) return alreadySo('there is no such instance any more');
        const { state, tags } = found;
        const tag = tags.get(KEEP_RUNNING);
        if ((tag === undefined || tag.toLowerCase() === 'false') && !instances.includes(instance)) {
          return refused(`it has no tag ${KEEP_RUNNING}, and is not in the list`);
        }
        const group = tags.get(AUTO_SCALING);
        if (group !== undefined) return refused(`it belongs to the Auto Scaling group ${group}, which replaces it by itself`);
        if (state === 'shutting-down' || state === 'terminated') return refused(`it is ${state}: it can't be started again`);
        if (state === 'running' || state === 'pending') return alreadySo(`it is ${state}`);
        if (state !== 'stopped') {
          throw new Problem('AWS_FAILED', `${instance} is still ${state}`, { hint: 'It can be started when it has stopped' });
        }
        const times = await recent(instance, now);
        if (times.length >= MOST_IN_AN_HOUR) {
          return refused(`it was started ${times.length} times within an hour, and was stopped again: find out by whom`);
        }
        return {
          verdict: 'to do',
          because: 'it is stopped, and is to be kept running',
          calls: [{ permission: 'ec2:StartInstances', input: { InstanceIds: [instance] } }],
          undo: [undoCommand('ec2 stop-instances', { 'instance-ids': instance }, region)],
        };
      },
      async begins({ instance }, now) {
        await memory.save(instance, [...(await recent(instance, now)), now]);
      },
    },
    access,
  );
}

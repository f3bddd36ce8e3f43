import type { Clock } from '../../base/clock.ts';
import type { Sink } from '../../edges/sinks/sink.ts';
import { makeResponder } from '../../edges/responders/make-responder.ts';
import type { ResponderName } from '../../edges/responders/responder.ts';
import type { Store } from '../../edges/stores/store.ts';
import { awsAccessOf } from '../config/aws-access.ts';
import type { Config, ResponderConfig } from '../config/schema.ts';
import { handleTarget, type RespondingListener, selfOf } from '../responders/handle-target.ts';
import { responderLane } from '../responders/responder-lane.ts';
import { responderMemory } from '../responders/responder-memory.ts';
import { responderQueue } from '../responders/responder-queue.ts';

export interface MakeRespondersParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly listener: RespondingListener;
}

/** The responders of a configuration, as lanes of the outbox: those with a queue hand over, the others act here. */
export async function makeResponders(
  { responders }: Pick<Config, 'responders'>,
  parts: MakeRespondersParts,
): Promise<Map<string, Sink>> {
  const made = await Promise.all(
    Object.entries(responders).map(([name, config]) => {
      const { queue_url: queue } = config;
      return queue === undefined ? makeHere(name as ResponderName, config, parts) : responderQueue(name as ResponderName, queue);
    }),
  );
  return new Map(made.map((lane) => [lane.name, lane]));
}

async function makeHere(name: ResponderName, config: ResponderConfig, parts: MakeRespondersParts): Promise<Sink> {
  const access = awsAccessOf(config);
  const { mode, accounts, topic_arn: topicArn, buckets, instances, forensic_group, replica_bucket } = config;
  const responder = await makeResponder(name, {
    access,
    memory: responderMemory(name, parts),
    ...(buckets !== undefined && { buckets }),
    ...(instances !== undefined && { instances }),
    forensicGroup: forensic_group,
    replicaBucket: replica_bucket,
  });
  const self = selfOf(access);
  return responderLane(name, (target, finding) =>
    handleTarget({ ...parts, responder, mode, accounts, self, topicArn }, target, finding),
  );
}

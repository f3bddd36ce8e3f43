import type { Clock } from '../../base/clock.ts';
import { SECOND } from '../../base/units.ts';
import type { ResponderName } from '../../edges/responders/responder.ts';
import type { Sink } from '../../edges/sinks/sink.ts';
import type { Store } from '../../edges/stores/store.ts';
import { createOutbox, type Outbox } from '../../pipeline/outbox.ts';
import type { OutboxListener } from '../../pipeline/outbox-parts.ts';
import type { InForce } from '../../pipeline/watch.ts';
import type { ConfigSet } from '../config/config-set.ts';
import type { Config } from '../config/schema.ts';
import { responderQueue } from '../responders/responder-queue.ts';
import { inForceOf } from '../run/in-force.ts';
import { makeSinks } from '../run/make-sinks.ts';
import type { Configuration, Taken } from './configuration/configuration.ts';
import { ofError, type Telemetry } from './telemetry.ts';

/** A configuration, ready to judge events and to tell. */
export interface Ready {
  readonly set: ConfigSet;
  readonly inForce: InForce;
  readonly outbox: Outbox;
}

export interface ReadyParts {
  readonly configuration: Pick<Configuration, 'current'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** A function may end soon: a sink that doesn't answer by then is tried again by the next one. */
const SEND_TIMEOUT = 10 * SECOND;

/** What is in force, made ready once for each configuration. */
export function createReady({ configuration, store, clock, telemetry }: ReadyParts): () => Promise<Ready> {
  let made: { readonly taken: Taken; readonly ready: Ready; readonly sinks: ReadonlyMap<string, Sink> } | undefined;
  return async () => {
    const taken = await configuration.current();
    if (made?.taken === taken) return made.ready;
    const { config } = taken.set.loaded;
    const sinks = new Map([...(await makeSinks(config, taken.secrets)), ...queuesOf(config)]);
    const outbox = createOutbox({
      store,
      sinks,
      clock,
      options: { stormLimit: config.storm.limit, sendTimeout: SEND_TIMEOUT },
      listener: outboxListener(telemetry),
    });
    const before = made;
    made = { taken, sinks, ready: { set: taken.set, inForce: inForceOf(taken.set, { responders: 'queued' }), outbox } };
    for (const sink of before?.sinks.values() ?? []) await sink.close?.();
    telemetry.always({ configuration: taken.set.configHash });
    return made.ready;
  };
}

/** Whoever reads events doesn't act on them: responders are functions of their own, asked by their queues. */
function queuesOf({ responders }: Config): (readonly [string, Sink])[] {
  return Object.entries(responders).flatMap(([name, { queue_url: queue }]) => {
    if (queue === undefined) return [];
    const lane = responderQueue(name as ResponderName, queue);
    return [[lane.name, lane] as const];
  });
}

function outboxListener(telemetry: Telemetry): OutboxListener {
  return {
    sent(sink, messages, took) {
      telemetry.add('AlertsSent', messages.length);
      telemetry.log('debug', 'told', { sink, messages: messages.length, milliseconds: Math.round(took) });
    },
    failed(sink, messages, reason, again) {
      telemetry.add('AlertsLater', messages.length);
      const fields = { sink, messages: messages.length, reason, again: new Date(again).toISOString() };
      telemetry.log('warn', 'a sink did not take it', fields);
    },
    givenUp(sink, messages, reason) {
      telemetry.add('AlertsGivenUp', messages.length);
      telemetry.log('error', 'NOBODY WAS TOLD: given up', { sink, messages: messages.length, reason });
    },
    problem: (error) => telemetry.log('error', 'the outbox has trouble', ofError(error)),
  };
}

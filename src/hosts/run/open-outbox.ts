import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { type Milliseconds, SECOND } from '../../base/units.ts';
import type { Sink } from '../../edges/sinks/sink.ts';
import type { Store } from '../../edges/stores/store.ts';
import { createOutbox, type Outbox } from '../../pipeline/outbox.ts';
import type { OutboxListener } from '../../pipeline/outbox-parts.ts';
import { targetText } from '../../model/target.ts';
import type { RespondingListener } from '../responders/handle-target.ts';
import type { ResolvedSecrets } from '../config/resolve-secrets.ts';
import type { Config } from '../config/schema.ts';
import { type Log, ofProblem } from './log.ts';
import { makeResponders } from './make-responders.ts';
import { makeSinks } from './make-sinks.ts';
import type { Metrics } from './metrics.ts';

export interface RunningOutbox {
  readonly box: Outbox;
  /** Of its sinks. */
  readonly names: readonly string[];
  /** As messages name them. */
  readonly responders: readonly string[];
  /** Sends what is in hand, and ends. */
  close(): Promise<void>;
}

export interface OutboxParts {
  readonly reveal: ResolvedSecrets['reveal'];
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly step: ((name: string) => void) | undefined;
  /** Besides the sinks, by name: targets of event rules. */
  readonly lanes?: ReadonlyMap<string, Sink>;
}

/** What a sink has to take a message when the process ends. */
const LAST_WORDS: Milliseconds = 20 * SECOND;

/** The sinks of a configuration, and the outbox that serves them, running. @throws {Problem} CONFIG_FIELD */
export async function openOutbox(
  config: Pick<Config, 'sinks' | 'responders' | 'storm' | 'console_url' | 'time_zone'>,
  { reveal, store, clock, log, metrics, step, lanes = new Map() }: OutboxParts,
): Promise<RunningOutbox> {
  const told = await makeSinks(config, { reveal });
  const responders = await makeResponders(config, { store, clock, listener: respondingListener(log) });
  const sinks = new Map([...told, ...responders, ...lanes]);
  const box = createOutbox({
    store,
    sinks,
    clock,
    options: { stormLimit: config.storm.limit },
    listener: listenerOf(log, metrics, step),
  });
  const ended = new AbortController();
  const running = box.run(ended.signal);
  return {
    box,
    names: [...told.keys()],
    responders: [...responders.keys()],
    async close() {
      await box.drain(clock.now() + LAST_WORDS);
      ended.abort();
      await running;
      for (const sink of sinks.values()) await sink.close?.();
    },
  };
}

function respondingListener(log: Log): RespondingListener {
  return {
    responded({ target, mode, outcome }, text) {
      const result = outcome?.result ?? 'planned';
      log.info({ target: targetText(target), account: target.account, mode, result }, text);
    },
    untold: (problem) => log.error(ofProblem(problem), 'what a responder did could not be noted or told'),
  };
}

function listenerOf(log: Log, metrics: Metrics, step: OutboxParts['step']): OutboxListener {
  return {
    sent(sink, messages, took) {
      metrics.settled(sink, 'sent');
      step?.('sent');
      log.debug({ sink, messages: messages.length, milliseconds: Math.round(took) }, 'told');
    },
    failed(sink, messages, reason, again) {
      metrics.settled(sink, 'later');
      log.warn({ sink, messages: messages.length, reason, again: new Date(again).toISOString() }, 'a sink did not take it');
    },
    givenUp(sink, messages, reason) {
      metrics.settled(sink, 'given-up');
      log.error({ sink, messages: messages.length, reason }, 'NOBODY WAS TOLD: given up');
    },
    problem(error) {
      if (error instanceof Problem) log.error(ofProblem(error), 'the outbox has trouble');
      else log.error({ err: error }, 'the outbox has a defect');
    },
  };
}

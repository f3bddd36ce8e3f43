import type { Clock } from '../base/clock.ts';
import type { EpochMs } from '../base/units.ts';
import type { Sink } from '../edges/sinks/sink.ts';
import { createLane } from './outbox-lane.ts';
import {
  defaultOutboxOptions,
  LOOK_LIMIT,
  ORPHANS_EVERY,
  type OutboxListener,
  type OutboxOptions,
  type OutboxStore,
} from './outbox-parts.ts';

/** The only sender: takes messages from the store and brings each to its sink, until it is delivered or given up. */
export interface Outbox {
  /** Until the signal is aborted; what is in hand then is still sent. Call it once. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
  /**
   * What is due now, for a process that can't run on: until nothing is or the time (wall clock) is nearly over; what is left then is
   * due at once for whoever comes next. One call at a time, and not beside `run`. Never rejects.
   */
  flush(deadline: EpochMs): Promise<void>;
  /** Gives up what waits for sinks that the configuration no longer has, once it has waited for ten minutes. Never rejects. */
  dropOrphans(): Promise<void>;
  /** Something was committed that may be due. */
  wake(): void;
  /** Takes no more, and sends what is in hand until then (wall clock); what is left then is due at once for whoever comes next. */
  drain(deadline: EpochMs): Promise<void>;
}

/**
 * One lane per sink: a dead or slow sink never delays another. Each message reaches its sink at least once, with the same id each
 * time; twice only where an answer or its settlement was lost. Messages of one finding keep their order at a sink, as far as one
 * process can know it. A message that waits in a digest is joined by what repeats it; what escalates it goes out at once; what
 * resolves it follows the digest.
 * @throws {RangeError} the lease isn't longer than the send timeout
 */
export function createOutbox(parts: {
  readonly store: OutboxStore;
  readonly sinks: ReadonlyMap<string, Sink>;
  readonly clock: Clock;
  readonly options?: Partial<OutboxOptions>;
  readonly listener: OutboxListener;
}): Outbox {
  const { store, sinks, clock, listener } = parts;
  const options = { ...defaultOutboxOptions, ...parts.options };
  if (options.lease <= options.sendTimeout) throw new RangeError('the lease must be longer than the send timeout');
  const lanes = new Map([...sinks].map(([name, sink]) => [name, createLane(name, sink, { store, clock, options, listener })]));
  const stopping = new AbortController();
  let running: Promise<unknown> = Promise.resolve();

  function stop(): void {
    stopping.abort();
    for (const lane of lanes.values()) lane.stop();
  }

  /** What waited when the process started: storms and orders of findings go on. */
  let resumed: Promise<void> | undefined;
  async function resume(): Promise<void> {
    try {
      for (const message of await store.outbox({ state: 'waiting', limit: LOOK_LIMIT })) lanes.get(message.to)?.resume(message);
    } catch (error) {
      listener.problem(error);
    }
  }

  /**
   * Messages to sinks that the configuration no longer has. Whatever waits longest is looked at: they are found at the latest when
   * all that is older is sent or given up.
   */
  async function endOrphans(): Promise<void> {
    while (!stopping.signal.aborted) {
      await endOrphansBefore(Number.POSITIVE_INFINITY);
      await clock.sleep(ORPHANS_EVERY, stopping.signal);
    }
  }

  async function endOrphansBefore(before: EpochMs): Promise<void> {
    try {
      const waiting = (await store.outbox({ state: 'waiting', limit: LOOK_LIMIT })).filter(({ createdAt }) => createdAt < before);
      for (const to of new Set(waiting.map(({ to }) => to))) if (!sinks.has(to)) await endOrphansOf(to);
    } catch (error) {
      listener.problem(error);
    }
  }

  async function endOrphansOf(to: string): Promise<void> {
    const reason = `no sink is named ${JSON.stringify(to)} any more`;
    while (!stopping.signal.aborted) {
      const messages = await store.claim({ now: clock.now(), lease: options.lease, limit: LOOK_LIMIT, to });
      if (messages.length === 0) return;
      listener.givenUp(to, messages, reason);
      await store.settle(
        messages.map(({ id, claim }) => ({ id, claim, kind: 'given-up', error: reason })),
        clock.now(),
      );
    }
  }

  return {
    async run(signal) {
      if (signal.aborted) return;
      signal.addEventListener('abort', stop, { once: true });
      running = resume().then(() => Promise.all([endOrphans(), ...[...lanes.values()].map((lane) => lane.run())]));
      await running;
      signal.removeEventListener('abort', stop);
    },
    async flush(deadline) {
      resumed ??= resume();
      await resumed;
      await Promise.all([...lanes.values()].map((lane) => lane.flush(deadline)));
    },
    // Another process may know a newer configuration already.
    dropOrphans: () => endOrphansBefore(clock.now() - ORPHANS_EVERY),
    wake() {
      for (const lane of lanes.values()) lane.wake();
    },
    async drain(deadline) {
      stop();
      const timer = new AbortController();
      await Promise.race([running, clock.sleep(Math.max(0, deadline - clock.now()), timer.signal)]);
      timer.abort();
      for (const lane of lanes.values()) lane.cut();
      await running;
    },
  };
}

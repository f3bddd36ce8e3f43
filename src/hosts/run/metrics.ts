import type { Registry } from 'prom-client';
import type { EpochMs } from '../../base/units.ts';
import type { SourceStatus } from '../../edges/sources/live-source.ts';
import type { StoreStats } from '../../edges/stores/store.ts';

/** What `/metrics` says, in Prometheus' text format. Names follow its conventions: base units, `_total` for counters. */
export interface Metrics {
  readonly registry: Registry;
  delivered(source: string, counts: DeliveredCounts): void;
  failed(source: string): void;
  alerted(change: string): void;
  settled(sink: string, outcome: 'sent' | 'later' | 'given-up'): void;
  committed(seconds: number): void;
  reloaded(ok: boolean): void;
}

export interface DeliveredCounts {
  readonly bytes: number;
  readonly events: number;
  readonly matches: number;
  readonly rejects: number;
  /** Event time of the youngest event. */
  readonly newest: EpochMs | undefined;
}

export interface MetricsOptions {
  readonly now: () => EpochMs;
  /** Asked when somebody scrapes. */
  readonly stats: () => Promise<StoreStats>;
  readonly sources: () => readonly { readonly name: string; readonly status: SourceStatus }[];
}

export async function createMetrics({ now, stats, sources }: MetricsOptions): Promise<Metrics> {
  const { Registry, Counter, Gauge, Histogram, collectDefaultMetrics } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'trailwatch_' });
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `trailwatch_${name}`, help, labelNames, registers: [registry] });
  const deliveries = counter('deliveries_total', 'Deliveries that had their effect, or came back.', ['source', 'outcome']);
  const bytes = counter('read_bytes_total', 'Read, before inflating.', ['source']);
  const events = counter('events_total', 'Events understood, repeats included.', ['source']);
  const matches = counter('matches_total', 'A rule said yes to an event, repeats included.', ['source']);
  const rejects = counter('rejects_total', 'What should have been an event and could not be read.', ['source']);
  const alerts = counter('alerts_total', 'Changes of findings that were worth telling.', ['change']);
  const messages = counter('messages_total', 'Messages to sinks, by what became of an attempt.', ['sink', 'outcome']);
  const reloads = counter('config_reloads_total', 'New versions of the configuration, taken or refused.', ['outcome']);
  const commits = new Histogram({
    name: 'trailwatch_commit_seconds',
    help: 'From matches to what is committed.',
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  const newest = new Gauge({
    name: 'trailwatch_newest_event_timestamp_seconds',
    help: 'Event time of the youngest event seen.',
    labelNames: ['source'],
    registers: [registry],
  });
  const perSource = (name: string, help: string, of: (status: SourceStatus) => number | undefined) =>
    new Gauge({
      name: `trailwatch_${name}`,
      help,
      labelNames: ['source'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { name: source, status } of sources()) {
          const value = of(status);
          if (value !== undefined) this.set({ source }, value);
        }
      },
    });
  perSource('source_lag_seconds', 'Age of the oldest that waits.', ({ lag }) => lag);
  perSource('source_queue_depth', 'How many wait.', ({ depth }) => depth);
  perSource('source_up', '1 if it could be read when last tried.', ({ problem }) => (problem === undefined ? 1 : 0));
  perSource('source_silence_seconds', 'Since it last answered, with or without deliveries.', ({ lastAnswerAt }) =>
    lastAnswerAt === undefined ? undefined : (now() - lastAnswerAt) / 1000,
  );
  new Gauge({
    name: 'trailwatch_store',
    help: 'What the store holds: findings by status, messages that wait or were given up, rejects.',
    labelNames: ['what', 'state'],
    registers: [registry],
    async collect() {
      const { findings, outbox, rejects: kept } = await stats();
      for (const [state, count] of Object.entries(findings)) this.set({ what: 'findings', state }, count);
      this.set({ what: 'messages', state: 'waiting' }, outbox.waiting);
      this.set({ what: 'messages', state: 'given-up' }, outbox.givenUp);
      this.set({ what: 'rejects', state: 'kept' }, kept);
    },
  });
  return {
    registry,
    delivered(source, counts) {
      deliveries.inc({ source, outcome: 'done' });
      bytes.inc({ source }, counts.bytes);
      events.inc({ source }, counts.events);
      matches.inc({ source }, counts.matches);
      rejects.inc({ source }, counts.rejects);
      if (counts.newest !== undefined) newest.set({ source }, counts.newest / 1000);
    },
    failed: (source) => deliveries.inc({ source, outcome: 'again' }),
    alerted: (change) => alerts.inc({ change }),
    settled: (sink, outcome) => messages.inc({ sink, outcome }),
    committed: (seconds) => commits.observe(seconds),
    reloaded: (ok) => reloads.inc({ outcome: ok ? 'taken' : 'refused' }),
  };
}

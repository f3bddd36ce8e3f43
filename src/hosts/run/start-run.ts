import { relative } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { DAY, HOUR, type Milliseconds, MINUTE, SECOND } from '../../base/units.ts';
import { openAddressLookup } from '../../edges/enrichment/address-lookup.ts';
import type { LiveSource } from '../../edges/sources/live-source.ts';
import { type EmbeddedStoreOptions, openEmbeddedStore } from '../../edges/stores/embedded/open-embedded-store.ts';
import type { Store } from '../../edges/stores/store.ts';
import type { Alert } from '../../model/alert.ts';
import { grouped } from '../../pipeline/grouped.ts';
import { watchSilence } from '../../pipeline/silent-sources.ts';
import { createWatch } from '../../pipeline/watch.ts';
import type { ConfigSet, ConfigSetResult } from '../config/config-set.ts';
import { resolveSecrets } from '../config/resolve-secrets.ts';
import { dailySummary } from '../event-rules/daily-summary.ts';
import { createEventRuleRunner } from '../event-rules/event-rule-runner.ts';
import { targetLanes } from '../event-rules/target-lane.ts';
import { type ConfigChange, watchConfig } from '../config/watch-config.ts';
import { inForceOf } from './in-force.ts';
import { type Log, ofProblem } from './log.ts';
import { makeSources } from './make-sources.ts';
import { openOutbox } from './open-outbox.ts';
import { createMetrics } from './metrics.ts';
import { type Health, startStatusServer, type StatusServer } from './status-server.ts';

export interface RunOptions {
  /** What is in force first. */
  readonly set: ConfigSet;
  /** Reads the configuration anew; where there is no file, it never changes. */
  readonly reload?: { readonly current: ConfigSetResult; readonly load: () => Promise<ConfigSetResult> };
  readonly log: Log;
  readonly clock: Clock;
  readonly defaultRegions: (profile: string | undefined) => readonly string[];
  /** The moments between which a process may die: tests kill it there. */
  readonly step?: (name: string) => void;
  /** Tests stand between the run and its store, or bound it. @default openEmbeddedStore */
  readonly openStore?: (options: EmbeddedStoreOptions) => Promise<Store>;
}

export interface Run {
  /** Resolves when it has ended: by `stop`, or because every source has. Rejects for a defect of ours. */
  readonly ended: Promise<void>;
  /** Finishes what is in hand. */
  stop(): void;
  /** All that is there now has been worked on and told. */
  idle(): Promise<boolean>;
  readonly status: StatusServer | undefined;
}

/** Deliveries that are concluded and committed together. */
const TOGETHER = 64;
const TICK: Milliseconds = MINUTE;
const SWEEP_EVERY: Milliseconds = HOUR;
/** Feeds of a process that died are used by another after so long. */
const ABANDONED: Milliseconds = 10 * MINUTE;
/** A source that can't be read for so long makes the process unhealthy. */
const UNHEALTHY: Milliseconds = 10 * MINUTE;

/**
 * Monitoring as one process. What it is made of comes from the configuration; the flow is `pipeline/watch.ts`.
 * @throws {Problem} CONFIG_SECRET, CONFIG_FIELD, STORE_FAILED, STORE_BUSY, STORE_VERSION
 */
export async function startRun(options: RunOptions): Promise<Run> {
  const { set, log } = options;
  const { config } = set.loaded;
  refuseOwnOutput(config);
  const secrets = await resolveSecrets(set.loaded);
  for (const problem of secrets.problems.slice(0, -1)) log.error(ofProblem(problem), 'a secret is missing');
  if (secrets.problems.length > 0) throw secrets.problems.at(-1)!;
  const country = openAddressLookup();
  const store = await (options.openStore ?? openEmbeddedStore)({ path: config.store.path });
  try {
    return await runOver(store, { ...options, secrets, country });
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface Opened extends RunOptions {
  readonly secrets: Awaited<ReturnType<typeof resolveSecrets>>;
  readonly country: (address: string) => string | undefined;
}

async function runOver(store: Store, options: Opened): Promise<Run> {
  const { log, clock, secrets, country } = options;
  const { config } = options.set.loaded;
  const stopping = new AbortController();
  const { signal } = stopping;
  let inForce = inForceOf(options.set, { country });
  let silentAfter = config.silent_after;
  let inHand = 0;
  let lastWorkAt = clock.now();
  /** A delivery failed, perhaps between two levels of series rules: what the first has fed waits for the second. */
  let owing = false;
  const troubledSince = new Map<string, number>();

  const made = await makeSources(config.sources, {
    store,
    clock,
    reveal: secrets.reveal,
    onProblem: (source, problem) => log.warn({ source, ...ofProblem(problem) }, 'a source has trouble'),
    defaultRegions: options.defaultRegions,
    except: new Set(),
  });
  const sources = made.map(({ source }) => source);
  const objectsOf = new Map(made.map(({ source, objects }) => [source.name, objects]));
  for (const { source, notes } of made) for (const note of notes) log.info({ source: source.name }, note);
  const metrics = await createMetrics({
    now: () => clock.now(),
    stats: () => store.stats(),
    sources: () => sources.map((source) => ({ name: source.name, status: source.status() })),
  });
  const silence = await watchSilence(store, clock);
  const outboxOf = (set: ConfigSet, { reveal }: Pick<typeof secrets, 'reveal'>) =>
    openOutbox(set.loaded.config, { reveal, store, clock, log, metrics, step: options.step, lanes: targetLanes(set.eventRules) });
  let outbox = await outboxOf(options.set, secrets);
  let current = options.set;
  const eventRules = createEventRuleRunner({
    rules: () => current.eventRules,
    store,
    clock,
    summary: (rule, at) =>
      dailySummary(rule, at, { store, exceptions: current.exceptions, timeZone: current.loaded.config.time_zone }),
    listener: {
      handed: () => outbox.box.wake(),
      missed: (rule, runs) => log.warn({ rule: rule.name, runs: runs.length }, 'runs of a schedule were missed'),
    },
  });
  const watch = createWatch({
    inForce: () => inForce,
    store,
    clock,
    // Without the signal: what is in hand is read to its end.
    fetch: (pointer, source) => ({
      file: `s3://${pointer.bucket}/${pointer.key}`,
      size: undefined,
      open: () => objectsOf.get(source)!.open(pointer),
    }),
    listener: {
      delivered(source, { file }, counts) {
        metrics.delivered(source, counts);
        log.debug({ source, file, ...counts }, 'delivered');
        if (counts.rejects > 0)
          log.warn({ source, file, rejects: counts.rejects }, 'a part could not be read: trailwatch rejects list');
      },
      failed(source, { file }, problem) {
        owing = true;
        metrics.failed(source);
        log.warn({ source, file, ...ofProblem(problem) }, 'a delivery comes again');
      },
      alerted,
      committed(seconds, messages) {
        metrics.committed(seconds);
        if (messages > 0) outbox.box.wake();
      },
      whole: () => eventRules.hears(),
      event(event) {
        silence.heard(event);
      },
      beforeAck: () => eventRules.flush(),
      ...(options.step && { step: options.step }),
    },
  });
  const status = config.http === undefined ? undefined : await startStatusServer(config.http, metrics.registry, health);
  if (status !== undefined) log.info({ host: status.address.address, port: status.address.port }, 'metrics and health');

  // One at a time: two at once would only be in each other's way in the store.
  let queue: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const run = queue.then(work);
    queue = run.catch(() => undefined);
    return run;
  };

  await inTurn(() => watch.recover(0));
  await inTurn(() => eventRules.tick());
  const following = sources.map((source) => follow(source));
  const ticking = tick();
  const watching = options.reload && watchConfig(options.reload.current, options.reload.load, onChange, { clock, signal });
  log.info(
    {
      rules: inForce.engine.rules.length + inForce.engine.series.length,
      sources: sources.map(({ name }) => name),
      sinks: [...outbox.names],
      ...(outbox.responders.length > 0 && { responders: [...outbox.responders] }),
      store: config.store.path,
    },
    'running',
  );

  return { ended: end(), stop: () => stopping.abort(), idle, status };

  function alerted({ finding, change }: Alert): void {
    metrics.alerted(change);
    const { id, ruleId, severity, account, count } = finding;
    log.info({ finding: id, rule: ruleId, severity, account, count, change }, 'finding');
  }

  async function follow(source: LiveSource): Promise<void> {
    for await (const group of grouped(source.deliveries(signal), TOGETHER)) {
      inHand++;
      try {
        await inTurn(() => watch.handle(source.name, group));
      } finally {
        inHand--;
        lastWorkAt = clock.now();
      }
    }
  }

  async function tick(): Promise<void> {
    let sweptAt = 0;
    while (!signal.aborted) {
      await clock.sleep(TICK, signal);
      if (signal.aborted) break;
      noteTrouble();
      try {
        await inTurn(async () => {
          await watch.recover(owing ? 0 : ABANDONED);
          owing = false;
          await watch.pass();
          const threshold = silentAfter === 'off' ? undefined : silentAfter;
          for (const alert of await silence.tick(inForce, { threshold })) alerted(alert);
          await eventRules.tick();
        });
        outbox.box.wake();
        if (clock.now() - sweptAt < SWEEP_EVERY) continue;
        sweptAt = clock.now();
        const swept = await store.sweep(clock.now(), {
          findings: config.store.retention_days * DAY,
          ledger: config.store.ledger_days * DAY,
        });
        log.debug(swept, 'swept');
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        log.error(ofProblem(error), 'the store refuses');
      }
    }
  }

  /** What can't be read isn't silent, and what can't be read for long is no healthy monitor. */
  function noteTrouble(): void {
    for (const { name, status: statusOf } of sources.map((source) => ({ name: source.name, status: source.status() }))) {
      if (statusOf.problem === undefined) troubledSince.delete(name);
      else {
        silence.interrupted();
        if (!troubledSince.has(name)) troubledSince.set(name, clock.now());
      }
    }
  }

  async function onChange(change: ConfigChange): Promise<void> {
    const problems = change.kind === 'refused' ? change.problems : await putInForce(change.set);
    metrics.reloaded(problems.length === 0);
    for (const problem of problems) log.error(ofProblem(problem), 'the new configuration is wrong: the old one stays in force');
  }

  /** Returns why it can't be: then nothing has changed. */
  async function putInForce(set: ConfigSet): Promise<readonly Problem[]> {
    const { config: next } = set.loaded;
    const fresh = await resolveSecrets(set.loaded);
    if (fresh.problems.length > 0) return fresh.problems;
    const before = outbox;
    try {
      const judgement = inForceOf(set, { country });
      outbox = await outboxOf(set, fresh);
      inForce = judgement;
      current = set;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return [error];
    }
    silentAfter = next.silent_after;
    await before.close();
    log.info(
      { rules: inForce.engine.rules.length + inForce.engine.series.length, hash: set.configHash },
      'the new configuration is in force',
    );
    for (const part of ['sources', 'store', 'http', 'log_level'] as const)
      if (JSON.stringify(next[part]) !== JSON.stringify(config[part])) log.warn({ part }, 'takes effect at the next start');
    return [];
  }

  async function end(): Promise<void> {
    let defect: unknown;
    await Promise.all(following).catch((error: unknown) => {
      defect = error;
    });
    // Sources that come to an end, such as standard input, end the process when all is told.
    if (!signal.aborted && defect === undefined)
      while (!signal.aborted && !(await idle().catch(() => false))) await clock.sleep(SECOND / 5, signal);
    stopping.abort();
    await Promise.allSettled(following);
    await queue;
    await ticking;
    await watching;
    await silence.tick(inForce, { threshold: undefined }).catch(() => undefined);
    await outbox.close();
    for (const source of sources) await source.close?.();
    await status?.close();
    await store.close();
    if (defect !== undefined) throw defect;
    log.info('ended');
  }

  async function idle(): Promise<boolean> {
    if (inHand > 0) return false;
    const waits = sources.some((source) => {
      const { depth, lastAnswerAt } = source.status();
      return (depth ?? 0) > 0 || lastAnswerAt === undefined || lastAnswerAt < lastWorkAt;
    });
    if (waits) return false;
    // What was committed first may be a digest, or wait for a sink in trouble, while others are due.
    const waiting = await store.outbox({ state: 'waiting', limit: 1000 });
    return waiting.every(({ dueAt }) => dueAt > clock.now());
  }

  async function health(): Promise<Health> {
    const troubled = [...troubledSince].filter(([, since]) => clock.now() - since >= UNHEALTHY).map(([name]) => name);
    const stats = await store.stats().catch(() => undefined);
    return {
      ok: troubled.length === 0 && stats !== undefined,
      detail: {
        store: stats === undefined ? 'unreachable' : 'ok',
        sources: Object.fromEntries(sources.map((source) => [source.name, source.status().problem?.code ?? 'ok'])),
        ...(stats !== undefined && { waiting: stats.outbox.waiting, givenUp: stats.outbox.givenUp }),
        rules: inForce.engine.rules.length + inForce.engine.series.length,
      },
    };
  }
}

/** What trailwatch writes would come in again as a log that nobody can read. @throws {Problem} CONFIG_FIELD */
function refuseOwnOutput({ sources, sinks, store }: ConfigSet['loaded']['config']): void {
  const written = [store.path, ...Object.values(sinks).flatMap((sink) => (sink.type === 'file' ? sink.path : []))];
  for (const source of sources) {
    if (source.type !== 'folder') continue;
    const inside = written.find((file) => !relative(source.path, file).startsWith('..'));
    if (inside === undefined) continue;
    throw new Problem('CONFIG_FIELD', `the folder ${source.path} is watched, and ${inside} is written into it`, {
      hint: 'Move one of them elsewhere',
    });
  }
}

import { forTerminal } from '../../base/escape.ts';
import { formatProblem, type Problem } from '../../base/problem.ts';
import type { EpochMs } from '../../base/units.ts';
import { createS3Reader } from '../../edges/aws/use/s3.ts';
import { openAddressLookup } from '../../edges/enrichment/address-lookup.ts';
import type { LiveDelivery } from '../../edges/sources/live-source.ts';
import { createObjectReader } from '../../edges/sources/object-reader.ts';
import type { Source } from '../../edges/sources/source.ts';
import { openEmbeddedStore } from '../../edges/stores/embedded/open-embedded-store.ts';
import type { Store } from '../../edges/stores/store.ts';
import type { TrailEvent } from '../../model/event.ts';
import { noCounts, type ScanCounts } from '../../model/scan.ts';
import type { ConfigSet } from '../config/config-set.ts';
import { createWatch, type Watch, type WatchListener } from '../../pipeline/watch.ts';
import { exitCodeOf, exitCodes } from '../cli/exit-codes.ts';
import { sourcesOf } from '../cli/inputs.ts';
import { type Interrupt, listenToInterrupt } from '../cli/interrupt.ts';
import { type Progress, startProgress } from '../cli/progress.ts';
import { parseTimeArgument } from '../cli/time-argument.ts';
import { inForceOf } from './in-force.ts';
import { openConfig } from './open-config.ts';
import { wallClock } from './wall-clock.ts';

export interface ReplayFlags {
  readonly config?: string;
  readonly store?: string;
  readonly from?: string;
  readonly to?: string;
  readonly alert?: boolean;
  readonly quiet?: boolean;
}

/** Deliveries that are concluded and committed together, and what they may hold. */
const TOGETHER = 64;

/** `trailwatch replay`. Returns the exit code. @throws {Problem} as `openEmbeddedStore`, CLI_USAGE */
export async function replay(inputs: readonly string[], flags: ReplayFlags): Promise<number> {
  const stores = flags.store === undefined ? [] : [{ name: '--store', path: ['store', 'path'], text: flags.store }];
  const config = await openConfig(flags.config, stores);
  if (config === undefined) return exitCodes.USAGE;
  const now = wallClock.now();
  const from = flags.from === undefined ? undefined : parseTimeArgument('--from', flags.from, now);
  const to = flags.to === undefined ? undefined : parseTimeArgument('--to', flags.to, now);
  const interrupt = listenToInterrupt();
  const sources = await sourcesOf(inputs, { from, to, signal: interrupt.signal });
  const store = await openEmbeddedStore({ path: config.set.loaded.config.store.path });
  const counts = noCounts();
  const progress = startProgress(sources, flags.quiet !== true);
  const started = performance.now();
  let findings = 0;
  try {
    const watch = watchOver(store, config.set, {
      alerts: flags.alert === true,
      signal: interrupt.signal,
      accept: ({ at }) => isBetween(at, from, to),
      listener: listenerOf(counts, progress, () => findings++),
    });
    for (const source of sources) await replaySource(source, watch, counts, progress, interrupt);
  } finally {
    progress.stop();
    interrupt.close();
    await store.close();
  }
  const seconds = (performance.now() - started) / 1000;
  if (flags.quiet !== true) process.stderr.write(summary(counts, findings, seconds, flags.alert === true));
  return exitCodeOf({
    nothingRead: counts.files === 0 || counts.bytes === 0,
    interrupted: interrupt.signal.aborted,
    failOnReached: false,
    rejects: counts.rejects,
  });
}

export interface ReplayOptions {
  readonly alerts: boolean;
  readonly signal: AbortSignal;
  readonly accept?: (event: TrailEvent) => boolean;
  readonly listener: WatchListener;
}

/** The flow of `run` over deliveries that are no live ones. */
export function watchOver(store: Store, set: ConfigSet, { alerts, signal, accept, listener }: ReplayOptions): Watch {
  const objects = createObjectReader(createS3Reader());
  const inForce = inForceOf(set, { country: openAddressLookup(), alerts });
  return createWatch({
    inForce: () => inForce,
    store,
    clock: wallClock,
    fetch: (pointer) => ({
      file: `s3://${pointer.bucket}/${pointer.key}`,
      size: undefined,
      open: () => objects.open(pointer, signal),
    }),
    ...(accept && { accept }),
    listener,
  });
}

async function replaySource(
  source: Source,
  watch: Watch,
  counts: ScanCounts,
  progress: Progress,
  interrupt: Interrupt,
): Promise<void> {
  let group: LiveDelivery[] = [];
  const handle = async () => {
    await watch.handle('replay', group);
    group = [];
    progress.update(counts);
    await new Promise((resolve) => setImmediate(resolve));
  };
  for await (const listed of source.list()) {
    if (interrupt.signal.aborted) break;
    if (listed.kind === 'problem') {
      counts.rejects++;
      progress.say(line(listed.problem));
    } else if (listed.kind === 'ignored') counts.ignored++;
    else {
      counts.files++;
      const { delivery } = listed;
      const retry = async (problem: Problem) => {
        counts.rejects++;
        progress.say(line(problem.within({ file: delivery.file })));
      };
      group.push({ ...delivery, open: () => delivery.open(), ack: async () => {}, retry });
      if (group.length >= TOGETHER) await handle();
    }
  }
  await handle();
}

function listenerOf(counts: ScanCounts, progress: Progress, opened: () => void): WatchListener {
  return {
    delivered(_source, { file }, read) {
      counts.bytes += read.bytes;
      counts.events += read.events;
      counts.matches += read.matches;
      counts.rejects += read.rejects;
      counts.ignored += read.ignored;
      if (read.rejects > 0) progress.say(`trailwatch: ${forTerminal(file)}: ${read.rejects} rejects (trailwatch rejects list)\n`);
    },
    failed() {},
    alerted({ change }) {
      if (change === 'opened') opened();
    },
    committed() {},
    event() {},
  };
}

function summary({ events, files, matches, rejects }: ScanCounts, findings: number, seconds: number, alerts: boolean): string {
  const number = (value: number) => Math.round(value).toLocaleString('en-US');
  const lines = [
    `${number(events)} events in ${number(files)} files: ${number(findings)} new findings from ${number(matches)} matches${alerts ? '' : ', nobody was told'}`,
    `${seconds.toFixed(1)} s, ${number(events / Math.max(seconds, 1e-6))} events/s`,
  ];
  if (rejects > 0) lines.push(`${number(rejects)} rejects: trailwatch rejects list shows those that have a place`);
  return `${lines.join('\n')}\n`;
}

function line(problem: Problem): string {
  return `trailwatch: ${forTerminal(formatProblem(problem))}\n`;
}

function isBetween(at: EpochMs, from: EpochMs | undefined, to: EpochMs | undefined): boolean {
  return (from === undefined || at >= from) && (to === undefined || at < to);
}

import { SingleBar } from 'cli-progress';
import { type Bytes, MiB, type Milliseconds, type Seconds } from '../../base/units.ts';
import type { Source, Totals } from '../../edges/sources/source.ts';
import type { ScanCounts } from '../../model/scan.ts';

/** How far a long piece of work is, on standard error. Says nothing unless standard error is a terminal. */
export interface Progress {
  update(counts: ScanCounts): void;
  /** Prints a line above the bar. */
  say(text: string): void;
  /** Takes the bar away for good. */
  stop(): void;
}

const silent: Progress = {
  update: () => undefined,
  say: (text) => {
    process.stderr.write(text);
  },
  stop: () => undefined,
};

/** Redraws per second are few: a terminal over a slow line is a reader too. */
const REDRAW: Milliseconds = 100;

/** The totals are known only by listing first. That is done for a terminal, where somebody waits, beside the scan and not before it. */
export function startProgress(sources: readonly Source[], wanted: boolean): Progress {
  if (!wanted || process.stderr.isTTY !== true) return silent;
  const started = performance.now();
  let counts = emptyCounts;
  let total: Totals | undefined;
  const size = () => (total === undefined ? Number.POSITIVE_INFINITY : total.bytes > 0 ? total.bytes : total.files);
  const done = () => (total !== undefined && total.bytes > 0 ? counts.bytes : counts.files);
  const bar = new SingleBar({
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    fps: 1000 / REDRAW,
    format: () => line(counts, total, done() / size(), (performance.now() - started) / 1000),
  });
  bar.start(1, 0);
  void measure(sources).then((measured) => {
    total = measured;
  });
  let drawn = 0;
  let stopped = false;
  return {
    update(now) {
      counts = now;
      if (stopped || performance.now() - drawn < REDRAW) return;
      drawn = performance.now();
      bar.update(Math.min(0.999, done() / size()));
    },
    say(text) {
      process.stderr.write(stopped ? text : `\r\x1b[K${text}`);
    },
    stop() {
      if (!stopped) bar.stop();
      stopped = true;
    },
  };
}

function line(counts: ScanCounts, total: Totals | undefined, share: number, seconds: Seconds): string {
  const filled = Math.round(Math.min(1, share) * 20);
  const left = share > 0.01 && share < 1 ? ` · ${formatSeconds((seconds / share) * (1 - share))} left` : '';
  return (
    `${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${counts.files}${total === undefined ? '' : `/${total.files}`} files · ${formatMiB(counts.bytes)}` +
    ` · ${Math.round(counts.events / Math.max(0.001, seconds)).toLocaleString('en-US')} events/s${left}`
  );
}

const emptyCounts = { files: 0, bytes: 0, events: 0 } as ScanCounts;

/** Undefined if one of the sources can't say. What goes wrong here goes wrong, and is said, in the scan. */
async function measure(sources: readonly Source[]): Promise<Totals | undefined> {
  let files = 0;
  let bytes = 0;
  for (const source of sources) {
    const totals = await source.measure().catch(() => undefined);
    if (totals === undefined) return undefined;
    files += totals.files;
    bytes += totals.bytes;
  }
  return { files, bytes };
}

export function formatMiB(bytes: Bytes): string {
  const mib = bytes / MiB;
  return mib >= 1024 ? `${(mib / 1024).toFixed(1)} GiB` : `${mib.toFixed(mib < 10 ? 1 : 0)} MiB`;
}

/** `42 s`, `3 min 05 s`, `1 h 02 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

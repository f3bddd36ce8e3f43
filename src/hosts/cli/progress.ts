import type { WriteStream } from 'node:tty';
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
/** While nothing comes in, the time still goes on. */
const IDLE_REDRAW: Milliseconds = 500;
const CLEAR = '\r\x1b[K';

type Terminal = Pick<WriteStream, 'isTTY' | 'columns' | 'write'>;

/**
 * The totals are known only by listing first. That is done for a terminal, where somebody waits, beside the scan and not before it.
 * The bar is one line that is cleared and written anew: no mode of the terminal is changed, so none has to be restored.
 */
export function startProgress(sources: readonly Source[], wanted: boolean, terminal: Terminal = process.stderr): Progress {
  if (!wanted || terminal.isTTY !== true || process.env.TERM === 'dumb') return silent;
  const started = performance.now();
  let counts = emptyCounts;
  let total: Totals | undefined;
  let drawn = Number.NEGATIVE_INFINITY;
  let stopped = false;
  const draw = () => {
    drawn = performance.now();
    terminal.write(CLEAR + progressLine(counts, total, (drawn - started) / 1000, terminal.columns || 80));
  };
  void measure(sources).then((measured) => {
    total = measured;
  });
  const timer = setInterval(draw, IDLE_REDRAW).unref();
  draw();
  return {
    update(now) {
      counts = now;
      if (!stopped && performance.now() - drawn >= REDRAW) draw();
    },
    say(text) {
      terminal.write(stopped ? text : CLEAR + text);
      if (!stopped) draw();
    },
    stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      terminal.write(CLEAR);
    },
  };
}

/** In less than `columns`: a line that wraps can't be taken back. The bar gives way first, then the end of the text. */
export function progressLine(counts: ScanCounts, total: Totals | undefined, seconds: Seconds, columns: number): string {
  const size = total === undefined ? 0 : total.bytes > 0 ? total.bytes : total.files;
  const done = total !== undefined && total.bytes > 0 ? counts.bytes : counts.files;
  // What is listed late (a growing folder) never makes it more than all.
  const share = size === 0 ? 0 : Math.min(0.999, done / size);
  const left = share > 0.01 ? ` · ${formatSeconds((seconds / share) * (1 - share))} left` : '';
  const text =
    `${counts.files.toLocaleString('en-US')}${total === undefined ? '' : `/${total.files.toLocaleString('en-US')}`} files` +
    ` · ${formatMiB(counts.bytes)} · ${Math.round(counts.events / Math.max(0.001, seconds)).toLocaleString('en-US')} events/s${left}`;
  const room = Math.min(20, columns - 2 - text.length);
  if (room < 5) return text.slice(0, columns - 1);
  const filled = Math.round(share * room);
  return `${'█'.repeat(filled)}${'░'.repeat(room - filled)} ${text}`;
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

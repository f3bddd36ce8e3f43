import { toJsonLine } from '../../base/escape.ts';
import { Problem } from '../../base/problem.ts';
import { type Bytes, DAY, MiB, type Milliseconds } from '../../base/units.ts';
import { toOcsf } from '../../engine/findings/formats/ocsf.ts';
import { createAppender } from './file-appender.ts';
import { throwIfStopped } from './http-post.ts';
import type { Notice, Sink } from './sink.ts';
import type { WordedSinkOptions } from './sink-options.ts';
import { findingLink } from './wording/alert-blocks.ts';
import { noticeData } from './wording/notice-json.ts';

export interface FileSinkOptions extends Pick<WordedSinkOptions, 'name' | 'wording'> {
  readonly path: string;
  /** Our JSON, a line for each notice; or OCSF Detection Findings, a line for each alert. @default json */
  readonly format?: 'json' | 'ocsf';
  /** A file that would become larger is put aside as `<path>.1`, the one before as `<path>.2`. @default 100 MiB */
  readonly maxBytes?: Bytes;
  /** How many of those are kept, and how long. @default 10 of them, 90 days */
  readonly keep?: number;
  readonly maxAge?: Milliseconds;
  /** Of trailwatch, for OCSF. */
  readonly version?: string;
}

/**
 * Appends lines of JSON to a file, each notice in one write and on the disk before it counts as sent. The file may be moved away or
 * removed at any time (logrotate): the next notice begins a new one.
 */
export function createFileSink(options: FileSinkOptions): Sink {
  const { name, path, maxBytes = 100 * MiB, keep = 10, maxAge = 90 * DAY } = options;
  const appender = createAppender({ path, maxBytes, keep, maxAge });
  return {
    name,
    type: 'file',
    async send(notice, signal) {
      throwIfStopped(signal, 'the file');
      try {
        await appender.append(linesOf(notice, options));
      } catch (error) {
        throw fileProblem(error, path);
      }
      return {};
    },
    close: () => appender.close(),
  };
}

function linesOf(notice: Notice, { format, wording = {}, version }: FileSinkOptions): string {
  if (format !== 'ocsf') return `${toJsonLine(noticeData(notice, wording))}\n`;
  const alerts = notice.kind === 'digest' ? notice.alerts : [notice.alert];
  const lines = alerts.map((alert) => {
    // Several lines of one digest are told apart by their findings.
    const uid = notice.kind === 'digest' ? `${notice.id}:${alert.finding.id}` : notice.id;
    const event = toOcsf(alert, { uid, version, url: findingLink(alert.finding, wording) });
    if (notice.kind !== 'test') return event;
    return { ...event, message: `Test of trailwatch: ${event.message}`, metadata: { ...event.metadata, labels: ['test'] } };
  });
  return lines.map((line) => `${toJsonLine(line)}\n`).join('');
}

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on the disk',
  EDQUOT: 'Make room on the disk',
  EACCES: 'Allow writing to the file and its folder',
  EPERM: 'Allow writing to the file and its folder',
  EROFS: 'The disk is mounted read-only',
  EISDIR: 'Name a file, not a folder',
};

function fileProblem(error: unknown, path: string): Problem {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  return new Problem('SINK_FAILED', `the file can not be written (${code})`, {
    at: { file: path },
    hint: remedies[code] ?? 'It is tried again',
    cause: error,
  });
}

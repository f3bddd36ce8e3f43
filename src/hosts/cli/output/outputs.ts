import { resolve } from 'node:path';
import { Problem } from '../../../base/problem.ts';
import type { Format, ScanFlags } from '../scan-flags.ts';
import type { Report } from './report.ts';
import { openWriter, regularFileBehind, type Writer } from './writer.ts';

/** Everything that a scan writes to. */
export interface Outputs {
  /** For findings or matches; none where the HTML report is all that is wanted. */
  readonly text: Writer | undefined;
  readonly report: Report | undefined;
  readonly rejects: Writer | undefined;
  /** The files behind these, as `fileId` names them. */
  readonly own: ReadonlySet<string>;
}

/**
 * Opened before anything is read: what can't be written is said now, and not after an hour of scanning.
 * @throws {Problem} CLI_USAGE, CLI_OUTPUT
 */
export async function openOutputs(flags: ScanFlags, format: Format): Promise<Outputs> {
  const { output = '-', report, rejects } = flags;
  refuseTheSame({ '--output': output, '--report': report, '--rejects': rejects });
  const main = openWriter(output);
  const page = report === undefined ? [] : [openWriter(report)];
  const list = rejects === undefined ? undefined : openWriter(rejects);
  const pages = format === 'html' ? [main, ...page] : page;
  const own = [main, ...page, ...(list === undefined ? [] : [list])].flatMap((writer) => writer.own);
  return {
    text: format === 'html' ? undefined : main,
    report: pages.length === 0 ? undefined : (await import('./report.ts')).createReport(pages),
    rejects: list,
    own: new Set([...own, ...regularFileBehind(1), ...regularFileBehind(2)]),
  };
}

/** One would overwrite the other. */
function refuseTheSame(targets: Readonly<Record<string, string | undefined>>): void {
  const taken = new Map<string, string>();
  for (const [flag, target] of Object.entries(targets)) {
    if (target === undefined) continue;
    const place = target === '-' ? '-' : resolve(target);
    const other = taken.get(place);
    if (other !== undefined) {
      throw new Problem('CLI_USAGE', `${other} and ${flag} would both go to ${target === '-' ? 'standard output' : target}`, {
        hint: 'Give each a file of its own.',
      });
    }
    taken.set(place, flag);
  }
}

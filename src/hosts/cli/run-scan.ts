import { extname } from 'node:path';
import pc from 'picocolors';
import { forTerminal, toJsonLine } from '../../base/escape.ts';
import { formatProblem, Problem } from '../../base/problem.ts';
import type { Source } from '../../edges/sources/source.ts';
import { createDiskSpill } from '../../edges/spill/disk-spill.ts';
import { createEngine } from '../../engine/engine.ts';
import { loadRules } from '../../engine/rules/load.ts';
import type { Finding } from '../../model/finding.ts';
import type { EventRule } from '../../model/rule.ts';
import type { ScanCounts } from '../../model/scan.ts';
import { type Severity, severityRank } from '../../model/severity.ts';
import type { TriageItem } from '../../model/triage-item.ts';
import { scan } from '../../pipeline.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { sourcesOf } from './inputs.ts';
import { outputOf } from './output/output.ts';
import { openReport, type Report } from './output/report.ts';
import { fileWriter, stdoutWriter, type Writer } from './output/writer.ts';
import { type Progress, startProgress } from './progress.ts';
import { rejectLine } from './run-decode.ts';
import { readRuleFiles, shippedRules } from './rule-files.ts';
import { type Format, formats, type ScanFlags } from './scan-flags.ts';
import { summaryJson, summaryText } from './summary.ts';
import { parseTimeArgument } from './time-argument.ts';
import { version } from './version.ts';

/** So many rejects are said one by one; the rest is counted. */
const REJECTS_SAID = 10;

/** Scans, prints, and returns the exit code. @throws {Problem} for what stops a scan before or while it runs */
export async function runScan(inputs: readonly string[], flags: ScanFlags): Promise<number> {
  const rules = loadedRules(flags);
  if (rules === undefined) return exitCodes.USAGE;
  const format = formatOf(flags);
  const now = Date.now();
  const from = flags.from === undefined ? undefined : parseTimeArgument('--from', flags.from, now);
  const to = flags.to === undefined ? undefined : parseTimeArgument('--to', flags.to, now);
  if (from !== undefined && to !== undefined && from >= to) {
    throw new Problem('CLI_USAGE', '--from is not before --to', { hint: 'No event could be between them: swap the two.' });
  }

  const interrupt = listenToInterrupt();
  const wanted = { from, to, accounts: flags.account, regions: flags.region, signal: interrupt.signal };
  const sources = sourcesOf(inputs, wanted);
  const spill = createDiskSpill();
  let progress: Progress | undefined;
  try {
    progress = startProgress(sources, flags.quiet !== true);
    const started = performance.now();
    const report =
      format === 'html' ? openReport(flags.output) : flags.report === undefined ? undefined : openReport(flags.report);
    const told = await tell(
      sources,
      rules,
      spill,
      { flags, format, from, to, interrupted: () => interrupt.signal.aborted },
      progress,
      report,
    );
    progress.stop();
    const seconds = Math.max((performance.now() - started) / 1000, 1e-6);
    const interrupted = interrupt.signal.aborted;
    const summary = { counts: told.counts, rules: rules.length, seconds, interrupted, emit: flags.emit };
    await report?.finish({
      generatedAt: now,
      version,
      inputs,
      options: optionsOf(flags, format),
      rules: { count: rules.length, files: rulePaths(flags).map((path) => (path === shippedRules ? 'the shipped rules' : path)) },
      counts: told.counts,
      seconds,
      interrupted,
      rejects: told.rejects,
    });
    if (flags.summary === 'json') process.stderr.write(summaryJson(summary));
    else if (flags.quiet !== true) process.stderr.write(summaryText(summary));
    const { counts } = told;
    const nothingRead = counts.events + counts.ignored + counts.pointers === 0 && (counts.files === 0 || counts.rejects > 0);
    if (nothingRead && !interrupted && counts.rejects === 0) {
      process.stderr.write(
        `trailwatch: ${formatProblem(new Problem('CLI_NOTHING_READ', 'there is no file to read', { hint: 'Check the path.' }))}\n`,
      );
    }
    return exitCodeOf({ nothingRead, interrupted, failOnReached: told.failOnReached, rejects: counts.rejects });
  } finally {
    progress?.stop();
    spill.close();
    interrupt.close();
  }
}

interface Telling {
  readonly flags: ScanFlags;
  readonly format: Format;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly interrupted: () => boolean;
}

interface Told {
  readonly counts: ScanCounts;
  readonly failOnReached: boolean;
  readonly rejects: readonly Problem[];
}

/** Runs the scan with everything that listens to it. */
async function tell(
  sources: readonly Source[],
  rules: readonly EventRule[],
  spill: ReturnType<typeof createDiskSpill>,
  telling: Telling,
  progress: Progress,
  report: Report | undefined,
): Promise<Told> {
  const { flags, format } = telling;
  const out = format === 'html' ? undefined : flags.output === undefined ? stdoutWriter() : fileWriter(flags.output);
  const output = outputOf(format === 'html' ? 'jsonl' : format, flags.emit, tableOptions(flags));
  const rejects = rejectTeller(flags, progress);
  const failOn = flags.failOn === undefined ? Number.POSITIVE_INFINITY : severityRank(flags.failOn);
  let failOnReached = false;
  let opened = false;
  const write = (text: () => string, severity: Severity): void | Promise<void> => {
    if (severityRank(severity) >= failOn) failOnReached = true;
    if (out === undefined || out.gone) return;
    if (!opened) {
      opened = true;
      progress.stop();
      out.write(output.open);
    }
    return out.write(text());
  };
  const counts = await scan(
    sources,
    createEngine(rules),
    spill,
    {
      emit: flags.emit,
      ...(telling.from === undefined ? {} : { from: telling.from }),
      ...(telling.to === undefined ? {} : { to: telling.to }),
      accounts: new Set(flags.account),
      regions: new Set(flags.region),
      keepRaw: report !== undefined,
      stopped: telling.interrupted,
    },
    {
      finding(finding: Finding, events: readonly TriageItem[]) {
        report?.add(finding, events);
        return write(() => output.finding(finding), finding.severity);
      },
      match: (record) => write(() => output.match(record), record.severity),
      reject: rejects.tell,
      progress: progress.update,
    },
  );
  progress.stop();
  if (out !== undefined) {
    if (!opened) out.write(output.none);
    else out.write(output.close);
    await out.close();
  }
  await rejects.close();
  return { counts, failOnReached, rejects: rejects.kept };
}

/** The rules, or undefined after all that is wrong with them was said. */
function loadedRules(flags: ScanFlags): EventRule[] | undefined {
  const paths = rulePaths(flags);
  if (paths.length === 0)
    throw new Problem('CLI_USAGE', 'there is no rule: --no-pack without --rules', {
      hint: 'Add --rules FILE, or leave --no-pack away.',
    });
  const loaded = loadRules(readRuleFiles(paths));
  if (loaded.problems.length > 0) {
    for (const problem of loaded.problems) process.stderr.write(`trailwatch: ${forTerminal(formatProblem(problem))}\n`);
    return undefined;
  }
  if (flags.quiet !== true && flags.summary === 'text') {
    for (const { id, reason } of loaded.skipped)
      process.stderr.write(`trailwatch: rule ${forTerminal(id)} is not run: ${forTerminal(reason)}\n`);
  }
  const least = flags.minSeverity === undefined ? 0 : severityRank(flags.minSeverity);
  return loaded.rules.filter((rule) => severityRank(rule.severity) >= least);
}

function rulePaths(flags: ScanFlags): string[] {
  return [...(flags.pack ? [shippedRules] : []), ...flags.rules];
}

/** What decides the result, for the report; rules and inputs have their own place there. */
function optionsOf(flags: ScanFlags, format: Format): [string, string][] {
  const { from, to, account, region, minSeverity, emit } = flags;
  const options: [string, string | undefined][] = [
    ['--from', from],
    ['--to', to],
    ['--account', account.join(',') || undefined],
    ['--region', region.join(',') || undefined],
    ['--min-severity', minSeverity],
    ['--emit', emit],
    ['--format', format],
    ['--no-pack', flags.pack ? undefined : 'yes'],
  ];
  return options.filter((option): option is [string, string] => option[1] !== undefined);
}

function formatOf(flags: ScanFlags): Format {
  const format =
    flags.format ?? formatOfFile(flags.output) ?? (flags.output === undefined && process.stdout.isTTY ? 'table' : 'jsonl');
  if (flags.emit === 'matches' && (format === 'html' || flags.report !== undefined)) {
    throw new Problem('CLI_USAGE', 'the HTML report shows findings, not matches', {
      hint: 'Leave --emit matches away, or write csv or jsonl.',
    });
  }
  return format;
}

function formatOfFile(file: string | undefined): Format | undefined {
  const extension = file === undefined ? '' : extname(file).slice(1).toLowerCase();
  return formats.find((format) => format === extension);
}

function tableOptions(flags: ScanFlags) {
  const terminal = flags.output === undefined && process.stdout.isTTY === true;
  return { width: terminal ? process.stdout.columns : 120, colors: pc.createColors(terminal && pc.isColorSupported) };
}

/** Says the first few rejects, writes all of them where `--rejects` says, keeps some for the report. */
function rejectTeller(flags: ScanFlags, progress: Progress) {
  const file: Writer | undefined = flags.rejects === undefined ? undefined : fileWriter(flags.rejects);
  const kept: Problem[] = [];
  let written: void | Promise<void>;
  let said = 0;
  return {
    kept,
    tell(problem: Problem): void {
      if (kept.length < 1000) kept.push(problem);
      const writing = file?.write(`${toJsonLine(rejectLine(problem))}\n`);
      if (writing !== undefined) written = Promise.all([written, writing]).then(() => undefined);
      said++;
      if (said > REJECTS_SAID + 1) return;
      progress.say(
        said > REJECTS_SAID
          ? 'trailwatch: more could not be read; the summary counts all, --rejects FILE lists them\n'
          : `trailwatch: ${forTerminal(formatProblem(problem))}\n`,
      );
    },
    async close(): Promise<void> {
      await written;
      await file?.close();
    },
  };
}

/** The first Ctrl-C ends the reading, and what was found is printed; the second ends the process. */
function listenToInterrupt() {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitCodes.INTERRUPTED);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    close() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

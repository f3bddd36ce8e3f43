import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { forTerminal, toJsonLine } from '../../base/escape.ts';
import { formatProblem, Problem } from '../../base/problem.ts';
import type { Source } from '../../edges/sources/source.ts';
import { createDiskSpill } from '../../edges/spill/disk-spill.ts';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { isHidden } from '../../engine/findings/what-is-said.ts';
import type { RuleSet } from '../../engine/rules/select.ts';
import type { Finding } from '../../model/finding.ts';
import type { ScanCounts } from '../../model/scan.ts';
import { type Severity, severityRank } from '../../model/severity.ts';
import type { TriageItem } from '../../model/triage-item.ts';
import { fetchRawEvents } from '../../pipeline/raw-events.ts';
import { createFileReader } from '../../pipeline/read-file.ts';
import { scan } from '../../pipeline/scan.ts';
import type { TakingOptions } from '../../pipeline/taking.ts';
import { colorsFor } from './colors.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { growHeapSlowly } from './heap.ts';
import { sourcesOf } from './inputs.ts';
import { type Interrupt, listenToInterrupt } from './interrupt.ts';
import { outputOf } from './output/output.ts';
import { type Outputs, openOutputs } from './output/outputs.ts';
import type { Writer } from './output/writer.ts';
import { type Progress, startProgress } from './progress.ts';
import { rejectLine } from './run-decode.ts';
import { type Format, formats, type ScanFlags } from './scan-flags.ts';
import { createScanReaders, type ScanReaders } from './scan-readers.ts';
import { summaryJson, summaryText } from './summary.ts';
import { judgementOf, type ScanJudgement } from './scan-judgement.ts';
import { parseTimeArgument } from './time-argument.ts';
import { version } from './version.ts';

/** So many rejects are said one by one; the rest is counted. */
const REJECTS_SAID = 10;

/** Scans, prints, and returns the exit code. @throws {Problem} for what stops a scan before or while it runs */
export async function runScan(inputs: readonly string[], flags: ScanFlags): Promise<number> {
  growHeapSlowly();
  const judged = await judgementOf(flags);
  if (judged === undefined) return exitCodes.USAGE;
  const { rules } = judged;
  refuseNone(rules, flags);
  const format = formatOf(flags);
  const now = Date.now();
  const from = flags.from === undefined ? undefined : parseTimeArgument('--from', flags.from, now);
  const to = flags.to === undefined ? undefined : parseTimeArgument('--to', flags.to, now);
  if (from !== undefined && to !== undefined && from >= to) {
    throw new Problem('CLI_USAGE', '--from is not before --to', { hint: 'No event could be between them: swap the two.' });
  }

  const outputs = await openOutputs(flags, format);
  const interrupt = listenToInterrupt();
  const wanted = { from, to, accounts: flags.account, regions: flags.region, signal: interrupt.signal, except: outputs.own };
  const sources = await sourcesOf(inputs, wanted);
  const spill = createDiskSpill();
  const engine = createEngine(rules.rules, rules.series);
  const readers = readersOf(judged, engine, flags, { from, to, keepRaw: outputs.report !== undefined });
  let progress: Progress | undefined;
  try {
    progress = startProgress(sources, flags.quiet !== true);
    const started = performance.now();
    const told = await tell(
      sources,
      engine,
      spill,
      { policy: judged.policy, flags, format, from, to, outputs, interrupt, readers },
      progress,
    );
    progress.stop();
    const seconds = Math.max((performance.now() - started) / 1000, 1e-6);
    const { counts, interrupted } = told;
    const count = alerting(rules);
    const lacking = outputs.report?.lacking();
    if (lacking?.size) outputs.report?.fill(await fetchRawEvents(sources, lacking, () => interrupt.signal.aborted));
    await outputs.report?.finish({
      generatedAt: now,
      version,
      inputs,
      options: optionsOf(flags, format),
      rules: { count, files: [...(flags.pack ? ['the shipped rules'] : []), ...flags.rules] },
      counts,
      seconds,
      interrupted,
      rejects: told.rejects,
    });
    const summary = { counts, rules: count, seconds, interrupted, emit: flags.emit };
    if (flags.summary === 'json') process.stderr.write(summaryJson(summary));
    else if (flags.quiet !== true) process.stderr.write(summaryText(summary));
    const nothing = nothingRead(counts);
    if (nothing && !interrupted && counts.rejects === 0) say(nothingReadProblem(counts));
    return exitCodeOf({
      nothingRead: nothing,
      interrupted: interrupt.signal.aborted,
      failOnReached: told.failOnReached,
      rejects: counts.rejects,
    });
  } finally {
    readers?.close();
    progress?.stop();
    spill.close();
    interrupt.close();
  }
}

/** Undefined where this thread reads all. */
function readersOf(
  { rules, exceptions, policy }: ScanJudgement,
  engine: Engine,
  flags: ScanFlags,
  options: Pick<TakingOptions, 'keepRaw' | 'from' | 'to'>,
) {
  const { account, region, emit } = flags;
  const taking = { ...options, emit, accounts: new Set(account), regions: new Set(region) };
  return createScanReaders(
    flags.workers ?? availableParallelism(),
    { rules: { rules: rules.rules, series: rules.series }, exceptions, options: taking },
    { here: createFileReader(engine, { ...taking, ...(policy && { policy }) }) },
  );
}

/** A pipe that brought nothing is no clean account: what should have written into it has failed. */
function nothingRead(counts: ScanCounts): boolean {
  if (counts.events + counts.pointers > 0) return false;
  return counts.bytes === 0 || (counts.ignored === 0 && counts.rejects > 0);
}

function nothingReadProblem({ files }: ScanCounts): Problem {
  return files === 0
    ? new Problem('CLI_NOTHING_READ', 'there is no file to read', { hint: 'Check the path.' })
    : new Problem('CLI_NOTHING_READ', 'the input is empty', {
        hint: 'Check the path, or the command that writes into the pipe.',
      });
}

function say(problem: Problem): void {
  process.stderr.write(`trailwatch: ${forTerminal(formatProblem(problem))}\n`);
}

interface Telling {
  readonly policy: ScanJudgement['policy'];
  readonly flags: ScanFlags;
  readonly format: Format;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly outputs: Outputs;
  readonly interrupt: Interrupt;
  readonly readers: ScanReaders | undefined;
}

interface Told {
  readonly counts: ScanCounts;
  /** Before all was read. */
  readonly interrupted: boolean;
  readonly failOnReached: boolean;
  readonly rejects: readonly Problem[];
}

/** Runs the scan with everything that listens to it. */
async function tell(
  sources: readonly Source[],
  engine: Engine,
  spill: ReturnType<typeof createDiskSpill>,
  { policy, flags, format, from, to, outputs, interrupt, readers }: Telling,
  progress: Progress,
): Promise<Told> {
  const { text: out, report } = outputs;
  const output = await outputOf(format === 'html' ? 'jsonl' : format, flags.emit, tableOptions(flags));
  const rejects = rejectTeller(outputs.rejects, progress);
  const failOn = flags.failOn === undefined ? Number.POSITIVE_INFINITY : severityRank(flags.failOn);
  let failOnReached = false;
  let opened = false;
  let interrupted = false;
  const toStdout = out !== undefined && (flags.output ?? '-') === '-';
  const open = () => {
    opened = true;
    interrupted = interrupt.signal.aborted;
    if (toStdout && report === undefined) interrupt.endAtOnce();
    progress.stop();
    out?.write(output.open);
  };
  const write = (text: () => string, severity: Severity): void | Promise<void> => {
    if (severityRank(severity) >= failOn) failOnReached = true;
    if (!opened) open();
    // Ctrl-C while rows run by: no more of them, but the report is still made.
    const enough = toStdout && !interrupted && interrupt.signal.aborted;
    return out === undefined || out.gone || enough ? undefined : out.write(text());
  };
  const counts = await scan(
    sources,
    engine,
    spill,
    {
      emit: flags.emit,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      accounts: new Set(flags.account),
      regions: new Set(flags.region),
      keepRaw: report !== undefined,
      ...(policy && { policy }),
      readers,
      stopped: () => interrupt.signal.aborted,
    },
    {
      finding(finding: Finding, events: readonly TriageItem[]) {
        report?.add(finding, events);
        // What is known and accepted, or on trial, makes no script fail.
        return write(() => output.finding(finding), isHidden(finding) ? 'informational' : finding.severity);
      },
      match: (record) => write(() => output.match(record), record.severity),
      reject: rejects.tell,
      progress: progress.update,
    },
  );
  progress.stop();
  if (!opened) interrupted = interrupt.signal.aborted;
  out?.write(opened ? output.close : output.none);
  await out?.close();
  await outputs.rejects?.close();
  return { counts, interrupted, failOnReached, rejects: rejects.kept };
}

/** Without a rule nothing is ever found, and a clean account looks the same. @throws {Problem} CLI_USAGE */
function refuseNone(rules: RuleSet, { minSeverity }: ScanFlags): void {
  if (alerting(rules) > 0) return;
  throw minSeverity === undefined
    ? new Problem('CLI_USAGE', 'no rule is left: none of those given is run', { hint: 'Add one with --rules.' })
    : new Problem('CLI_USAGE', `no rule is left at --min-severity ${minSeverity}`, { hint: 'Lower it, or add rules.' });
}

/** Rules that feed others are no rules to those who read findings. */
function alerting({ rules, series }: RuleSet): number {
  return [...rules, ...series].filter(({ silent }) => silent !== true).length;
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
    ['--config', flags.config],
    ['--emit', emit],
    ['--format', format],
    ['--rules-set', flags.pack ? flags.rulesSet : undefined],
    ['--rules-profile', flags.rulesProfile],
    ['--no-pack', flags.pack ? undefined : 'yes'],
  ];
  return options.filter((option): option is [string, string] => option[1] !== undefined);
}

function formatOf(flags: ScanFlags): Format {
  const format =
    flags.format ?? formatOfFile(flags.output) ?? ((flags.output ?? '-') === '-' && process.stdout.isTTY ? 'table' : 'jsonl');
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
  const direct = flags.output === undefined || flags.output === '-';
  const terminal = direct && process.stdout.isTTY === true;
  return { width: terminal ? process.stdout.columns : 120, colors: direct ? colorsFor(process.stdout) : colorsFor({}, {}) };
}

/** Says the first few rejects, writes all of them where `--rejects` says, keeps some for the report. */
function rejectTeller(list: Writer | undefined, progress: Progress) {
  const kept: Problem[] = [];
  let said = 0;
  return {
    kept,
    tell(problem: Problem): void | Promise<void> {
      if (kept.length < 1000) kept.push(problem);
      said++;
      if (said <= REJECTS_SAID) progress.say(`trailwatch: ${forTerminal(formatProblem(problem))}\n`);
      else if (said === REJECTS_SAID + 1)
        progress.say('trailwatch: more could not be read; the summary counts all, --rejects FILE lists them\n');
      return list?.write(`${toJsonLine(rejectLine(problem))}\n`);
    },
  };
}

import { Problem } from '../../../../base/problem.ts';
import { forTerminal, toJsonLine } from '../../../../base/escape.ts';
import { formatProblem } from '../../../../base/problem.ts';
import type { EpochMs } from '../../../../base/units.ts';
import { alarmsReport } from '../../../../edges/reports/alarms-report.ts';
import { createDiskSpill } from '../../../../edges/spill/disk-spill.ts';
import { createEngine } from '../../../../engine/engine.ts';
import { type LoadedRules, loadRules } from '../../../../engine/rules/load.ts';
import { createBacktest } from '../../../../engine/state/alarm/backtest.ts';
import type { AlarmBacktest } from '../../../../model/alarm-backtest.ts';
import type { ScanCounts } from '../../../../model/scan.ts';
import { scan } from '../../../../pipeline/scan.ts';
import { readRuleFiles } from '../../../rules/rule-files.ts';
import { exitCodeOf, exitCodes } from '../../exit-codes.ts';
import { sourcesOf } from '../../inputs.ts';
import { listenToInterrupt } from '../../interrupt.ts';
import { openWriter } from '../../output/writer.ts';
import { startProgress } from '../../progress.ts';
import { sayProblems } from '../../rules/open-rules.ts';
import { parseTimeArgument } from '../../time-argument.ts';
import { cisFilters } from '../cis-filters.ts';
import { cisTemplate } from '../export/cloudformation.ts';
import { backtestText } from './backtest-text.ts';

export interface BacktestFlags {
  readonly rules: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly format: 'text' | 'json' | 'jsonl';
  readonly report?: string;
  readonly quiet?: boolean;
}

/** What alarms would have done over logs. Returns the exit code. @throws {Problem} CLI_USAGE, CLI_OUTPUT, READ_*, SPILL_FAILED */
export async function runBacktest(inputs: readonly string[], flags: BacktestFlags): Promise<number> {
  const loaded = alarmsOf(flags);
  if (sayProblems(loaded.problems)) return exitCodes.USAGE;
  for (const { id, reason } of loaded.skipped)
    process.stderr.write(`trailwatch: ${forTerminal(id)} is not judged: ${forTerminal(reason)}\n`);
  const alarms = loaded.series.filter(({ series }) => series.kind === 'alarm' || series.kind === 'composite');
  if (alarms.length === 0)
    throw new Problem('CLI_USAGE', 'there is no alarm', {
      hint: 'Name files that have alarms and their metric filters after --rules.',
    });
  const now = Date.now();
  const from = flags.from === undefined ? undefined : parseTimeArgument('--from', flags.from, now);
  const to = flags.to === undefined ? undefined : parseTimeArgument('--to', flags.to, now);
  const report = flags.report === undefined ? undefined : openWriter(flags.report);
  const out = openWriter('-');
  const interrupt = listenToInterrupt();
  const sources = await sourcesOf(inputs, { from, to, signal: interrupt.signal, ...(report && { except: new Set(report.own) }) });
  const spill = createDiskSpill();
  const progress = startProgress(sources, flags.quiet !== true);
  const backtest = createBacktest(alarms);
  let span: { readonly from: EpochMs; readonly to: EpochMs } | undefined;
  let rejects = 0;
  try {
    const feeders = new Set(alarms.flatMap(({ of }) => of));
    const counts = await scan(
      sources,
      createEngine(
        loaded.rules.filter(({ id }) => feeders.has(id)),
        alarms,
      ),
      spill,
      {
        emit: 'findings',
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        accounts: new Set(),
        regions: new Set(),
        keepRaw: false,
        stopped: () => interrupt.signal.aborted,
      },
      {
        finding() {},
        match() {},
        reject(problem) {
          if (++rejects <= 10) progress.say(`trailwatch: ${forTerminal(formatProblem(problem))}\n`);
        },
        progress: progress.update,
        series: {
          input: (input) => backtest.add(input),
          end: (found) => {
            span = found;
          },
        },
      },
    );
    progress.stop();
    if (span === undefined) {
      process.stderr.write('trailwatch: there is no event [CLI_NOTHING_READ]. Check the path, --from and --to.\n');
      return exitCodes.USAGE;
    }
    const results = backtest.finish(span);
    await out.write(outputOf(results, span, counts, flags.format));
    await report?.write(alarmsReport({ results, span, events: counts.events, inputs }));
    await report?.close();
    await out.close();
    return exitCodeOf({
      nothingRead: false,
      interrupted: interrupt.signal.aborted,
      failOnReached: false,
      rejects: counts.rejects,
    });
  } finally {
    progress.stop();
    spill.close();
    interrupt.close();
  }
}

/** Of the files that are named; else the CIS pack, as `alarms export` writes it. */
function alarmsOf({ rules }: BacktestFlags): LoadedRules {
  if (rules.length > 0) return loadRules(readRuleFiles(rules));
  return loadRules([{ file: 'the CIS pack', text: JSON.stringify(cisTemplate(cisFilters(), 'cis-')) }]);
}

function outputOf(
  results: readonly AlarmBacktest[],
  span: { from: EpochMs; to: EpochMs },
  counts: ScanCounts,
  format: BacktestFlags['format'],
): string {
  if (format === 'text') return backtestText(results, span, counts.events, process.stdout);
  const plain = results.map(plainOf);
  if (format === 'jsonl') return plain.map((each) => `${toJsonLine(each)}\n`).join('');
  return `[${plain.map((each) => toJsonLine(each)).join(',\n')}]\n`;
}

function plainOf({ transitions, episodes, inAlarm, metric, place: _, ...rest }: AlarmBacktest): object {
  const time = (at: EpochMs) => new Date(at).toISOString();
  return {
    ...rest,
    fired: episodes.length,
    secondsInAlarm: inAlarm / 1000,
    transitions: transitions.map(({ at, ...each }) => ({ at: time(at), ...each })),
    ...(metric && {
      threshold: metric.threshold,
      tried: metric.tried,
      ...(metric.suggestion && { suggestion: metric.suggestion }),
    }),
  };
}

import { randomUUID } from 'node:crypto';
import { forTerminal } from '../../../base/escape.ts';
import { formatProblem, Problem } from '../../../base/problem.ts';
import { SECOND } from '../../../base/units.ts';
import type { Notice, Sink } from '../../../edges/sinks/sink.ts';
import type { Alert } from '../../../model/alert.ts';
import { resolveSecrets } from '../../config/resolve-secrets.ts';
import { makeSinks } from '../../run/make-sinks.ts';
import { openConfig } from '../../run/open-config.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsFor } from '../colors.ts';

const pc = colorsFor(process.stderr);

export interface SinksFlags {
  readonly config?: string;
}

/** Longer than any sink takes. */
const PATIENCE = 30 * SECOND;

/** @throws {Problem} CLI_USAGE, CONFIG_SECRET */
export async function testSinks(names: readonly string[], flags: SinksFlags): Promise<number> {
  const opened = await openConfig(flags.config, []);
  if (opened === undefined) return exitCodes.USAGE;
  const { config } = opened.set.loaded;
  const unknown = names.find((name) => !Object.hasOwn(config.sinks, name));
  if (unknown !== undefined || Object.keys(config.sinks).length === 0) {
    throw new Problem('CLI_USAGE', unknown === undefined ? 'the configuration has no sink' : `no sink is named ${unknown}`, {
      hint: unknown === undefined ? 'Add one under sinks' : `There are: ${Object.keys(config.sinks).join(', ')}`,
    });
  }
  const secrets = await resolveSecrets(opened.set.loaded);
  if (secrets.problems.length > 0) throw secrets.problems[0]!;
  const wanted = Object.entries(config.sinks).filter(([name]) => names.length === 0 || names.includes(name));
  const sinks = await makeSinks({ ...config, sinks: Object.fromEntries(wanted) }, secrets);
  const results = await Promise.all([...sinks.values()].map(async (sink) => ({ sink, problem: await tryOne(sink) })));
  for (const { sink, problem } of results) {
    const mark = problem === undefined ? pc.green('ok  ') : pc.red('FAIL');
    const why = problem === undefined ? '' : `: ${forTerminal(formatProblem(problem))}`;
    process.stderr.write(`${mark}  ${sink.name} (${sink.type})${why}\n`);
  }
  return results.every(({ problem }) => problem === undefined) ? exitCodes.OK : exitCodes.FAIL_ON;
}

async function tryOne(sink: Sink): Promise<Problem | undefined> {
  const notice: Notice = { kind: 'test', id: randomUUID(), alert: sample(Date.now()) };
  try {
    await sink.send(notice, AbortSignal.timeout(PATIENCE));
    return undefined;
  } catch (error) {
    return error instanceof Problem ? error : new Problem('SINK_FAILED', (error as Error).message, { cause: error });
  } finally {
    await sink.close?.();
  }
}

function sample(now: number): Alert {
  const at = `${new Date(now).toISOString().slice(0, 19)}Z`;
  return {
    change: 'opened',
    at: now,
    rule: { description: 'A sample of what an alert looks like.', response: 'Nothing: this is a test of the sink.' },
    finding: {
      id: '00000000000000000000000000000000',
      ruleId: 'trailwatch-test',
      severity: 'low',
      title: 'A test of trailwatch',
      summary: 'arn:aws:iam::123456789012:user/example called StopLogging from 192.0.2.10 (1 event)',
      status: 'open',
      firstAt: at,
      lastAt: at,
      count: 1,
      actor: 'arn:aws:iam::123456789012:user/example',
      account: '123456789012',
      region: 'us-east-1',
      resources: ['arn:aws:cloudtrail:us-east-1:123456789012:trail/example'],
      eventIds: ['00000000-0000-4000-8000-000000000000'],
      attack: ['T1562.008'],
      context: {
        eventNames: ['StopLogging'],
        eventSources: ['cloudtrail.amazonaws.com'],
        regions: ['us-east-1'],
        sourceIPAddresses: ['192.0.2.10'],
        userAgents: ['aws-cli/2.0'],
        errorCodes: [],
      },
    },
  };
}

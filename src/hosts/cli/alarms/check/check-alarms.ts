import { readFileSync } from 'node:fs';
import { forTerminal, toJsonLine } from '../../../../base/escape.ts';
import type { Json, JsonObject } from '../../../../base/json.ts';
import { Problem } from '../../../../base/problem.ts';
import { exitCodes } from '../../exit-codes.ts';
import { cisFilters } from '../cis-filters.ts';
import { describedOf, topicsOf } from './described.ts';
import { type CisJudgement, judgeCis } from './judge-cis.ts';

export interface CheckAlarmsFlags {
  readonly profile?: string;
  readonly region?: string;
  readonly format: 'text' | 'json';
}

/** Which of the CIS filters an account has, or files of its answers. @throws {Problem} READ_*, CLI_USAGE, AWS_* */
export async function checkAlarms(files: readonly string[], flags: CheckAlarmsFlags): Promise<number> {
  const answers = files.length > 0 ? files.map((file) => ({ file, answer: answerIn(file) })) : [await ofAccount(flags)];
  const judgements = judgeCis(cisFilters(), describedOf(answers));
  const good = judgements.filter(({ verdict }) => verdict === 'ok').length;
  if (flags.format === 'json') process.stdout.write(`[${judgements.map((each) => toJsonLine(plainOf(each))).join(',\n')}]\n`);
  else {
    for (const each of judgements) process.stdout.write(lineOf(each));
    process.stdout.write(`\n${good} of ${judgements.length} are there, exact, and somebody is told\n`);
  }
  return good === judgements.length ? exitCodes.OK : exitCodes.FAIL_ON;
}

function lineOf({ filter, verdict, detail }: CisJudgement): string {
  return `${filter.control.padEnd(13)} ${verdict.padEnd(21)} ${forTerminal(filter.title)}: ${forTerminal(detail)}\n`;
}

function plainOf({ filter: { id, control, title, pattern }, verdict, detail }: CisJudgement): object {
  return { id, control, title, verdict, detail, pattern };
}

async function ofAccount({ profile, region }: CheckAlarmsFlags): Promise<{ file: string; answer: Json }> {
  const { describeAlarms } = await import('../../../../edges/aws/use/metric-alarms.ts');
  const access = { ...(profile !== undefined && { profile }), ...(region !== undefined && { region }) };
  const topics = (alarms: readonly object[]) => [...new Set(alarms.flatMap((alarm) => topicsOf(alarm as JsonObject)))];
  const answer = await describeAlarms(topics, access);
  return { file: 'the account', answer: JSON.parse(JSON.stringify(answer)) as Json };
}

function answerIn(file: string): Json {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Problem(
      code === 'ENOENT' ? 'READ_NOT_FOUND' : code === 'EACCES' ? 'READ_DENIED' : 'READ_FAILED',
      `${file} can not be read`,
      {
        hint: 'Check the path.',
        cause: error,
      },
    );
  }
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new Problem('DECODE_JSON', `${file} is not JSON`, { hint: 'Ask the AWS CLI with --output json.', cause: error });
  }
}

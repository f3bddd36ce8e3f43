import { forTerminal, toJsonLine } from '../../../base/escape.ts';
import { formatProblem } from '../../../base/problem.ts';
import { compileFilter } from '../../../engine/rules/dialects/metric-filter/compile-filter.ts';
import { type ExitCode, exitCodeOf } from '../exit-codes.ts';
import { sourcesOf } from '../inputs.ts';
import { cutEnd } from '../output/in-columns.ts';
import { stdoutWriter } from '../output/writer.ts';
import { logMessages } from './log-messages.ts';

export interface TestFlags {
  readonly pattern: string;
  readonly lines?: true;
  readonly format: 'table' | 'jsonl' | 'json';
}

/** A match as TestMetricFilter has it, and where the message was read. */
interface Match {
  readonly eventNumber: number;
  readonly place: string;
  readonly eventMessage: string;
  readonly extractedValues: Readonly<Record<string, string>>;
}

/** Shown of a message, and of what was extracted, in a table. */
const messageColumns = 160;
const valueColumns = 60;
/** Rejects that are told one by one. */
const mostToldRejects = 10;

/** Prints the messages that a pattern matches. @throws {Problem} RULE_PATTERN, RULE_TOO_LARGE for the pattern */
export async function testFilter(inputs: readonly string[], flags: TestFlags): Promise<ExitCode> {
  const filter = compileFilter(flags.pattern);
  const say = (line: string) => process.stderr.write(`trailwatch: ${forTerminal(line)}\n`);
  for (const note of filter.notes) say(note);
  const out = stdoutWriter();
  let [messages, matches, rejects] = [0, 0, 0];
  if (flags.format === 'json') out.write('{"matches":[');
  for (const source of await sourcesOf(inputs, {})) {
    for await (const read of logMessages(source, flags.lines === true)) {
      if (out.gone) return exitCodeOf({ nothingRead: false, interrupted: false, failOnReached: false, rejects });
      if (read.kind === 'reject') {
        if (++rejects <= mostToldRejects) say(formatProblem(read.problem));
        continue;
      }
      const eventNumber = messages++;
      if (!filter.test(read.message)) continue;
      const eventMessage = typeof read.message === 'string' ? read.message : JSON.stringify(read.message);
      const match = { eventNumber, place: read.place, eventMessage, extractedValues: filter.extract(read.message) };
      const slow = out.write(textOf(match, flags.format, matches++ === 0));
      if (slow !== undefined) await slow;
    }
  }
  if (flags.format === 'json') out.write(matches === 0 ? ']}\n' : '\n]}\n');
  await out.close();
  if (rejects > mostToldRejects) say(`and ${rejects - mostToldRejects} more could not be read`);
  process.stderr.write(`${matches} of ${messages} messages match\n`);
  return exitCodeOf({ nothingRead: messages === 0, interrupted: false, failOnReached: matches === 0, rejects });
}

function textOf(match: Match, format: TestFlags['format'], isFirst: boolean): string {
  if (format === 'jsonl') return `${toJsonLine(match)}\n`;
  if (format === 'json') return `${isFirst ? '' : ','}\n${toJsonLine(match)}`;
  const values = Object.entries(match.extractedValues).map(
    ([name, value]) => `    ${cutEnd(forTerminal(name), valueColumns)} = ${cutEnd(forTerminal(value), messageColumns)}`,
  );
  return `${[`${forTerminal(match.place)}  ${cutEnd(forTerminal(match.eventMessage), messageColumns)}`, ...values].join('\n')}\n`;
}

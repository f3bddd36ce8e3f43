import { forTerminal } from '../../../base/escape.ts';
import { colorsFor } from '../colors.ts';
import { columnsOf, inColumns } from '../output/in-columns.ts';
import type { CheckResult } from './check.ts';

const pc = colorsFor(process.stdout);

const marks = { ok: pc.green('ok  '), warn: pc.yellow('warn'), fail: pc.red('FAIL') };

/** Name and detail, and below them what to do. */
export function checkTable(results: readonly CheckResult[]): string {
  const width = Math.min(40, Math.max(...results.map(({ name }) => columnsOf(forTerminal(name)))));
  const lines = results.flatMap(({ name, status, detail, remedy }) => [
    `${marks[status]}  ${inColumns(forTerminal(name), width)}  ${forTerminal(detail)}`,
    ...(remedy === undefined ? [] : [`${' '.repeat(width + 6)}  > ${forTerminal(remedy)}`]),
  ]);
  const count = (status: CheckResult['status']) => results.filter((result) => result.status === status).length;
  return `${lines.join('\n')}\n\n${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} to mend\n`;
}

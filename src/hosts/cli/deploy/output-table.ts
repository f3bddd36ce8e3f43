import { forTerminal } from '../../../base/escape.ts';
import { columnsOf, inColumns } from '../output/in-columns.ts';

/** Name and value, a line each, in the order of the names. */
export function outputTable(outputs: ReadonlyMap<string, string>): string {
  const lines = [...outputs].map(([name, value]) => [forTerminal(name), forTerminal(value)] as const);
  const width = Math.max(0, ...lines.map(([name]) => columnsOf(name)));
  return lines
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${inColumns(name, width)}  ${value}\n`)
    .join('');
}

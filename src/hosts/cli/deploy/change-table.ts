import { forTerminal } from '../../../base/escape.ts';
import type { PlannedChange } from '../../../edges/aws/use/cloudformation.ts';
import { columnsOf, inColumns } from '../output/in-columns.ts';
import { colorsFor } from '../colors.ts';

const pc = colorsFor(process.stderr);

type Row = readonly [action: string, resource: string, type: string, replacement: string];

const heads: Row = ['action', 'resource', 'type', 'replacement'];

/** What would be done, a line for each resource: those that lose something first. */
export function changeTable(changes: readonly PlannedChange[]): string {
  const sorted = [...changes].sort((a, b) => rank(a) - rank(b) || (a.resource < b.resource ? -1 : 1));
  const rows = sorted.map(rowOf);
  const widths = heads.map((_, column) => Math.max(...[heads, ...rows].map((row) => columnsOf(row[column]!))));
  const line = (row: Row) =>
    row
      .map((text, column) => inColumns(text, widths[column]!))
      .join('  ')
      .trimEnd();
  const lines = sorted.map((change, at) => (losesSomething(change) ? pc.red(line(rows[at]!)) : line(rows[at]!)));
  return `${[pc.bold(line(heads)), ...lines].join('\n')}\n`;
}

/** `2 to add, 1 to modify, 1 to remove`. */
export function changeSummary(changes: readonly PlannedChange[]): string {
  const counts = new Map<string, number>();
  for (const { action } of changes) counts.set(action, (counts.get(action) ?? 0) + 1);
  return [...counts].map(([action, count]) => `${count} to ${forTerminal(action.toLowerCase())}`).join(', ');
}

/** Those that go, or are made anew, with whatever is in them. */
export function losingChanges(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  return changes.filter(losesSomething);
}

const HOLDS_DATA = /^AWS::(?:S3::Bucket|DynamoDB::Table|SQS::Queue|Logs::LogGroup|KMS::Key|SNS::Subscription)$/;

function losesSomething({ action, type, replacement, policy }: PlannedChange): boolean {
  if (policy?.startsWith('Retain') || !HOLDS_DATA.test(type)) return false;
  return action === 'Remove' || replacement === 'True';
}

function rank(change: PlannedChange): number {
  if (losesSomething(change)) return 0;
  const order = ['Remove', 'Modify', 'Import', 'Add'];
  const at = order.indexOf(change.action);
  return at < 0 ? order.length + 1 : at + 1;
}

function rowOf({ action, resource, type, replacement, policy }: PlannedChange): Row {
  const kept = action === 'Remove' && policy?.startsWith('Retain') ? ' (kept)' : '';
  const replaced =
    replacement === 'True' ? 'yes' : replacement === 'Conditional' ? 'maybe' : replacement === 'False' ? 'no' : '-';
  return [`${forTerminal(action)}${kept}`, forTerminal(resource), forTerminal(type), replaced];
}

import { forTerminal } from '../../../base/escape.ts';
import { shortActor } from '../../../engine/findings/formats/short-actor.ts';
import type { Finding } from '../../../model/finding.ts';
import { inColumns } from '../output/in-columns.ts';
import type { Output } from '../output/output.ts';
import type { StoredFinding } from '../../../model/stored-finding.ts';

/** How stored findings become text. */
export interface StoredOutput extends Pick<Output, 'open' | 'close' | 'none'> {
  row(stored: StoredFinding): string;
}

/** Ids are for the next command: they are never cut. */
const head = [
  'ID'.padEnd(32),
  'SEVERITY'.padEnd(13),
  'STATUS'.padEnd(12),
  'LAST SEEN (UTC)'.padEnd(16),
  '  COUNT',
  'ACTOR'.padEnd(28),
  'FINDING',
];

/** A row for each finding, in the order in which they come. */
export function storedTable(): StoredOutput {
  return {
    open: `${head.join('  ')}\n`,
    row: ({ finding }) =>
      `${[
        forTerminal(finding.id).padEnd(32),
        finding.severity.padEnd(13),
        finding.status.padEnd(12),
        forTerminal(finding.lastAt.slice(0, 16).replace('T', ' ')).padEnd(16),
        String(finding.count).padStart(7),
        inColumns(forTerminal(shortActor(finding.actor)), 28),
        `${forTerminal(finding.title)}${marksOf(finding)}`,
      ].join('  ')}\n`,
    close: '',
    none: 'No findings.\n',
  };
}

/** Why it is hidden. */
function marksOf({ suppressedBy, shadow, mergedInto }: Finding): string {
  const marks = [
    ...(suppressedBy === undefined ? [] : [`suppressed by ${forTerminal(suppressedBy)}`]),
    ...(shadow === true ? ['on trial'] : []),
    ...(mergedInto === undefined ? [] : [`merged into ${forTerminal(mergedInto)}`]),
  ];
  return marks.length === 0 ? '' : ` (${marks.join(', ')})`;
}

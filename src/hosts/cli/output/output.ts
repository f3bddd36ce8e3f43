import { findingCsvHeader, findingCsvLine, matchCsvHeader, matchCsvLine } from '../../../engine/findings/formats/csv.ts';
import { findingJson, findingJsonLine, jsonArray, matchJson, matchJsonLine } from '../../../engine/findings/formats/json.ts';
import type { Finding } from '../../../model/finding.ts';
import type { MatchRecord } from '../../../model/match.ts';
import type { TableOptions } from './table.ts';

/** Findings or matches as text, as they come: `open`, a text for each, `close`. */
export interface Output {
  readonly open: string;
  finding(finding: Finding): string;
  match(record: MatchRecord): string;
  readonly close: string;
  /** Instead of all that, when there was nothing. */
  readonly none: string;
}

/** The text formats; HTML is a report and not a stream (`edges/reports`). */
export async function outputOf(
  format: 'table' | 'jsonl' | 'json' | 'csv',
  emit: 'findings' | 'matches',
  table: TableOptions,
): Promise<Output> {
  switch (format) {
    case 'jsonl':
      return { open: '', finding: findingJsonLine, match: matchJsonLine, close: '', none: '' };
    case 'csv': {
      const header = emit === 'findings' ? findingCsvHeader : matchCsvHeader;
      return { open: header, finding: findingCsvLine, match: matchCsvLine, close: '', none: header };
    }
    case 'json': {
      let separator = '';
      const item = (text: string): string => {
        const joined = separator + text;
        separator = jsonArray.separator;
        return joined;
      };
      return {
        open: jsonArray.open,
        finding: (finding) => item(findingJson(finding)),
        match: (record) => item(matchJson(record)),
        close: jsonArray.close,
        none: jsonArray.open + jsonArray.close,
      };
    }
    case 'table': {
      const { findingTable, matchTable } = await import('./table.ts');
      const findings = findingTable(table);
      const matches = matchTable(table);
      return {
        open: emit === 'findings' ? findings.head : matches.head,
        finding: findings.row,
        match: matches.row,
        close: '',
        none: `No ${emit}.\n`,
      };
    }
  }
}

import type { Finding } from '../../../model/finding.ts';
import { searchText } from '../search-text.ts';
import type { Connection } from './connection.ts';

/** Makes the finding in row `n` searchable by its present words. */
export function indexFinding(connection: Connection, n: number, finding: Finding): void {
  connection.run('INSERT OR REPLACE INTO finding_words (rowid, words) VALUES (?, ?)', n, searchText(finding));
}

export function indexAllFindings(connection: Connection): void {
  const some = 'SELECT n, finding FROM findings WHERE n > ? ORDER BY n LIMIT 500';
  let last = -1;
  for (;;) {
    const rows = connection.all<{ readonly n: number; readonly finding: string }>(some, last);
    if (rows.length === 0) return;
    for (const { n, finding } of rows) indexFinding(connection, n, JSON.parse(finding) as Finding);
    last = rows.at(-1)!.n;
  }
}

/** As a question to FTS5: the words are letters and digits, so nothing in them needs more than quotes. */
export function matchOf(phrases: readonly string[]): string {
  return phrases.map((phrase) => `"${phrase.trim()}"*`).join(' AND ');
}

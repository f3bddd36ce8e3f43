import { setImmediate } from 'node:timers/promises';
import { cutoffs } from '../retention.ts';
import type { Store } from '../store.ts';
import type { Connection, Value } from './connection.ts';

/** Rows to a transaction: others wait for the lock no longer than some milliseconds. */
const STEP = 500;
/** Free pages that are kept for new rows, as a share of all. */
const KEEP_FREE = 0.2;
const PAGES_AT_ONCE = 500;

/** Forgets what is past its time, and gives the room back. */
export function sweepOf(connection: Connection): Pick<Store, 'sweep'> {
  /** Again and again a step, until one finds nothing more. */
  const inSteps = async (step: () => number): Promise<number> => {
    for (let total = 0; ; ) {
      const removed = connection.write(step);
      total += removed;
      if (removed < STEP) return total;
      await setImmediate();
    }
  };
  const remove = (table: string, key: string, condition: string, ...values: readonly Value[]) =>
    inSteps(
      () =>
        connection.run(
          `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ${STEP})`,
          ...values,
        ).changes,
    );
  return {
    async sweep(now, retention) {
      const past = cutoffs(now, retention);
      let messages = await remove('messages', 'id', "state = 'given-up' AND created_at <= ?", past.findings);
      const findings = await inSteps(() => {
        const swept = removeFindings(connection, past.findings);
        messages += swept.messages;
        return swept.findings;
      });
      const counts = {
        findings,
        messages,
        ledger: await remove('ledger', 'key', 'stored_at <= ?', past.ledger),
        cells: await remove('cells', 'key', 'needed_until <= ?', past.cells),
        rejects: await remove('rejects', 'id', 'found_at <= ?', past.findings),
      };
      await giveBack(connection);
      return counts;
    },
  };
}

/** With what hangs on them. One that somebody is still to be told of stays. */
function removeFindings(connection: Connection, past: number): { readonly findings: number; readonly messages: number } {
  const rows = connection.all<{ readonly n: number; readonly id: string }>(
    `SELECT n, id FROM findings f WHERE updated_at <= ?
      AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.finding_id = f.id AND m.state = 'waiting') LIMIT ${STEP}`,
    past,
  );
  let messages = 0;
  for (const { n, id } of rows) {
    messages += connection.run('DELETE FROM messages WHERE finding_id = ?', id).changes;
    connection.run('DELETE FROM threads WHERE finding_id = ?', id);
    connection.run('DELETE FROM finding_words WHERE rowid = ?', n);
    connection.run('DELETE FROM findings WHERE n = ?', n);
  }
  return { findings: rows.length, messages };
}

async function giveBack(connection: Connection): Promise<void> {
  for (;;) {
    const free = connection.get<{ readonly freelist_count: number }>('PRAGMA freelist_count')!.freelist_count;
    const pages = connection.get<{ readonly page_count: number }>('PRAGMA page_count')!.page_count;
    const spare = Math.min(PAGES_AT_ONCE, free - Math.ceil(pages * KEEP_FREE));
    if (spare <= 0) return;
    connection.exec(`PRAGMA incremental_vacuum(${spare})`);
    const left = connection.get<{ readonly freelist_count: number }>('PRAGMA freelist_count')!.freelist_count;
    // A file that was made without the map that this needs.
    if (left >= free) return;
    await setImmediate();
  }
}

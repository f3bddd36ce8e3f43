import { userInfo } from 'node:os';
import { forTerminal } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import type { EpochMs } from '../../../base/units.ts';
import type { Store } from '../../../edges/stores/store.ts';
import type { Message } from '../../../model/alert.ts';
import type { Finding, FindingStatus } from '../../../model/finding.ts';
import type { StoredFinding } from '../../../model/stored-finding.ts';
import { exitCodes } from '../exit-codes.ts';
import type { StoreFlags } from '../store/store-option.ts';
import { withStore } from '../store/with-store.ts';
import { noSuchFinding } from './show.ts';

export interface ChangeFlags extends StoreFlags {
  readonly note?: string;
  readonly by?: string;
}

export interface StatusChange {
  readonly id: string;
  readonly status: FindingStatus;
  /** Who, as the note says it. */
  readonly by: string;
  readonly note?: string;
  readonly now: EpochMs;
  /** Who is to be told, in the same commit. Asked only where the status changes. @default nobody */
  readonly messages?: (after: StoredFinding, before: StoredFinding) => readonly Message[];
}

const MOST_NOTES = 100;
const ATTEMPTS = 20;

/** Says of each finding what was done. @throws {Problem} STORE_NOT_FOUND, STORE_CONFLICT, STORE_* */
export async function changeFindings(
  ids: readonly string[],
  status: FindingStatus,
  flags: ChangeFlags,
  messages?: StatusChange['messages'],
): Promise<number> {
  const { note } = flags;
  const by = flags.by ?? loginName();
  await withStore(flags, 'write', async (store) => {
    for (const id of new Set(ids)) {
      const change = { id, status, by, now: Date.now(), ...(note !== undefined && { note }), ...(messages && { messages }) };
      const before = await changeStatus(store, change);
      process.stdout.write(`${said(before, status, note)}\n`);
    }
  });
  return exitCodes.OK;
}

/**
 * Gives a finding another status and a note of it, over whatever others do to it at the same time.
 * @returns the finding as it was before
 * @throws {Problem} STORE_NOT_FOUND, STORE_CONFLICT, STORE_*
 */
export async function changeStatus(store: Pick<Store, 'finding' | 'commit'>, change: StatusChange): Promise<Finding> {
  const { id, status, by, note, now, messages } = change;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await store.finding(id);
    if (before === undefined) throw noSuchFinding(id);
    const changes = before.finding.status !== status;
    if (!changes && note === undefined) return before.finding;
    const text = [...(changes ? [`${before.finding.status} → ${status}`] : []), ...(note === undefined ? [] : [note])].join(': ');
    const after: StoredFinding = {
      ...before,
      finding: { ...before.finding, status },
      version: before.version + 1,
      notes: [...(before.notes ?? []), { at: now, by, text }].slice(-MOST_NOTES),
      updatedAt: now,
    };
    const told = changes ? (messages?.(after, before) ?? []) : [];
    const [done] = await store.commit([{ cells: [], ledger: [], findings: [after], messages: told, feeds: [] }], now);
    if (done === true) return before.finding;
  }
  throw new Problem('STORE_CONFLICT', `others kept changing finding ${id}`, { hint: 'Try again' });
}

function said({ id, status: was, title }: Finding, status: FindingStatus, note: string | undefined): string {
  const name = `${forTerminal(id)} "${forTerminal(title)}"`;
  if (was !== status) return `${name}: ${was} → ${status}`;
  return `${name}: was ${status} already${note === undefined ? '' : '; the note is added'}`;
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list, as in some containers.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

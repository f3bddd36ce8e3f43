import { userInfo } from 'node:os';
import { forTerminal } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import type { EpochMs } from '../../../base/units.ts';
import type { Store } from '../../../edges/stores/store.ts';
import { setStatus } from '../../../engine/findings/set-status.ts';
import type { Alert, Message } from '../../../model/alert.ts';
import type { Finding, FindingStatus } from '../../../model/finding.ts';
import { defaultConfigFile } from '../../config/load-config.ts';
import { inForceOf } from '../../run/in-force.ts';
import { openConfig } from '../../run/open-config.ts';
import { exitCodes } from '../exit-codes.ts';
import type { StoreFlags } from '../store/store-option.ts';
import { withStore } from '../store/with-store.ts';
import { noSuchFinding } from './show.ts';

export interface ChangeFlags extends StoreFlags {
  readonly note?: string;
  readonly by?: string;
  readonly config?: string;
}

export interface StatusChange {
  readonly id: string;
  readonly status: FindingStatus;
  /** Who, as the note says it. */
  readonly by: string;
  readonly note?: string;
  readonly now: EpochMs;
  /** The messages that an alert becomes, in the same commit. @default nobody is told */
  readonly tell?: Tell;
}

type Tell = (alert: Alert) => readonly Message[];

const ATTEMPTS = 20;

/** Says of each finding what was done. @throws {Problem} STORE_NOT_FOUND, STORE_CONFLICT, STORE_* */
export async function changeFindings(
  ids: readonly string[],
  status: FindingStatus,
  flags: ChangeFlags,
  tell?: Tell,
): Promise<number> {
  const { note } = flags;
  const by = flags.by ?? loginName();
  const told = tell ?? (await configuredTell(flags));
  await withStore(flags, 'write', async (store) => {
    for (const id of new Set(ids)) {
      const change = { id, status, by, now: Date.now(), ...(note !== undefined && { note }), tell: told };
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
  const { id, status, by, note, now, tell } = change;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await store.finding(id);
    if (before === undefined) throw noSuchFinding(id);
    if (before.finding.status === status && note === undefined) return before.finding;
    const { finding, change: said } = setStatus(before, status, { by, ...(note !== undefined && { text: note }) }, now);
    const alert = said && { finding: finding.finding, change: said, at: now, rule: {} };
    const messages = alert === undefined ? [] : (tell?.(alert) ?? []);
    const [done] = await store.commit([{ cells: [], ledger: [], findings: [finding], messages, feeds: [] }], now);
    if (done === true) return before.finding;
  }
  throw new Problem('STORE_CONFLICT', `others kept changing finding ${id}`, { hint: 'Try again' });
}

function said({ id, status: was, title }: Finding, status: FindingStatus, note: string | undefined): string {
  const name = `${forTerminal(id)} "${forTerminal(title)}"`;
  if (was !== status) return `${name}: ${was} → ${status}`;
  return `${name}: was ${status} already${note === undefined ? '' : '; the note is added'}`;
}

/** As the configuration routes it; nobody where there is none. */
async function configuredTell({ config }: ChangeFlags): Promise<Tell> {
  if ((config ?? defaultConfigFile(process.env)) === undefined) return () => [];
  const opened = await openConfig(config, []);
  if (opened === undefined) throw new Problem('CONFIG_FIELD', 'the configuration is wrong', { hint: 'trailwatch config check' });
  return inForceOf(opened.set).tell;
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list, as in some containers.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

import { forTerminal, toJsonLine } from '../../../base/escape.ts';
import { DAY, type EpochMs } from '../../../base/units.ts';
import type { Store } from '../../../edges/stores/store.ts';
import { exceptedBy } from '../../../engine/findings/accumulator.ts';
import type { PlacedException } from '../../config/exceptions.ts';
import { openConfig } from '../../run/open-config.ts';
import { exitCodes } from '../exit-codes.ts';
import { inColumns } from '../output/in-columns.ts';
import type { StoreFlags } from '../store/store-option.ts';
import { withStore } from '../store/with-store.ts';

export interface ExceptionFlags extends StoreFlags {
  readonly config?: string;
  readonly format: 'table' | 'json';
}

/** What an exception covers in a store. */
export interface ExceptionUse {
  readonly id: string;
  readonly owner: string;
  readonly reason: string;
  readonly expires: EpochMs;
  readonly state: 'in force' | 'expires soon' | 'expired';
  /** Events, of an exception on events. */
  readonly events: number;
  /** Findings that are suppressed by it. */
  readonly findings: number;
  /** ISO 8601: the last event of those findings. */
  readonly lastAt?: string;
}

const SOON = 14 * DAY;
const PAGE = 1000;

/** @throws {Problem} STORE_* */
export async function listExceptions(flags: ExceptionFlags): Promise<number> {
  const opened = await openConfig(flags.config, []);
  if (opened === undefined) return exitCodes.USAGE;
  const uses = await withStore(flags, 'read', (store) => usesOf(opened.set.exceptions, store, Date.now()));
  process.stdout.write(flags.format === 'json' ? json(uses) : table(uses));
  return exitCodes.OK;
}

export async function usesOf(
  exceptions: readonly PlacedException[],
  store: Pick<Store, 'findings'>,
  now: EpochMs,
): Promise<ExceptionUse[]> {
  const events = new Map<string, number>();
  const findings = new Map<string, { count: number; lastAt: string }>();
  let cursor: string | undefined;
  do {
    const page = await store.findings({ limit: PAGE, hidden: true, ...(cursor !== undefined && { cursor }) });
    for (const { finding, memory } of page.findings) {
      for (const [id, count] of exceptedBy(memory)) events.set(id, (events.get(id) ?? 0) + count);
      if (finding.suppressedBy === undefined) continue;
      // The newest comes first.
      const { count, lastAt } = findings.get(finding.suppressedBy) ?? { count: 0, lastAt: finding.lastAt };
      findings.set(finding.suppressedBy, { count: count + 1, lastAt });
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return exceptions.map(({ id, owner, reason, expires }) => {
    const covered = findings.get(id);
    return {
      id,
      owner,
      reason,
      expires,
      state: expires <= now ? 'expired' : expires - now <= SOON ? 'expires soon' : 'in force',
      events: events.get(id) ?? 0,
      findings: covered?.count ?? 0,
      ...(covered !== undefined && { lastAt: covered.lastAt }),
    };
  });
}

function json(uses: readonly ExceptionUse[]): string {
  const rows = uses.map((use) => `\n  ${toJsonLine({ ...use, expires: new Date(use.expires).toISOString() })}`);
  return `[${rows.join(',')}\n]\n`;
}

function table(uses: readonly ExceptionUse[]): string {
  if (uses.length === 0) return 'No exceptions.\n';
  const row = (cells: readonly string[]) =>
    `${inColumns(cells[0]!, 24)}  ${inColumns(cells[1]!, 12)}  ${inColumns(cells[2]!, 10)}  ${cells[3]!.padStart(7)}  ${cells[4]!.padStart(8)}  ${cells[5]!}\n`;
  const rows = uses.map(({ id, state, expires, events, findings, owner, reason }) => {
    const never = events + findings === 0 ? ' (never hit)' : '';
    return row([
      forTerminal(id),
      state,
      new Date(expires).toISOString().slice(0, 10),
      String(events),
      String(findings),
      forTerminal(`${owner}: ${reason}${never}`),
    ]);
  });
  return row(['ID', 'STATE', 'EXPIRES', 'EVENTS', 'FINDINGS', 'WHOSE']) + rows.join('');
}

import { Problem } from '../../../base/problem.ts';
import type { EpochMs } from '../../../base/units.ts';
import type { FindingPage, FindingQuery, Store } from '../../../edges/stores/store.ts';
import type { FindingStatus } from '../../../model/finding.ts';
import type { Severity } from '../../../model/severity.ts';
import type { StoredFinding } from '../../../model/stored-finding.ts';
import { exitCodes } from '../exit-codes.ts';
import { outputOf } from '../output/output.ts';
import { openWriter } from '../output/writer.ts';
import type { StoreFlags } from '../store/store-option.ts';
import { fitsPhrases, searchPhrases } from '../../../edges/stores/search-text.ts';
import { withStore } from '../store/with-store.ts';
import { parseTimeArgument } from '../time-argument.ts';
import { type StoredOutput, storedTable } from './stored-table.ts';

export interface ChoosingFlags extends StoreFlags {
  readonly status?: FindingStatus;
  readonly rule?: string;
  readonly actor?: string;
  readonly account?: string;
  readonly severity?: Severity;
  readonly since?: string;
  readonly until?: string;
  readonly search?: string;
  readonly all?: boolean;
}

export interface ListFlags extends ChoosingFlags {
  readonly limit: number;
  readonly format: 'table' | 'json' | 'jsonl' | 'csv';
}

export interface ExportFlags extends ChoosingFlags {
  readonly limit?: number;
  readonly output: string;
  readonly format: 'json' | 'jsonl' | 'csv';
}

const PAGE = 500;

/** @throws {Problem} CLI_USAGE, CLI_OUTPUT, STORE_* */
export async function listFindings(flags: ListFlags): Promise<number> {
  const shown = await print(flags, flags.limit, flags.format === 'table' ? storedTable() : await plain(flags.format), '-');
  if (shown.more && flags.format === 'table')
    process.stderr.write(`These are the newest ${flags.limit}: --limit shows more, filters show fewer.\n`);
  return exitCodes.OK;
}

/** @throws {Problem} CLI_USAGE, CLI_OUTPUT, STORE_* */
export async function exportFindings(flags: ExportFlags): Promise<number> {
  await print(flags, flags.limit ?? Number.POSITIVE_INFINITY, await plain(flags.format), flags.output);
  return exitCodes.OK;
}

async function plain(format: 'json' | 'jsonl' | 'csv'): Promise<StoredOutput> {
  const neverUsed = { width: 0, colors: undefined as never };
  const { open, close, none, finding } = await outputOf(format, 'findings', neverUsed);
  return { open, close, none, row: (stored) => finding(stored.finding) };
}

async function print(
  flags: ChoosingFlags,
  limit: number,
  output: StoredOutput,
  file: string,
): Promise<{ readonly more: boolean }> {
  const query = queryOf(flags, Date.now());
  return withStore(flags, 'read', async (store) => {
    const writer = openWriter(file);
    let count = 0;
    let more = false;
    for await (const stored of allOf(store, query, flags.search, Math.min(PAGE, limit))) {
      if (count === limit) more = true;
      if (more || writer.gone) break;
      await writer.write((count === 0 ? output.open : '') + output.row(stored));
      count++;
    }
    await writer.write(count === 0 ? output.none : output.close);
    await writer.close();
    return { more };
  });
}

/** @throws {Problem} CLI_USAGE */
function queryOf(flags: ChoosingFlags, now: EpochMs): Omit<FindingQuery, 'limit'> {
  const { status, rule, actor, account, severity, since, until, all } = flags;
  return {
    ...(status !== undefined && { status }),
    ...(rule !== undefined && { ruleId: rule }),
    ...(actor !== undefined && { actor }),
    ...(account !== undefined && { account }),
    ...(severity !== undefined && { severity }),
    ...(since !== undefined && { from: parseTimeArgument('--since', since, now) }),
    ...(until !== undefined && { to: parseTimeArgument('--until', until, now) }),
    ...(all === true && { hidden: true }),
  };
}

/** @throws {Problem} CLI_USAGE where only reading a span of time could search, and none is given */
async function* allOf(
  store: Pick<Store, 'findings' | 'search'>,
  query: Omit<FindingQuery, 'limit'>,
  text: string | undefined,
  limit: number,
): AsyncGenerator<StoredFinding, void> {
  const { search } = store;
  const scanned = text !== undefined && search === undefined;
  if (scanned && query.from === undefined) {
    throw new Problem('CLI_USAGE', 'this store has no index of words: --search reads all findings of a span of time', {
      hint: 'Add --since',
    });
  }
  const phrases = searchPhrases(text ?? '');
  let cursor: string | undefined;
  do {
    const asked = { ...query, limit, ...(cursor !== undefined && { cursor }) };
    const page: FindingPage = await (text === undefined || search === undefined
      ? store.findings(asked)
      : search({ ...asked, text }));
    yield* scanned ? page.findings.filter(({ finding }) => fitsPhrases(finding, phrases)) : page.findings;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

import { forTerminal, toJsonLine } from '../../../base/escape.ts';
import { formatPlace } from '../../../base/problem.ts';
import type { Store, StoredReject } from '../../../edges/stores/store.ts';
import { exitCodes } from '../exit-codes.ts';
import { openWriter } from '../output/writer.ts';
import type { StoreFlags } from '../store/store-option.ts';
import { withStore } from '../store/with-store.ts';

export interface RejectListFlags extends StoreFlags {
  readonly limit: number;
  readonly format: 'table' | 'json' | 'jsonl';
}

/** @throws {Problem} CLI_OUTPUT, STORE_* */
export async function listRejects({ limit, format, ...flags }: RejectListFlags): Promise<number> {
  await withStore(flags, 'read', async (store) => {
    const writer = openWriter('-');
    let count = 0;
    for await (const reject of allRejects(store)) {
      if (count === limit || writer.gone) break;
      const before = count === 0 ? openings[format] : format === 'json' ? ',\n' : '';
      await writer.write(before + (format === 'table' ? row(reject) : line(reject, format)));
      count++;
    }
    if (count === 0) await writer.write(format === 'table' ? 'No rejects.\n' : format === 'json' ? '[]\n' : '');
    else if (format === 'json') await writer.write(']\n');
    await writer.close();
  });
  return exitCodes.OK;
}

/** All of them, the newest first. */
export async function* allRejects(store: Pick<Store, 'rejects'>): AsyncGenerator<StoredReject, void> {
  let cursor: string | undefined;
  do {
    const page = await store.rejects(cursor === undefined ? { limit: 500 } : { limit: 500, cursor });
    yield* page.rejects;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

const openings = { table: `${'ID'.padEnd(32)}  ${'FOUND (UTC)'.padEnd(16)}  WHAT\n`, json: '[', jsonl: '' } as const;

function row({ id, foundAt, at, message, code }: StoredReject): string {
  const what = `${formatPlace(at)}: ${message} [${code}]`;
  return `${forTerminal(id).padEnd(32)}  ${minute(foundAt)}  ${forTerminal(what)}\n`;
}

function line(reject: StoredReject, format: 'json' | 'jsonl'): string {
  const text = toJsonLine({ ...reject, foundAt: new Date(reject.foundAt).toISOString() });
  return format === 'json' ? text : `${text}\n`;
}

function minute(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

import { Problem } from '../../../base/problem.ts';
import type { Store } from '../../../edges/stores/store.ts';
import { exitCodes } from '../exit-codes.ts';
import type { StoreFlags } from '../store/store-option.ts';
import { withStore } from '../store/with-store.ts';
import { allRejects } from './list.ts';

/** @throws {Problem} CLI_USAGE, STORE_NOT_FOUND, STORE_* */
export async function removeRejects(
  ids: readonly string[],
  { all = false, ...flags }: StoreFlags & { readonly all?: boolean },
): Promise<number> {
  if (all === ids.length > 0) {
    throw new Problem('CLI_USAGE', all ? '--all and ids say two things' : 'nothing says which rejects', {
      hint: 'Name ids from `trailwatch rejects list`, or give --all',
    });
  }
  await withStore(flags, 'write', async (store) => {
    const wanted = all ? await idsOf(store) : await known(store, ids);
    await store.removeRejects(wanted);
    process.stdout.write(`${wanted.length} ${wanted.length === 1 ? 'reject is' : 'rejects are'} removed\n`);
  });
  return exitCodes.OK;
}

async function idsOf(store: Pick<Store, 'rejects'>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of allRejects(store)) ids.push(id);
  return ids;
}

/** Nothing is removed when one of them is misspelt. */
async function known(store: Pick<Store, 'rejects'>, wanted: readonly string[]): Promise<string[]> {
  const there = new Set(await idsOf(store));
  const missing = wanted.find((id) => !there.has(id));
  if (missing === undefined) return [...new Set(wanted)];
  throw new Problem('STORE_NOT_FOUND', `there is no reject ${missing}`, { hint: '`trailwatch rejects list` shows the ids' });
}

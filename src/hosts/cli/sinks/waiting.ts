import { forTerminal } from '../../../base/escape.ts';
import { exitCodes } from '../exit-codes.ts';
import { openWriter } from '../output/writer.ts';
import type { StoreFlags } from '../store/store-option.ts';
import { withStore } from '../store/with-store.ts';

const MOST = 1000;

/** @throws {Problem} CLI_OUTPUT, STORE_* */
export async function listWaiting(flags: StoreFlags): Promise<number> {
  await withStore(flags, 'read', async (store) => {
    const writer = openWriter('-');
    for (const state of ['given-up', 'waiting'] as const) {
      const rows = await store.outbox({ state, limit: MOST });
      const what = state === 'waiting' ? 'waiting' : 'given up';
      await writer.write(`${rows.length === MOST ? `${MOST} or more` : rows.length} ${what}\n`);
      for (const { to, dueAt, attempts, error, alert } of rows) {
        const due = new Date(dueAt).toISOString().slice(0, 16).replace('T', ' ');
        const why = error === undefined ? '' : ` (${attempts} attempts: ${error})`;
        await writer.write(`  ${due}  ${forTerminal(`${to}: ${alert.change} "${alert.finding.title}"${why}`)}\n`);
      }
    }
    await writer.close();
  });
  return exitCodes.OK;
}

/** @throws {Problem} STORE_* */
export async function retryGivenUp(flags: StoreFlags): Promise<number> {
  await withStore(flags, 'write', async (store) => {
    const count = await store.retryGivenUp(Date.now());
    process.stdout.write(`${count} ${count === 1 ? 'message is' : 'messages are'} due again\n`);
  });
  return exitCodes.OK;
}

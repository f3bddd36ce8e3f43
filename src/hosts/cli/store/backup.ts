import { statSync } from 'node:fs';
import { forTerminal } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import { exitCodes } from '../exit-codes.ts';
import type { StoreFlags } from './store-option.ts';
import { storePath, withStore } from './with-store.ts';

export async function backupStore(file: string, flags: StoreFlags): Promise<number> {
  await withStore(flags, 'read', async (store) => {
    if (store.backup === undefined) {
      throw new Problem('CLI_USAGE', 'this store is no file', { hint: 'Use DynamoDB backups: point-in-time recovery is on' });
    }
    await store.backup(file);
  });
  const size = (statSync(file).size / 1024).toFixed(0);
  process.stdout.write(`${forTerminal(storePath(flags))} is copied to ${forTerminal(file)} (${size} KiB)\n`);
  return exitCodes.OK;
}

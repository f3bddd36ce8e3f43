import { closeSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Store } from '../store.ts';
import type { Connection } from './connection.ts';
import { storeProblem } from './store-problem.ts';

/**
 * Copies the store as it is at this moment into a new file, which can be opened like any other. Others go on reading and writing;
 * this process waits for as long as the copy takes.
 */
export function backupOf(connection: Connection): Required<Pick<Store, 'backup'>> {
  return {
    async backup(name) {
      const file = resolve(name);
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        // Refuses a file that exists, and readers other than the owner. SQLite takes an empty file.
        closeSync(openSync(file, 'wx', 0o600));
      } catch (error) {
        throw storeProblem(error, file);
      }
      try {
        connection.copyTo(file);
        const copy = openSync(file, 'r+');
        fsyncSync(copy);
        closeSync(copy);
      } catch (error) {
        rmSync(file, { force: true });
        throw storeProblem(error, file);
      }
    },
  };
}

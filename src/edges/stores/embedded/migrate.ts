import { Problem } from '../../../base/problem.ts';
import type { Connection } from './connection.ts';
import { type Migration, migrations } from './schema.ts';

/** `trlw`: how we know a store of ours among databases. */
const APPLICATION_ID = 0x74726c77;

/**
 * Brings the file to the newest version, each step whole or not at all.
 * @throws {Problem} STORE_VERSION a newer trailwatch wrote it; STORE_FAILED it is another program's
 */
export function migrate(connection: Connection, steps: readonly Migration[] = migrations): void {
  while (versionOf(connection, steps.length) < steps.length) {
    connection.write(() => {
      // Another process may have done it since.
      const version = versionOf(connection, steps.length);
      const step = steps[version];
      if (step === undefined) return;
      if (version === 0) {
        connection.exec(`PRAGMA application_id = ${APPLICATION_ID};
          CREATE TABLE migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL)`);
      }
      step.up(connection);
      connection.run('INSERT INTO migrations (version, name) VALUES (?, ?)', version + 1, step.name);
    });
  }
}

/** For a connection that may not write. @throws {Problem} STORE_VERSION, STORE_FAILED */
export function requireNewest(connection: Connection): void {
  if (versionOf(connection, migrations.length) === migrations.length) return;
  throw new Problem('STORE_FAILED', 'an earlier version of trailwatch wrote it', {
    at: { file: connection.file },
    hint: 'Start `trailwatch run` once, which brings it up to date',
  });
}

/** 0: an empty file. */
function versionOf(connection: Connection, newest: number): number {
  const at = { file: connection.file };
  const application = connection.get<{ readonly application_id: number }>('PRAGMA application_id')?.application_id;
  if (application !== APPLICATION_ID) {
    const tables = connection.get<{ readonly n: number }>('SELECT count(*) AS n FROM sqlite_schema')?.n;
    if (application === 0 && tables === 0) return 0;
    throw new Problem('STORE_FAILED', 'this is the database of another program', { at, hint: 'Name another file' });
  }
  const version = connection.get<{ readonly v: number }>('SELECT max(version) AS v FROM migrations')?.v ?? 0;
  if (version <= newest) return version;
  throw new Problem('STORE_VERSION', `it has version ${version} of the tables, and this trailwatch knows ${newest}`, {
    at,
    hint: 'Use the version of trailwatch that wrote it, or name another file',
  });
}

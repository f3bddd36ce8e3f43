import { Problem } from '../../../base/problem.ts';
import type { ProblemCode } from '../../../base/problem-codes.ts';

interface Said {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string;
}

const damaged: Said = {
  code: 'STORE_FAILED',
  message: 'this is no database, or it is damaged',
  hint: 'Put a backup in its place, or name another file',
};
const failed = (message: string, hint: string): Said => ({ code: 'STORE_FAILED', message, hint });

/** By SQLite's primary result codes: https://www.sqlite.org/rescode.html. */
const byCode: Readonly<Record<number, Said>> = {
  5: { code: 'STORE_BUSY', message: 'another process has held the lock for long', hint: 'Run one `trailwatch run` to a store' },
  6: {
    code: 'STORE_BUSY',
    message: 'another connection has held the lock for long',
    hint: 'Run one `trailwatch run` to a store',
  },
  8: failed('it may not be written to', 'Give the user who runs trailwatch the right to write the file and its folder'),
  10: failed('the disk could not be read or written', 'Look at the disk: it may be full or broken'),
  11: damaged,
  13: failed('no space is left', 'Make room on the disk: what was acknowledged is kept, and the rest comes again'),
  14: failed('it can not be opened', 'Check that the path is a file in a folder that the user who runs trailwatch may write to'),
  26: damaged,
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'no space is left',
  EDQUOT: 'no space is left',
  EISDIR: 'it is a folder',
  ENOTDIR: 'its folder is a file',
  EEXIST: 'it exists already',
};

/** Says in our words what SQLite or the file system answered. What comes from neither is a defect, and stays as it is. */
export function storeProblem(error: unknown, file: string): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error;
  const options = (hint?: string) => ({ at: { file }, hint, cause: error });
  const { code, rawCode, message } = error as Error & { readonly code?: unknown; readonly rawCode?: unknown };
  const result = typeof rawCode === 'number' ? rawCode & 0xff : Number(/ConnectionFailed\(.*: (\d+)"\)$/.exec(message)?.[1]);
  const said = byCode[result];
  if (said !== undefined) return new Problem(said.code, said.message, options(said.hint));
  if (typeof code !== 'string') return error;
  const reason = reasons[code];
  if (reason !== undefined) return new Problem('STORE_FAILED', reason, options('Check the path and who may write there'));
  return code.startsWith('SQLITE_') ? new Problem('STORE_FAILED', `${message} (${code})`, options()) : error;
}

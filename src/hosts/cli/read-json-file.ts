import { readFileSync } from 'node:fs';
import { Problem } from '../../base/problem.ts';

/**
 * JSON of a file that a flag names, or of standard input (`-`).
 * @throws {Problem} READ_NOT_FOUND, READ_FAILED, CLI_USAGE if it isn't JSON
 */
export function readJsonFile(file: string, flag: string): unknown {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new Problem('READ_NOT_FOUND', `no such file: ${file}`, { hint: `Check the path after ${flag}`, cause: error });
    throw new Problem('READ_FAILED', `${file} cannot be read: ${code ?? (error as Error).message}`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem('CLI_USAGE', `${file} is not JSON`, {
      hint: 'See examples/events for what a function is called with',
      cause: error,
    });
  }
}

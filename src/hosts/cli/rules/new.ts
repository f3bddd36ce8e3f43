import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Problem } from '../../../base/problem.ts';
import { exitCodes } from '../exit-codes.ts';
import { correlationTemplate, ruleTemplate } from './templates.ts';

export interface NewFlags {
  readonly correlation?: boolean;
}

/** Writes a rule to begin with. @throws {Problem} CLI_OUTPUT for a file that exists or can't be written */
export function newRule(file: string | undefined, flags: NewFlags): number {
  const name = file === undefined ? 'my-rule' : basename(file).replace(/\.ya?ml$/i, '');
  const fill = { name, uuid: randomUUID, date: new Date().toISOString().slice(0, 10) };
  const text = flags.correlation === true ? correlationTemplate(fill) : ruleTemplate(fill);
  if (file === undefined) process.stdout.write(text);
  else {
    try {
      writeFileSync(file, text, { flag: 'wx' });
    } catch (error) {
      const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
      const what = exists ? `${file} exists already` : `${file} cannot be written: ${(error as Error).message}`;
      throw new Problem('CLI_OUTPUT', what, { hint: 'Name another file.', cause: error });
    }
    process.stderr.write(`Written: ${file}. Next: trailwatch rules test ${file} && trailwatch rules lint ${file}\n`);
  }
  return exitCodes.OK;
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from './app.ts';

const FOLDER = join('infra', 'cloudformation');

const isCheck = process.argv.includes('--check');
const { templates, nags } = synthesize();
for (const [name, { text }] of templates) {
  const file = join(FOLDER, name);
  if (isCheck) {
    if (read(file) === text) continue;
    console.error(`${file} is not what infra/ makes: run \`node tools/infra.mjs\``);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`${file}: ${Buffer.byteLength(text)} bytes`);
  }
}
for (const nag of nags) console.error(nag);
if (nags.length > 0) process.exitCode = 1;

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

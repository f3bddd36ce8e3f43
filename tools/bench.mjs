/**
 * Runs a bench: `node tools/bench.mjs [FILE [ARGUMENT…]]`, by default bench/main.ts. Bundled first, so that what is measured is what
 * ships: a loader that compiles on the fly keeps function names alive by wrapping closures, which costs a scan a third of its speed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const [file = 'bench/main.ts', ...rest] = process.argv.slice(2);
const isFile = file.endsWith('.ts');
const folder = mkdtempSync(join('node_modules', '.bench-'));
const outfile = join(folder, 'bench.mjs');
try {
  await build({
    entryPoints: [isFile ? file : 'bench/main.ts'],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile,
  });
  process.exitCode =
    spawnSync(process.execPath, [outfile, ...(isFile ? rest : [file, ...rest])], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

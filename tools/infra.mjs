/**
 * Makes the templates in infra/cloudformation from infra/: `node tools/infra.mjs`. With `--check` it writes nothing and fails if they
 * differ from what is there. Bundled first, since Node 20 can't run TypeScript.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = mkdtempSync(join('node_modules', '.infra-'));
const outfile = join(folder, 'infra.mjs');
try {
  await build({
    entryPoints: ['infra/main.ts'],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile,
  });
  process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export interface Bundled {
  /** What Node runs. */
  readonly script: string;
  remove(): void;
}

/** Our own code as a script that a process of its own can run. It finds the package's files in `root`. */
export async function bundled(entry: URL, root = process.cwd()): Promise<Bundled> {
  const folder = mkdtempSync(join(process.cwd(), 'node_modules', '.test-'));
  const script = join(folder, 'script.mjs');
  await build({
    entryPoints: [fileURLToPath(entry)],
    outfile: script,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(root, 'dist/hosts/rules/bundled.js')).href) },
    logLevel: 'warning',
  });
  return { script, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

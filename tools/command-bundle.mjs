/**
 * Bundles the command: `dist/hosts/cli/main.js` with what every verb needs, the rest in chunks that are loaded when a verb asks for them.
 * Finding, reading and linking hundreds of small modules takes longer than running them: docs/decisions/start-up.md.
 */
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';

/** Modules find the package's files by their own place, which in the bundle is what it was without. */
const places = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      const compiled = relative(resolve('src'), path).replaceAll('\\', '/').replace(/\.ts$/, '.js');
      return { contents: text.replaceAll('import.meta.url', `new URL('${compiled}', __dist).href`), loader: 'ts' };
    });
  },
};

/** With the threads of a scan. Packages stay where they are installed; the library stays as `tsc` has written it. */
export async function bundleCommand() {
  await build({
    entryPoints: ['src/hosts/cli/main.ts', 'src/hosts/cli/scan-worker.ts'],
    outbase: 'src',
    outdir: 'dist',
    allowOverwrite: true,
    // As deep as the entry, so that the same place is the same for both.
    chunkNames: 'hosts/command/chunk-[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    legalComments: 'none',
    banner: { js: "const __dist = new URL('../../', import.meta.url).href;" },
    plugins: [places],
    logLevel: 'warning',
  });
}

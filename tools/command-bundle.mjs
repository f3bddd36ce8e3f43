/**
 * Bundles the command: `dist/hosts/cli/main.js` with what every verb needs, the rest in chunks that are loaded when a verb asks for them.
 * Finding, reading and linking hundreds of small modules takes longer than running them: docs/decisions/start-up.md.
 */
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';

/** Modules find the package's files by their own place, which in a bundle is what it would be if each were compiled to `dist` by itself. */
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

/** The command, with the threads of a scan. */
export function bundleCommand() {
  return bundle(['src/hosts/cli/main.ts', 'src/hosts/cli/scan-worker.ts'], '../../');
}

/** What `import 'trailwatch'` gives. */
export function bundleLibrary() {
  return bundle(['src/index.ts'], './');
}

/** What compiles the rule pack: for the build alone, which deletes it. */
export function bundleCompiler() {
  return bundle(['src/hosts/rules/compile-pack.ts'], '../../');
}

/** Packages stay where they are installed. @param dist from the entries, and from chunks, which lie as deep as they */
async function bundle(entryPoints, dist) {
  await build({
    entryPoints,
    outbase: 'src',
    outdir: 'dist',
    chunkNames: 'hosts/command/chunk-[hash]',
    bundle: true,
    splitting: entryPoints.length > 1,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    legalComments: 'none',
    banner: { js: `const __dist = new URL('${dist}', import.meta.url).href;` },
    plugins: [places],
    logLevel: 'warning',
  });
}

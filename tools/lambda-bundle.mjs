/**
 * Bundles the functions for AWS into `dist/lambda`: `trailwatch package` zips them together with the rules. Why it is done so, with
 * measurements: docs/decisions/lambda-bundle.md.
 */
import { readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

/** Modules find the package's files by their own place; in the bundle all of them are at this one. */
const place = `import { createRequire as __requireFrom } from 'node:module';
const __place = new URL('./dist/hosts/lambda/bundle.mjs', import.meta.url).href;
const require = __requireFrom(import.meta.url);`;

/** Its messages in fifty languages are a fifth of the bundle; ours are our own. */
const oneLanguage = {
  name: 'one-language',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

const responders = readdirSync('src/hosts/lambda')
  .filter((name) => /^respond-[a-z-]+\.ts$/.test(name))
  .map((name) => `src/hosts/lambda/${name}`);

/** @param folder made from nothing @returns esbuild's metafile */
export async function bundleLambda(folder = 'dist/lambda') {
  // Responders load clients that no other function needs, EC2's of 1.5 MB: each in files of its own.
  return bundle(folder, ['src/hosts/lambda/processor.ts', 'src/hosts/lambda/tick.ts', ...responders]);
}

/** The image function is a zip of its own: sharp lies beside it, for one architecture. */
export async function bundleThumbnail(folder = 'dist/lambda-thumbnail') {
  return bundle(folder, ['src/hosts/lambda/thumbnail.ts'], ['sharp']);
}

async function bundle(folder, entryPoints, external = []) {
  rmSync(folder, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints,
    external,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    legalComments: 'none',
    platform: 'node',
    format: 'esm',
    target: 'node22',
    mainFields: ['module', 'main'],
    banner: { js: place },
    define: { 'import.meta.url': '__place' },
    plugins: [oneLanguage],
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}

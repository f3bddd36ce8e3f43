/**
 * Makes `dist` from nothing: the walk over log files in WebAssembly, the library with its types, the rule pack compiled (reading its
 * YAML would cost every scan most of a second), the command, and the functions for AWS. Runs on `npm ci` through `prepare`, so it has to
 * be quick: types are checked by `npm run check`, not here.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { bundleCommand, bundleCompiler, bundleLibrary } from './command-bundle.mjs';
import { bundleLambda, bundleThumbnail } from './lambda-bundle.mjs';

const require = createRequire(import.meta.url);
await import('./assembly.mjs');
rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
await bundleLibrary();

await bundleCompiler();
const { compilePack } = await import('../dist/hosts/rules/compile-pack.js');
const pack = compilePack();
if (pack !== undefined) writeFileSync('dist/rules-compiled.json', pack);
rmSync('dist/hosts/rules', { recursive: true });

await bundleCommand();
chmodSync('dist/hosts/cli/main.js', 0o755);

// Bundled here and not where it is deployed: whoever installs the package has no bundler.
await bundleLambda();
await bundleThumbnail();

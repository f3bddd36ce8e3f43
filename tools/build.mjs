/**
 * Compile the walk over log files to WebAssembly; compile `src` into `dist`, from nothing, and make the command executable; then compile the rule pack, whose YAML would cost every
 * scan most of a second; then bundle the command, and the functions for AWS. Runs on `npm ci` through `prepare`.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
await import('./assembly.mjs');
rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { stdio: 'inherit' });

const { compilePack } = await import('../dist/hosts/rules/compile-pack.js');
const pack = compilePack();
if (pack !== undefined) writeFileSync('dist/rules-compiled.json', pack);

const { bundleCommand } = await import('./command-bundle.mjs');
await bundleCommand();
chmodSync('dist/hosts/cli/main.js', 0o755);

// Bundled here and not where it is deployed: whoever installs the package has no bundler.
const { bundleLambda, bundleThumbnail } = await import('./lambda-bundle.mjs');
await bundleLambda();
await bundleThumbnail();

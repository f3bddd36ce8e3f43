/**
 * Compiles `assembly/json-walk.ts` (AssemblyScript) to WebAssembly, and writes it as a module that holds its bytes: so it is there
 * wherever the code runs, in tests, in the package and in the bundles for AWS. Run by the build.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import asc from 'assemblyscript/asc';

const MODULE = 'src/engine/events/walk/json-walk-bytes.ts';

const folder = mkdtempSync(join(tmpdir(), 'trailwatch-assembly-'));
try {
  const binary = join(folder, 'walk.wasm');
  const flags = ['--enable', 'simd', '-O2', '--noAssert', '--runtime', 'stub', '--initialMemory', '192'];
  const { error, stderr } = await asc.main(['assembly/json-walk.ts', '--outFile', binary, '--baseDir', process.cwd(), ...flags]);
  if (error) throw new Error(`the walk can't be compiled: ${error.message}\n${stderr.toString()}`);
  const bytes = deflateRawSync(readFileSync(binary), { level: 9 });
  mkdirSync('src/engine/events/walk', { recursive: true });
  const text = `/** Made of assembly/json-walk.ts by tools/assembly.mjs: WebAssembly, deflated, as Base64. */\nexport const jsonWalkBytes =\n  '${bytes.toString('base64')}';\n`;
  writeFileSync(MODULE, text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

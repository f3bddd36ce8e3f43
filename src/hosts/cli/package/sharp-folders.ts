import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { Problem } from '../../../base/problem.ts';

/** As Lambda names it → as npm does. */
const cpus = { arm64: 'arm64', x86_64: 'x64' } as const;

/**
 * Calls `use` with where sharp and what it needs on Lambda lie: package → folder. `undefined`: sharp isn't installed here. A binary
 * for another architecture than this machine's is fetched with npm, of the version that is installed, without running any script.
 * @throws {Problem} IMAGE_LIBRARY
 */
export function withSharpFolders<T>(arch: keyof typeof cpus, use: (folders: ReadonlyMap<string, string>) => T): T | undefined {
  const require = createRequire(import.meta.url);
  let installed: string;
  try {
    installed = dirname(dirname(require.resolve('sharp')));
  } catch {
    return undefined;
  }
  const binary = `@img/sharp-linux-${cpus[arch]}`;
  const here = modulesOf(installed);
  if (existsSync(join(here, binary))) return use(closure('sharp', here, [binary]));
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string };
  const scratch = mkdtempSync(join(tmpdir(), `trailwatch-sharp-${arch}-`));
  try {
    return use(closure('sharp', fetched(scratch, version, arch, binary), [binary]));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A package and all that it needs, as far as it is there: optional ones are of other platforms. */
function closure(start: string, modules: string, also: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const waiting = [start, ...also];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const folder = join(modules, name);
    if (found.has(name) || !existsSync(folder)) continue;
    found.set(name, folder);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
      optionalDependencies?: Record<string, string>;
    };
    waiting.push(...Object.keys(dependencies));
    // What is installed for this machine is no use on another.
    if (name.startsWith('@img/')) waiting.push(...Object.keys(optionalDependencies));
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function modulesOf(folder: string): string {
  return folder.slice(0, folder.lastIndexOf(`${sep}node_modules${sep}`) + `${sep}node_modules`.length);
}

function fetched(prefix: string, version: string, arch: keyof typeof cpus, binary: string): string {
  const platform = ['--os=linux', `--cpu=${cpus[arch]}`, '--libc=glibc'];
  const quiet = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    execFileSync('npm', ['install', `--prefix=${prefix}`, ...platform, ...quiet, `sharp@${version}`], {
      cwd: prefix,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 300_000,
      shell: process.platform === 'win32',
    });
  } catch (error) {
    throw missing(arch, String((error as { stderr?: unknown }).stderr ?? error), error);
  }
  const modules = join(prefix, 'node_modules');
  if (!existsSync(join(modules, binary))) throw missing(arch, `npm brought no ${binary}`);
  return modules;
}

function missing(arch: string, said: string, cause?: unknown): Problem {
  const [line = ''] = said.split('\n').filter((each) => /error/i.test(each));
  return new Problem('IMAGE_LIBRARY', `the binary of sharp for ${arch} can't be had: ${(line || said).trim().slice(0, 200)}`, {
    hint: 'Try again with the network, or leave the image function out with --no-thumbnail',
    cause,
  });
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '../../../base/problem.ts';
import type { ZipEntry } from './zip.ts';

/** The folder of the installed package. */
export const packageFolder = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * All that the functions on AWS consist of: their bundles, the rules, and the rules as they were understood when trailwatch was
 * built. No part of it depends on the processor's architecture.
 * @throws {Problem} CLI_USAGE if the functions were not built
 */
export function lambdaFiles(folder: string = packageFolder): ZipEntry[] {
  const bundles = join(folder, 'dist/lambda');
  if (!existsSync(join(bundles, 'processor.mjs'))) {
    throw new Problem('CLI_USAGE', `the functions for AWS are not in ${bundles}`, { hint: 'Build them with `npm run build`' });
  }
  const file = (path: string, from = path): ZipEntry => ({ path, bytes: readFileSync(join(folder, from)) });
  const modules = readdirSync(bundles).filter((name) => name.endsWith('.mjs'));
  const { name, version, description, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const compiled = join(folder, 'dist/rules-compiled.json');
  return [
    ...modules.map((module) => file(module, `dist/lambda/${module}`)),
    { path: 'package.json', bytes: Buffer.from(JSON.stringify({ name, version, description, license, type: 'module' })) },
    file('monitored_events.json', 'rules/monitored_events.json'),
    ...rulePaths(folder).map((path) => file(path)),
    ...(existsSync(compiled) ? [{ path: 'dist/rules-compiled.json', bytes: sealed(readFileSync(compiled, 'utf8')) }] : []),
  ];
}

function rulePaths(folder: string): string[] {
  return readdirSync(join(folder, 'rules'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:json|ya?ml)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length).replaceAll('\\', '/'));
}

/** Nobody changes the texts of a packed function: they needn't be read to know that. */
function sealed(pack: string): Buffer {
  return Buffer.from(JSON.stringify({ ...(JSON.parse(pack) as object), sealed: true }));
}

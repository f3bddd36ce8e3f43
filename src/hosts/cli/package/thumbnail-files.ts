import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../base/problem.ts';
import { packageFolder } from './lambda-files.ts';
import { withSharpFolders } from './sharp-folders.ts';
import type { ZipEntry } from './zip.ts';

/**
 * All that the image function consists of: its bundle, and sharp with the binary of the function's architecture. `undefined`: sharp
 * isn't installed.
 * @throws {Problem} CLI_USAGE if the function was not built; IMAGE_LIBRARY if the binary can't be had
 */
export function thumbnailFiles(arch: 'arm64' | 'x86_64', folder: string = packageFolder): ZipEntry[] | undefined {
  const bundle = join(folder, 'dist/lambda-thumbnail');
  if (!existsSync(join(bundle, 'thumbnail.mjs'))) {
    throw new Problem('CLI_USAGE', `the image function is not in ${bundle}`, { hint: 'Build it with `npm run build`' });
  }
  const sharp = withSharpFolders(arch, (folders) =>
    [...folders].flatMap(([name, place]) => filesOf(place, `node_modules/${name}`)),
  );
  if (sharp === undefined) return undefined;
  const { name, version, description, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return [
    ...readdirSync(bundle)
      .filter((file) => file.endsWith('.mjs'))
      .map((file) => ({ path: file, bytes: readFileSync(join(bundle, file)) })),
    { path: 'package.json', bytes: Buffer.from(JSON.stringify({ name, version, description, license, type: 'module' })) },
    ...sharp,
  ];
}

/** Licences go along; what is for compilers and debuggers doesn't. */
function filesOf(folder: string, path: string): ZipEntry[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, name: file.slice(folder.length + 1).replaceAll('\\', '/') }))
    .filter(({ name }) => !/^(?:src|install|node_modules)\/|\.(?:d\.[cm]?ts|map)$/.test(name))
    .map(({ file, name }) => ({ path: `${path}/${name}`, bytes: readFileSync(file) }));
}

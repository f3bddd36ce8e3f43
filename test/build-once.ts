import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Tests that run the command run the built one: build it first where the sources are newer. */
export function setup(): void {
  const newest = Math.max(
    ...['src', 'assembly'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
    ),
  );
  const built = 'dist/hosts/cli/main.js';
  if (!existsSync(built) || statSync(built).mtimeMs < newest)
    execFileSync(process.execPath, ['tools/build.mjs'], { stdio: 'inherit' });
}

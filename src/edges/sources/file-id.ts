import type { Stats } from 'node:fs';

/** Which file it is, whatever its name: the same for all links to it. */
export function fileId({ dev, ino }: Pick<Stats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}`;
}

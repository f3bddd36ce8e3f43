import type { S3Reader } from '../../aws/use/s3.ts';
import { inside, type Place, placeOf } from '../s3-listing.ts';
import { ignoredFolder, isWantedAccount, isWantedRegion, type Wanted } from '../trail-key.ts';
import { concurrently } from './concurrently.ts';

/** What is polled by itself. */
export interface Area {
  readonly prefix: string;
  /** The folder of a region in a trail's layout, below which are folders of days; undefined for anything else, listed whole. */
  readonly region: string | undefined;
}

export const REQUESTS_AT_ONCE = 8;

/** Folders that are looked into in search of a trail's layout. */
const FOLDERS_ABOVE = 100;

interface Folder {
  readonly prefix: string;
  readonly place: Place;
}

/**
 * Every region of every account and organization below a prefix; where no trail's layout lies below it, the prefix itself.
 * @param failed is told of folders that can't be listed; the rest goes on
 * @returns undefined if the prefix itself can't be listed
 */
export async function findAreas(
  list: S3Reader['listObjects'],
  bucket: string,
  prefix: string,
  wanted: Wanted,
  signal: AbortSignal,
  failed: (error: unknown, folder: string) => void,
): Promise<readonly Area[] | undefined> {
  const start = placeOf(prefix);
  if (start.place === 'region') return [{ prefix, region: start.region }];
  let budget = FOLDERS_ABOVE;
  let isComplete = true;
  const areas: Area[] = [];

  const foldersIn = async ({ prefix: parent, place }: Folder): Promise<Folder[]> => {
    const found: Folder[] = [];
    if (place === 'above' && budget-- <= 0) return found;
    let token: string | undefined;
    try {
      do {
        const page = await list({ bucket, prefix: parent, delimiter: '/', token, signal });
        for (const folder of page.folders) {
          const name = folder.slice(folder.lastIndexOf('/', folder.length - 2) + 1, -1);
          const next = inside(place, name);
          if (place === 'account' && ignoredFolder(name) !== undefined) continue;
          if (next === 'account' && !isWantedAccount(name, wanted)) continue;
          if (next === 'region' && !isWantedRegion(name, wanted)) continue;
          found.push({ prefix: folder, place: next });
        }
        token = page.token;
      } while (token !== undefined);
    } catch (error) {
      isComplete = false;
      failed(error, parent);
    }
    return found;
  };

  for (let level: readonly Folder[] = [{ prefix, place: start.place }]; level.length > 0 && !signal.aborted; ) {
    const below = (await concurrently(level, REQUESTS_AT_ONCE, foldersIn)).flat();
    areas.push(
      ...below.filter(({ place }) => place === 'region').map((folder) => ({ prefix: folder.prefix, region: folder.prefix })),
    );
    areas.push(
      ...below.filter(({ place }) => place === 'elsewhere').map((folder) => ({ prefix: folder.prefix, region: undefined })),
    );
    level = below.filter(({ place }) => place !== 'region' && place !== 'elsewhere');
  }
  if (areas.length > 0) return areas;
  return isComplete && !signal.aborted ? [{ prefix, region: undefined }] : undefined;
}

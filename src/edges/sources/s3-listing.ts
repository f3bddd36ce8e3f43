import type { Bytes } from '../../base/units.ts';
import type { ObjectPage, S3Reader } from '../aws/use/s3.ts';
import * as trail from './trail-key.ts';
import type { Wanted } from './trail-key.ts';

/** One object, or why it or a whole folder is left out. */
export type Found =
  | { readonly kind: 'object'; readonly key: string; readonly size: Bytes }
  | { readonly kind: 'ignored'; readonly key: string; readonly reason: string };

interface Listing {
  readonly reader: S3Reader;
  readonly bucket: string;
  readonly wanted: Wanted;
  readonly days: trail.Days;
  readonly signal: AbortSignal | undefined;
  /** Folders above `AWSLogs` that may still be looked into one level at a time. */
  budget: number;
}

/** Where in the layout a prefix ends. */
export type Place = 'above' | 'logs' | 'account' | 'trail' | 'region' | 'elsewhere';

/** A bucket whose layout isn't CloudTrail's would otherwise cost a request for each of its folders. */
const FOLDERS_ABOVE = 100;

/**
 * The objects under a prefix that may hold wanted events, in the order of their keys. With nothing wanted in particular that is one
 * flat listing; else the folders of CloudTrail's layout are followed, and those of other accounts, regions and days not listed at
 * all. What doesn't look like the layout is listed whole.
 * @throws {Problem} S3_DENIED, S3_NOT_FOUND, S3_FAILED
 */
export async function* listTrail(
  reader: S3Reader,
  bucket: string,
  prefix: string,
  wanted: Wanted,
  signal?: AbortSignal,
): AsyncGenerator<Found, void> {
  const listing = { reader, bucket, wanted, days: trail.daysOf(wanted), signal, budget: FOLDERS_ABOVE };
  const { from, to, accounts = [], regions = [] } = wanted;
  const all = from === undefined && to === undefined && accounts.length === 0 && regions.length === 0;
  const { place, region } = placeOf(prefix);
  if (all) yield* flat(listing, prefix);
  else if (place === 'region') yield* days(listing, prefix, region);
  else yield* level(listing, prefix, place);
}

/** The folders of a prefix are known; what follows its last slash may be the beginning of a name. */
export function placeOf(prefix: string): { readonly place: Place; readonly region: string } {
  let place: Place = 'above';
  let region = '';
  let folders = '';
  for (const name of prefix.split('/').slice(0, -1)) {
    folders += `${name}/`;
    place = place === 'region' ? 'region' : inside(place, name);
    if (place === 'region' && region === '') region = folders;
  }
  return { place, region };
}

/** Where a folder of this name leads to. */
export function inside(place: Place, name: string): Place {
  if (place === 'above') return name === 'AWSLogs' ? 'logs' : 'above';
  if (place === 'logs') return trail.isOrganization(name) ? 'logs' : trail.isAccount(name) ? 'account' : 'elsewhere';
  if (place === 'account') return trail.ignoredFolder(name) === undefined ? 'trail' : 'elsewhere';
  if (place === 'trail') return trail.isRegion(name) ? 'region' : 'elsewhere';
  return 'elsewhere';
}

/** One level of folders, of which the wanted ones are entered. */
async function* level(listing: Listing, prefix: string, place: Place): AsyncGenerator<Found, void> {
  if (place === 'region') return yield* days(listing, prefix, prefix);
  if (place === 'elsewhere' || (place === 'above' && listing.budget-- <= 0)) return yield* flat(listing, prefix);
  for await (const page of pages(listing, prefix, { delimiter: '/' })) {
    for (const entry of inOrder(page)) {
      if (typeof entry !== 'string') yield judged(entry);
      else yield* folder(listing, entry, place);
    }
  }
}

async function* folder(listing: Listing, prefix: string, above: Place): AsyncGenerator<Found, void> {
  const name = prefix.slice(prefix.lastIndexOf('/', prefix.length - 2) + 1, -1);
  const place = inside(above, name);
  if (place === 'account' && !trail.isWantedAccount(name, listing.wanted)) return;
  if (place === 'region' && !trail.isWantedRegion(name, listing.wanted)) return;
  const reason = above === 'account' ? trail.ignoredFolder(name) : undefined;
  if (reason === undefined) yield* level(listing, prefix, place);
  else yield { kind: 'ignored', key: prefix, reason };
}

/**
 * The wanted days of a region. `YYYY/MM/DD` sorts as time does, so one listing from the first day to the last takes fewer requests
 * than a look into each folder. Nothing but the folders of years belongs there.
 */
async function* days(listing: Listing, prefix: string, region: string): AsyncGenerator<Found, void> {
  const { first, last } = listing.days;
  const end = last === undefined ? undefined : `${region}${last}/`;
  const begin = first === undefined ? undefined : `${region}${first}/`;
  for await (const page of pages(listing, prefix, { startAfter: begin, end })) {
    for (const object of page.objects) {
      if (end !== undefined && object.key > end && !object.key.startsWith(end)) return;
      if (begin === undefined || object.key >= begin) yield judged(object);
    }
  }
}

async function* flat(listing: Listing, prefix: string): AsyncGenerator<Found, void> {
  for await (const page of pages(listing, prefix)) {
    for (const object of page.objects) yield judged(object);
  }
}

function judged({ key, size }: ObjectPage['objects'][number]): Found {
  const reason = trail.ignoredKey(key);
  return reason === undefined ? { kind: 'object', key, size } : { kind: 'ignored', key, reason };
}

/** The next page is asked for while this one is worked on. @param end no more pages once keys have come that sort behind it */
async function* pages(
  listing: Listing,
  prefix: string,
  {
    delimiter,
    startAfter,
    end,
  }: { readonly delimiter?: '/'; readonly startAfter?: string | undefined; readonly end?: string | undefined } = {},
): AsyncGenerator<ObjectPage, void> {
  const { reader, bucket, signal } = listing;
  const ask = (token?: string) => {
    const page = reader.listObjects({ bucket, prefix, delimiter, startAfter, token, signal });
    // Whoever comes to it gets the error; nobody may.
    page.catch(() => {});
    return page;
  };
  let next: Promise<ObjectPage> | undefined = ask();
  while (next !== undefined) {
    const page: ObjectPage = await next;
    const last = page.objects.at(-1)?.key;
    const isLast = page.token === undefined || (end !== undefined && last !== undefined && last > end && !last.startsWith(end));
    next = isLast ? undefined : ask(page.token);
    yield page;
  }
}

/** Objects and folders of a page as S3 sorted them. */
function inOrder(page: ObjectPage): (string | ObjectPage['objects'][number])[] {
  const keyOf = (entry: string | { readonly key: string }) => (typeof entry === 'string' ? entry : entry.key);
  return [...page.folders, ...page.objects].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

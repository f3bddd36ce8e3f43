import { createHash } from 'node:crypto';
import { Problem } from '../../../base/problem.ts';
import { type Bytes, MiB } from '../../../base/units.ts';
import type { S3Reader } from '../../../edges/aws/use/s3.ts';
import type { LambdaEnvironment, S3Place } from '../environment.ts';

/** A configuration as somebody uploaded it: all of its files, from one moment. */
export interface Uploaded {
  /** Of names and ETags: another for another upload. */
  readonly hash: string;
  /** By their path below the folder, with `/`: `rules/a.yml`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What there is, as a listing tells it. */
export interface Listing {
  readonly hash: string;
  readonly objects: readonly { readonly path: string; readonly place: S3Place; readonly etag: string | undefined }[];
}

/** Names that mean something at the top of the folder; of `rules/`, `lists/` and `event-rules/` everything does. */
const KNOWN = new Set(['trailwatch.yaml', 'trailwatch.yml', 'exceptions.yaml', 'monitored_events.json', 'events.json']);
const MOST_FILES = 2_000;
const MOST_BYTES: Bytes = 20 * MiB;
const SIDE_BY_SIDE = 16;
/** The file that stands for the one that comes with the package. */
export const EVENTS_FILE = 'monitored_events.json';

type Places = Pick<LambdaEnvironment, 'config' | 'securityEvents'>;

/**
 * Lists what is in CONFIG_PATH, and the object of SECURITY_EVENTS_PATH. One request for each of the two, or of a thousand files.
 * @throws {Problem} S3_DENIED, S3_NOT_FOUND, S3_FAILED; CONFIG_READ if it is too much, or a name leads out of the folder
 */
export async function listUploaded(reader: S3Reader, { config, securityEvents }: Places): Promise<Listing> {
  const objects = new Map<string, Listing['objects'][number]>();
  const sizes: Bytes[] = [];
  const add = (path: string, place: S3Place, size: Bytes, etag: string | undefined) => {
    objects.set(path, { path, place, etag });
    sizes.push(size);
  };
  if (config !== undefined) {
    for await (const { key, size, etag } of listed(reader, config)) {
      const path = key.slice(config.key.length);
      if (!isWanted(path)) continue;
      if (!isSafe(path)) throw refused(`a name that no file may have: ${JSON.stringify(path)}`, config);
      add(path, { bucket: config.bucket, key }, size, etag);
    }
  }
  if ('bucket' in securityEvents) {
    for await (const { key, size, etag } of listed(reader, securityEvents)) {
      if (key !== securityEvents.key) break;
      objects.delete('events.json');
      add(EVENTS_FILE, securityEvents, size, etag);
    }
  }
  const place = config ?? (securityEvents as S3Place);
  if (objects.size > MOST_FILES) throw refused(`more than ${MOST_FILES} files`, place);
  if (sizes.reduce((sum, size) => sum + size, 0) > MOST_BYTES) throw refused(`more than ${MOST_BYTES / MiB} MiB`, place);
  const all = [...objects.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { hash: hashOf(all), objects: all };
}

/**
 * Fetches what was listed. Undefined if something was written over meanwhile: list again.
 * @throws {Problem} S3_DENIED, S3_NOT_FOUND, S3_FAILED
 */
export async function fetchUploaded(reader: S3Reader, { hash, objects }: Listing): Promise<Uploaded | undefined> {
  const files = new Map<string, Uint8Array>();
  const next = objects.values();
  let changed = false;
  const fetchSome = async () => {
    for (const { path, place, etag } of next) {
      const object = await reader.getObject(place);
      if (etag !== undefined && object.etag !== undefined && object.etag !== etag) changed = true;
      files.set(path, await bytesOf(object.chunks, place));
      if (changed) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, objects.length) }, fetchSome));
  return changed ? undefined : { hash, files };
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>, { bucket, key }: S3Place): Promise<Uint8Array> {
  try {
    const all: Uint8Array[] = [];
    for await (const chunk of chunks) all.push(chunk);
    return Buffer.concat(all);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('S3_FAILED', 'the connection broke off', { at: { file: `s3://${bucket}/${key}` }, cause: error });
  }
}

async function* listed(reader: S3Reader, { bucket, key }: S3Place) {
  let token: string | undefined;
  let count = 0;
  do {
    const page = await reader.listObjects({ bucket, prefix: key, token });
    yield* page.objects;
    count += page.objects.length;
    token = page.token;
  } while (token !== undefined && count <= MOST_FILES);
}

function isWanted(path: string): boolean {
  return KNOWN.has(path) || (/^(?:rules|lists|event-rules)\/./.test(path) && !path.endsWith('/'));
}

function isSafe(path: string): boolean {
  return path
    .split('/')
    .every((step) => !['', '.', '..'].includes(step) && !/[\\\0]/.test(step) && Buffer.byteLength(step) <= 255);
}

function refused(what: string, { bucket, key }: S3Place): Problem {
  return new Problem('CONFIG_READ', `the configuration has ${what}`, {
    at: { file: `s3://${bucket}/${key}` },
    hint: 'Upload only rules, lists, event-rules, exceptions.yaml, trailwatch.yaml and monitored_events.json',
  });
}

function hashOf(objects: Listing['objects']): string {
  const hash = createHash('sha256');
  for (const { path, place, etag } of objects) hash.update(JSON.stringify([path, place.bucket, place.key, etag ?? '']));
  return hash.digest('hex').slice(0, 32);
}

import { Problem } from '../../../base/problem.ts';
import { type Bytes, MiB } from '../../../base/units.ts';

/** What the function is told by its environment. */
export interface ThumbnailSettings {
  /** THUMBNAIL_SIZE: pixels of the longer side. */
  readonly size: number;
  /** TARGET_BUCKET; undefined: `<source>-resized`. */
  readonly targetBucket: string | undefined;
  /** MAX_PIXELS: width × height × frames of what is still decoded. */
  readonly maxPixels: number;
  /** MAX_BYTES: of what is still read. */
  readonly maxBytes: Bytes;
  /** CACHE_CONTROL of thumbnails. */
  readonly cacheControl: string;
}

/** @throws {Problem} CONFIG_FIELD */
export function readThumbnailSettings(environment: NodeJS.ProcessEnv): ThumbnailSettings {
  const { TARGET_BUCKET, CACHE_CONTROL } = environment;
  if (TARGET_BUCKET && !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(TARGET_BUCKET)) {
    throw wrong('TARGET_BUCKET', TARGET_BUCKET, 'Write the name of a bucket, or leave it out: <source>-resized');
  }
  return {
    size: number(environment, 'THUMBNAIL_SIZE', 200, 16, 4_096),
    targetBucket: TARGET_BUCKET || undefined,
    // 50 megapixels, decoded, are 150 MB: what a function of 512 MB has room for.
    maxPixels: number(environment, 'MAX_PIXELS', 50_000_000, 1, 500_000_000),
    maxBytes: number(environment, 'MAX_BYTES', 50 * MiB, 1, 500 * MiB),
    cacheControl: CACHE_CONTROL || 'public, max-age=86400',
  };
}

function number(environment: NodeJS.ProcessEnv, name: string, normal: number, least: number, most: number): number {
  const text = environment[name];
  if (!text) return normal;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw wrong(name, text, `Write a whole number from ${least} to ${most}`);
  return value;
}

function wrong(name: string, value: string, hint: string): Problem {
  return new Problem('CONFIG_FIELD', `the environment variable ${name} is ${JSON.stringify(value)}`, { hint });
}

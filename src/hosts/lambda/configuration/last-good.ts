import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { isJsonObject, type Json } from '../../../base/json.ts';
import { type EpochMs, MiB } from '../../../base/units.ts';
import type { Store } from '../../../edges/stores/store.ts';
import type { Uploaded } from './uploaded.ts';

/** Name of the checkpoints. */
const PLACE = 'configuration';
/** Characters of a row: a store may take 400 KB. */
const PART = 200_000;
/** A configuration that is larger, compressed, is not kept: a fresh function then has only the package's rules until it is mended. */
const MOST_PARTS = 15;

interface Head {
  readonly hash: string;
  readonly parts: number;
}

/**
 * Keeps the upload that is in force, so that a function that starts while a broken one lies there has it. Only what is new is
 * written. Returns false if it is too large.
 */
export async function keepLastGood(store: Store, { hash, files }: Uploaded, now: EpochMs): Promise<boolean> {
  const before = await head(store);
  if (before?.hash === hash) return true;
  const plain = JSON.stringify([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')]));
  const packed = (await promisify(gzip)(plain)).toString('base64');
  const parts = Math.ceil(packed.length / PART);
  if (parts > MOST_PARTS) return false;
  const entries = new Map<string, Json | undefined>([['head', { hash, parts }]]);
  for (let i = 0; i < Math.max(parts, before?.parts ?? 0); i++) {
    const part = packed.slice(i * PART, (i + 1) * PART);
    entries.set(`part-${i}`, part === '' ? undefined : part);
  }
  await store.setCheckpoints(PLACE, entries, now);
  return true;
}

/** Undefined if none was kept. */
export async function lastGood(store: Store): Promise<Uploaded | undefined> {
  const kept = await head(store);
  if (kept === undefined) return undefined;
  const names = Array.from({ length: kept.parts }, (_, i) => `part-${i}`);
  const rows = await store.checkpoints(PLACE, names);
  const packed = Buffer.from(names.map((name) => String(rows.get(name) ?? '')).join(''), 'base64');
  try {
    const plain = await promisify(gunzip)(packed, { maxOutputLength: 64 * MiB });
    const files = JSON.parse(plain.toString()) as [string, string][];
    return { hash: kept.hash, files: new Map(files.map(([path, text]) => [path, Buffer.from(text, 'base64')])) };
  } catch {
    // Another function wrote a newer one between the two reads: it will be there the next time.
    return undefined;
  }
}

async function head(store: Store): Promise<Head | undefined> {
  const row = (await store.checkpoints(PLACE, ['head'])).get('head');
  return isJsonObject(row) ? (row as unknown as Head) : undefined;
}

import { gunzipSync } from 'node:zlib';
import { Problem } from '../../base/problem.ts';
import type { Bytes } from '../../base/units.ts';
import type { Decoded } from '../../model/decoded.ts';
import { ContentReader } from './content.ts';
import { Decoding, type Openers } from './decoding.ts';
import { VALIDATION_MESSAGE } from './envelopes/cloudtrail-notification.ts';
import { inflate } from './inflate.ts';
import { interpret } from './interpret.ts';
import { type DecodeLimits, defaultLimits, NESTED_BYTES } from './limits.ts';
import { isGzip } from './sniff.ts';

export { type DecodeLimits, defaultLimits } from './limits.ts';

/** Gzip inside of gzip happens (a compressed upload of a compressed file); more than this doesn't. */
const GZIP_LAYERS = 3;
/** Plain content is worked off in pieces of this size, so that batches stay small. */
const PIECE: Bytes = 256 * 1024;

export const openers: Openers = { value: interpret, text: readText, bytes: readBytes };

/**
 * Content that is at hand, decoded at once: the common case, a log file of some KB to some MB. What it is is told by its
 * content, never by its name.
 * @param file what a person would open; for messages and `origin` only
 * @returns undefined if the content inflates to more than `limits.wholeBytes`, or its gzip is damaged: then `decode()` reads it
 */
export function decodeWhole(bytes: Uint8Array, file: string, limits: DecodeLimits = defaultLimits): Decoded[] | undefined {
  const content = unzipped(bytes, limits.wholeBytes);
  if (content === undefined) return undefined;
  const decoding = new Decoding(file, limits, openers);
  readPlain(content, decoding);
  decoding.finish(content.length);
  return decoding.take();
}

/**
 * Content of any size as it streams by, in batches, in memory that doesn't grow with it. Bad content never throws: it becomes a
 * reject, after all that could be read before it. What `body` throws is passed on.
 */
export async function* decode(
  body: AsyncIterable<Uint8Array>,
  file: string,
  limits: DecodeLimits = defaultLimits,
): AsyncGenerator<Decoded[]> {
  const decoding = new Decoding(file, limits, openers);
  const reader = new ContentReader(decoding);
  const notes: string[] = [];
  let cut: Problem | undefined;
  try {
    for await (const chunk of plain(body, decoding, notes, 0)) {
      const wanted = reader.push(chunk);
      const batch = decoding.take();
      if (batch.length > 0) yield batch;
      if (!wanted) break;
    }
  } catch (error) {
    if (!(error instanceof Problem) || !error.code.startsWith('DECODE_')) throw error;
    cut = error;
  }
  reader.end(cut);
  for (const note of notes) decoding.ignored(note);
  decoding.finish(reader.size);
  const batch = decoding.take();
  if (batch.length > 0) yield batch;
}

/** A JSON value that somebody has parsed already: what a Lambda function is called with. */
export function decodeValue(value: unknown, file: string, limits: DecodeLimits = defaultLimits): Decoded[] {
  const decoding = new Decoding(file, limits, openers);
  interpret(value, decoding);
  decoding.finish(1);
  return decoding.take();
}

/** The bytes without their gzip layers; undefined if that can't be had within `limit`, or at all. */
function unzipped(bytes: Uint8Array, limit: Bytes): Buffer | undefined {
  let content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let layer = 0; layer < GZIP_LAYERS && isGzip(content); layer++) {
    // The last four bytes say how large it gets. They may lie: then inflating stops at the limit, or takes a second buffer.
    const said = content.length < 18 ? 0 : content.readUInt32LE(content.length - 4);
    if (said > limit) return undefined;
    try {
      content = gunzipSync(content, { maxOutputLength: limit, chunkSize: Math.max(said + 1, 1024) });
    } catch {
      return undefined;
    }
  }
  return content.length > limit ? undefined : content;
}

async function* plain(
  body: AsyncIterable<Uint8Array>,
  decoding: Decoding,
  notes: string[],
  layer: number,
): AsyncGenerator<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  let ended = false;
  while (head.length < 3 && !ended) {
    const next = await iterator.next();
    if (next.done === true) ended = true;
    else head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  const whole = rejoined(head, iterator, ended);
  if (layer < GZIP_LAYERS && isGzip(head)) {
    const inflating = { productive: () => decoding.productive, note: (reason: string) => void notes.push(reason) };
    yield* plain(inflate(whole, decoding.limits, inflating), decoding, notes, layer + 1);
  } else yield* whole;
}

async function* rejoined(head: Uint8Array, iterator: AsyncIterator<Uint8Array>, ended: boolean): AsyncGenerator<Uint8Array> {
  yield* pieces(head);
  while (!ended) {
    const next = await iterator.next();
    if (next.done === true) return;
    yield* pieces(next.value);
  }
}

function* pieces(chunk: Uint8Array): Generator<Uint8Array> {
  if (chunk.length <= PIECE) yield chunk;
  else for (let at = 0; at < chunk.length; at += PIECE) yield chunk.subarray(at, at + PIECE);
}

/** Content at hand: parsed as a whole if it is one JSON value, the fastest way; else walked through like a stream. */
function readPlain(content: Buffer, decoding: Decoding): void {
  if (content.length <= decoding.limits.recordBytes && beginsObject(content) && !isLines(content)) {
    const value = parse(content.toString('utf8'));
    if (value !== undefined) {
      interpret(value, decoding);
      return;
    }
  }
  const reader = new ContentReader(decoding);
  reader.push(content);
  reader.end();
}

function readText(text: string, decoding: Decoding): void {
  const trimmed = text.trim();
  if (trimmed === VALIDATION_MESSAGE) {
    decoding.ignored('CloudTrail validation message');
    return;
  }
  const value = parse(trimmed);
  if (value === undefined) {
    readPlain(Buffer.from(text), decoding);
    return;
  }
  decoding.text = trimmed;
  interpret(value, decoding);
}

/** Bytes inside of a record: base64 that was decoded, often gzip. */
function readBytes(bytes: Uint8Array, decoding: Decoding): void {
  if (!isGzip(bytes)) {
    readPlain(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), decoding);
    return;
  }
  let content: Buffer;
  try {
    content = gunzipSync(bytes, { maxOutputLength: NESTED_BYTES });
  } catch (error) {
    const large = error instanceof RangeError;
    if (large) decoding.reject('DECODE_TOO_LARGE', `a payload inflates to more than ${NESTED_BYTES} bytes`);
    else decoding.reject('DECODE_GZIP', 'the gzip data of a payload is damaged or cut short');
    return;
  }
  readPlain(content, decoding);
}

function beginsObject(content: Buffer): boolean {
  for (const byte of content) {
    if (byte === 0x7b || byte === 0x5b) return true;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return false;
  }
  return false;
}

/** One value a line: the first line ends what it begins, and the next begins another. */
function isLines(content: Buffer): boolean {
  const end = content.indexOf(0x0a);
  if (end < 2) return false;
  const last = content[end - 1] === 0x0d ? content[end - 2] : content[end - 1];
  return last === 0x7d && content[end + 1] === 0x7b;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

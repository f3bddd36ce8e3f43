import { type Bytes, MiB } from '../../../base/units.ts';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);
const COMMA = 0x2c;
const SPACE = 0x20;
const LAST_ASCII = 0x7e;
const GAPS = new Set([0x09, LINE_FEED, 0x0d, SPACE]);
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Gathered up to here before a piece is cut off without being asked for. */
export const PIECE: Bytes = MiB;

/**
 * How what has come is to be cut. Lines: each is a JSON value (NDJSON), or damaged. Document: JSON over several lines, to be cut between
 * values only. Whole: anything else (gzip, CSV with its head line, UTF-16), of which a piece means nothing.
 */
type Kind = 'unknown' | 'lines' | 'document' | 'whole';

/** Cuts JSON that arrives bit by bit at ends of lines, so that each piece can be read by itself. */
export class LineCutter {
  private chunks: Uint8Array[] = [];
  private kind: Kind = 'unknown';
  /** Where a piece may end: just after this many bytes. */
  private cut: Bytes = 0;
  private depth = 0;
  /** Nothing has been cut off yet: only the beginning of the input can tell that it is something else. */
  private isFirst = true;
  private inText = false;
  private escaped = false;
  size: Bytes = 0;

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    const from = this.size;
    this.size += chunk.length;
    if (this.kind === 'unknown') this.decide(chunk);
    else this.scan(chunk, from);
  }

  get isWhole(): boolean {
    return this.kind === 'whole';
  }

  /** True if the end of a value has come since the last piece. */
  get canCut(): boolean {
    return this.cut > 0;
  }

  /** What has come up to the last place for a cut; the rest stays. */
  takeCut(): Uint8Array {
    const all = this.joined();
    const piece = all.subarray(0, this.cut);
    const rest = all.subarray(this.cut);
    this.clear();
    // Copied: it would hold on to the whole piece.
    this.push(Uint8Array.from(rest));
    return piece;
  }

  /** All that has come. */
  takeAll(): Uint8Array {
    const all = this.joined();
    this.clear();
    return all;
  }

  private joined(): Uint8Array {
    return this.chunks.length === 1 ? (this.chunks[0] as Uint8Array) : Buffer.concat(this.chunks);
  }

  private clear(): void {
    this.chunks = [];
    this.isFirst = false;
    this.kind = 'unknown';
    this.cut = this.depth = this.size = 0;
    this.inText = this.escaped = false;
  }

  /** The first line says which kind it is: each piece is told anew, so that one damaged line spoils one piece. */
  private decide(latest: Uint8Array): void {
    if (this.chunks.length > 1 && firstByte(this.chunks[0] as Uint8Array) === undefined) this.chunks = [this.joined()];
    const first = firstByte(this.chunks[0] as Uint8Array);
    if (first === undefined) return;
    if (this.isFirst && (first < SPACE || first > LAST_ASCII)) this.kind = 'whole';
    if (this.kind === 'whole' || !latest.includes(LINE_FEED)) return;
    const all = this.joined();
    this.chunks = [all];
    const begin = all.indexOf(first);
    const end = all.indexOf(LINE_FEED, begin);
    if (end < 0) return;
    const line = all.subarray(begin, end);
    if (OPENING.has(first)) this.kind = isJson(line) ? 'lines' : 'document';
    else this.kind = this.isFirst && line.includes(COMMA) ? 'whole' : 'lines';
    if (this.kind !== 'whole') this.scan(all, 0);
  }

  private scan(chunk: Uint8Array, from: Bytes): void {
    if (this.kind === 'lines') {
      const end = chunk.lastIndexOf(LINE_FEED);
      if (end >= 0) this.cut = from + end + 1;
      return;
    }
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (byte === LINE_FEED) {
        // No text in JSON goes over the end of a line.
        this.inText = this.escaped = false;
        if (this.depth === 0) this.cut = from + i + 1;
      } else if (this.inText) {
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        else if (byte === QUOTE) this.inText = false;
      } else if (byte === QUOTE) this.inText = true;
      else if (OPENING.has(byte)) this.depth++;
      else if (CLOSING.has(byte)) this.depth = Math.max(0, this.depth - 1);
    }
  }
}

/** That isn't white space or a byte order mark of UTF-8. */
function firstByte(head: Uint8Array): number | undefined {
  const isMarked = MARK.every((byte, i) => head[i] === byte);
  return head.subarray(isMarked ? MARK.length : 0).find((byte) => !GAPS.has(byte));
}

function isJson(line: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString());
    return true;
  } catch {
    return false;
  }
}

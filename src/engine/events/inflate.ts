import { constants, crc32, createInflateRaw, type InflateRaw, inflateRawSync } from 'node:zlib';
import { Problem } from '../../base/problem.ts';
import { type Bytes, MiB } from '../../base/units.ts';
import { ByteSource } from './byte-source.ts';
import { BOMB_RATIO, type DecodeLimits } from './limits.ts';

/** What inflating and decoding tell each other. */
export interface Inflating {
  /** Counts up as records are found: content that inflates a lot and holds nothing is a bomb. */
  readonly productive: () => number;
  /** Told about what was passed over. */
  readonly note: (reason: string) => void;
}

/** One round of the inflater. A deflate stream gives up to 1,032 times as much: memory is bounded by this. */
const ROUND: Bytes = 16 * 1024;

/**
 * Inflates gzip of any number of members. Reads the framing itself, for two reasons: what was inflated before damage still
 * counts, and what follows the last member (padding, or something that isn't gzip) does no harm. The size in the trailer is
 * not looked at: it is wrong for more than 4 GiB and easily a lie; the checksum is.
 * @throws {Problem} DECODE_GZIP for damage or a missing end, DECODE_TOO_LARGE over the limits: after all that came before
 */
export async function* inflate(
  body: AsyncIterable<Uint8Array>,
  limits: DecodeLimits,
  inflating: Inflating,
): AsyncGenerator<Uint8Array> {
  const source = new ByteSource(body);
  const guard = new BombGuard(limits, inflating);
  for (let member = 0; ; member++) {
    if (member > 0 && !(await isAnotherMember(source, inflating))) return;
    await skipHeader(source);
    yield* inflateMember(source, guard);
  }
}

async function isAnotherMember(source: ByteSource, inflating: Inflating): Promise<boolean> {
  let byte = await source.peek();
  while (byte === 0) {
    source.skip(1);
    byte = await source.peek();
  }
  if (byte === undefined) return false;
  if (byte === 0x1f) return true;
  inflating.note('bytes behind the end of the gzip data');
  return false;
}

/** RFC 1952, section 2.3. */
async function skipHeader(source: ByteSource): Promise<void> {
  const fixed: number[] = [];
  for (let i = 0; i < 10; i++) fixed.push(await byteOf(source));
  const [id1, id2, method, flags = 0] = fixed;
  if (id1 !== 0x1f || id2 !== 0x8b || method !== 8) throw damaged('has a damaged header');
  if ((flags & 4) !== 0) {
    const length = (await byteOf(source)) + 256 * (await byteOf(source));
    for (let i = 0; i < length; i++) await byteOf(source);
  }
  if ((flags & 8) !== 0) while ((await byteOf(source)) !== 0);
  if ((flags & 16) !== 0) while ((await byteOf(source)) !== 0);
  if ((flags & 2) !== 0) for (let i = 0; i < 2; i++) await byteOf(source);
}

async function byteOf(source: ByteSource): Promise<number> {
  const byte = await source.peek();
  if (byte === undefined) throw damaged('is cut short');
  source.skip(1);
  return byte;
}

function damaged(how: string, cause?: unknown): Problem {
  return new Problem('DECODE_GZIP', `the gzip data ${how}`, {
    hint: 'Fetch the file again; what could be read before counts.',
    cause,
  });
}

async function* inflateMember(source: ByteSource, guard: BombGuard): AsyncGenerator<Uint8Array> {
  const engine = new Engine();
  const kept = new Kept();
  let checksum = 0;
  let produced = 0;
  try {
    while (!engine.ended) {
      const input = await source.take(ROUND);
      if (input === undefined) throw damaged('is cut short');
      const before = engine.consumed;
      await engine.write(input);
      for (const chunk of engine.output()) {
        checksum = crc32(chunk, checksum);
        produced += chunk.length;
        yield chunk;
        guard.inflated(chunk.length);
      }
      if (engine.error !== undefined) {
        const rest = kept.rest(input, produced);
        if (rest !== undefined) yield rest;
        throw damaged('is damaged', engine.error);
      }
      kept.add(input);
      guard.read(engine.consumed - before);
      if (engine.ended) source.giveBack(input.length - (engine.consumed - before));
    }
  } finally {
    engine.close();
  }
  let expected = 0;
  for (let i = 0; i < 4; i++) expected += (await byteOf(source)) * 2 ** (8 * i);
  for (let i = 0; i < 4; i++) await byteOf(source);
  if (expected !== checksum) throw damaged('does not match its checksum');
}

/** Larger members don't get their last round back if they are damaged. */
const KEPT: Bytes = 8 * MiB;

/**
 * The compressed bytes of a member so far. When zlib meets damage, it does not hand out what it had inflated of that round:
 * that is got by inflating the longest prefix that is sound again.
 */
class Kept {
  private inputs: Uint8Array[] = [];
  private size: Bytes = 0;

  add(input: Uint8Array): void {
    this.size += input.length;
    if (this.size <= KEPT) this.inputs.push(Uint8Array.from(input));
    else this.inputs = [];
  }

  /** What `input` gives before its damage, behind the `produced` bytes that are known. */
  rest(input: Uint8Array, produced: Bytes): Uint8Array | undefined {
    if (this.size > KEPT) return undefined;
    const all = Buffer.concat([...this.inputs, input]);
    let sound = this.size;
    let damaged = all.length + 1;
    let best: Buffer | undefined;
    while (damaged - sound > 1) {
      const middle = (sound + damaged) >>> 1;
      try {
        best = inflateRawSync(all.subarray(0, middle), {
          finishFlush: constants.Z_SYNC_FLUSH,
          maxOutputLength: produced + 32 * MiB,
        });
        sound = middle;
      } catch {
        damaged = middle;
      }
    }
    return best === undefined || best.length <= produced ? undefined : best.subarray(produced);
  }
}

/** zlib's stream, as a function that is awaited. */
class Engine {
  ended = false;
  error: unknown;
  private readonly raw: InflateRaw = createInflateRaw({ chunkSize: 64 * 1024 });
  private chunks: Uint8Array[] = [];
  private wake: () => void = () => undefined;

  constructor() {
    this.raw.on('data', (chunk: Uint8Array) => this.chunks.push(chunk));
    this.raw.on('end', () => {
      this.ended = true;
      this.wake();
    });
    this.raw.on('error', (error) => {
      this.error ??= error;
      this.wake();
    });
  }

  /** Input bytes used so far. */
  get consumed(): Bytes {
    return this.raw.bytesWritten;
  }

  /** Resolves when the input has been used up, or as much of it as belongs to the stream. */
  write(input: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      this.raw.write(input, (error) => {
        this.error ??= error ?? undefined;
        resolve();
      });
    });
  }

  output(): Uint8Array[] {
    const output = this.chunks;
    this.chunks = [];
    return output;
  }

  close(): void {
    this.raw.destroy();
  }
}

/** Counts, and stops what grows beyond the limit, or beyond all measure without giving a single record. */
class BombGuard {
  private readonly limits: DecodeLimits;
  private readonly inflating: Inflating;
  private total: Bytes = 0;
  private out: Bytes = 0;
  private in: Bytes = 0;
  private seen = -1;

  constructor(limits: DecodeLimits, inflating: Inflating) {
    this.limits = limits;
    this.inflating = inflating;
  }

  inflated(bytes: Bytes): void {
    this.total += bytes;
    this.out += bytes;
    if (this.total > this.limits.inflatedBytes)
      throw new Problem(
        'DECODE_TOO_LARGE',
        `the content inflates to more than ${this.limits.inflatedBytes} bytes: reading stopped there`,
        {
          hint: 'If the file is what it should be, decompress it first: plain content has no limit.',
        },
      );
  }

  read(bytes: Bytes): void {
    this.in += bytes;
    const productive = this.inflating.productive();
    if (productive !== this.seen) {
      this.seen = productive;
      this.out = 0;
      this.in = 0;
    } else if (this.out > this.limits.recordBytes && this.out > BOMB_RATIO * this.in)
      throw new Problem(
        'DECODE_TOO_LARGE',
        `the content inflates more than ${BOMB_RATIO}-fold without holding a record: reading stopped at ${this.total} bytes`,
        {
          hint: 'Leave the file out: this is what a decompression bomb looks like.',
        },
      );
  }
}

import type { Bytes } from '../../base/units.ts';

/** The part of a stream that is still needed: appended at the end, forgotten at the beginning. */
export class ByteWindow {
  /** Only the first `length` bytes are content. */
  bytes: Buffer = Buffer.alloc(0);
  length = 0;
  /** Read up to here. */
  at = 0;
  /** How far into the stream `bytes[0]` is. */
  base: Bytes = 0;
  /** `bytes` is the caller's own chunk, not to be written to. */
  private borrowed = false;

  /** Where the known content ends, from the start of the stream. */
  get end(): Bytes {
    return this.base + this.length;
  }

  append(chunk: Uint8Array): void {
    if (this.length === 0) {
      // Nothing is left over from before: the chunk serves as it is, without a copy.
      this.bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      this.length = chunk.byteLength;
      this.borrowed = true;
      return;
    }
    const needed = this.length + chunk.byteLength;
    if (this.borrowed || needed > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.borrowed ? 0 : this.bytes.length * 2));
      this.bytes.copy(grown, 0, 0, this.length);
      this.bytes = grown;
      this.borrowed = false;
    }
    this.bytes.set(chunk, this.length);
    this.length = needed;
  }

  /** Nothing before `from` will be asked for again. */
  forget(from: number): void {
    if (from === 0) return;
    this.base += from;
    this.at -= from;
    this.length -= from;
    if (this.length === 0) {
      this.bytes = Buffer.alloc(0);
      this.borrowed = true;
    } else if (this.borrowed || from * 2 >= this.bytes.length) {
      // A copy of its own also lets go of the caller's chunk.
      this.bytes = Buffer.from(this.bytes.subarray(from, from + this.length));
      this.borrowed = false;
    } else this.bytes.copyWithin(0, from, from + this.length);
  }

  /** Where the byte is, from `from` on; -1 if it isn't in the content so far. */
  indexOf(byte: number, from: number): number {
    const found = this.bytes.indexOf(byte, from);
    return found < this.length ? found : -1;
  }

  /** Invalid UTF-8 becomes replacement characters. */
  text(start: number, end: number): string {
    return this.bytes.toString('utf8', start, end);
  }
}

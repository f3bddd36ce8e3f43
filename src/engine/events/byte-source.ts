import type { Bytes } from '../../base/units.ts';

/** Bytes of a stream, asked for in the amounts in which they are needed. */
export class ByteSource {
  private readonly iterator: AsyncIterator<Uint8Array>;
  private chunk: Uint8Array = new Uint8Array();
  private at = 0;

  constructor(body: AsyncIterable<Uint8Array>) {
    this.iterator = body[Symbol.asyncIterator]();
  }

  /** The next byte, which stays the next; undefined at the end. */
  async peek(): Promise<number | undefined> {
    return (await this.fill()) ? this.chunk[this.at] : undefined;
  }

  skip(bytes: Bytes): void {
    this.at += bytes;
  }

  /** Up to `most` bytes, undefined at the end. */
  async take(most: Bytes): Promise<Uint8Array | undefined> {
    if (!(await this.fill())) return undefined;
    const taken = this.chunk.subarray(this.at, this.at + most);
    this.at += taken.length;
    return taken;
  }

  /** The last `bytes` of what was taken last come again. */
  giveBack(bytes: Bytes): void {
    this.at -= bytes;
  }

  private async fill(): Promise<boolean> {
    while (this.at >= this.chunk.length) {
      const next = await this.iterator.next();
      if (next.done === true) return false;
      this.chunk = next.value;
      this.at = 0;
    }
    return true;
  }
}

import { type Bytes, MiB } from '../../../base/units.ts';
import type { Decoded } from '../../../model/decoded.ts';
import type { PassedListener, SelectedTimes, Selection, WaitingTaker } from '../../../model/selection.ts';
import { Decoding } from '../decoding.ts';
import { openers } from '../decode.ts';
import { interpretElement } from '../interpret.ts';
import { type DecodeLimits, defaultLimits } from '../limits.ts';
import { isGzip } from '../sniff.ts';
import { createInflateInto } from './inflate-into.ts';
import { createWalker, type Walked } from './walker.ts';

/** Content that inflates to more is read as it streams by. */
const LARGEST: Bytes = 48 * MiB;
/** Read together. */
const RUN: Bytes = MiB;

/** What a content holds, of which only what a selection needs has been parsed. */
export interface SelectedContent {
  /** In order, as `decodeWhole` gives it, without what nobody needs. */
  readonly decoded: readonly Decoded[];
  /** Records in all. */
  readonly records: number;
  /** Events that were left out: nobody needs them. */
  readonly passed: number;
  /** Of these, outside of the times and places asked for. */
  readonly outside: number;
  /** Of these, taken by `wait`. */
  readonly waiting: number;
}

/** Reads contents that are at hand and leaves out the records that nobody needs. One thread's, for one content at a time. */
export interface RecordReader {
  /**
   * Undefined for all that isn't a CloudTrail log file in every respect: `decodeWhole` or `decode` reads it.
   * @param wait takes records that may wait; what it was told doesn't count where nothing is returned
   */
  read(bytes: Uint8Array, file: string, wait?: WaitingTaker, limits?: DecodeLimits): SelectedContent | undefined;
}

/** Undefined if the selection asks for what can't be told without parsing. */
export function createRecordReader(
  selection: Selection,
  times: SelectedTimes = {},
  passed?: PassedListener,
): RecordReader | undefined {
  const walker = createWalker(selection, times, passed);
  if (walker === undefined) return undefined;
  const inflater = createInflateInto();

  const load = (bytes: Uint8Array): Bytes | undefined => {
    if (!isGzip(bytes)) {
      if (bytes.length > LARGEST) return undefined;
      walker.room(bytes.length).set(bytes);
      return bytes.length;
    }
    if (bytes.length < 18) return undefined;
    const said = new DataView(bytes.buffer, bytes.byteOffset + bytes.byteLength - 4).getUint32(0, true);
    // It may lie: then inflating stops at the end of the room.
    return said > LARGEST ? undefined : inflater?.inflate(bytes, walker.room(said + 1));
  };

  const parse = ({ records, found, bytes: content }: Walked, length: Bytes, file: string, limits: DecodeLimits) => {
    const decoding = new Decoding(file, limits, openers);
    let next = 0;
    for (let i = 0; i < found.length; ) {
      const first = found[i + 2]!;
      decoding.pass(first - next);
      next = first;
      // Neighbours are parsed together.
      const start = found[i]!;
      let end: number;
      do {
        end = found[i + 1]!;
        next++;
        i += 3;
      } while (i < found.length && found[i + 2] === next && found[i + 1]! - start < RUN);
      const values = JSON.parse(`[${content.toString('utf8', start, end)}]`) as unknown[];
      for (const value of values) interpretElement(value, 'Records', {}, decoding);
    }
    decoding.pass(records - next);
    decoding.finish(length);
    return decoding.take();
  };

  return {
    read(bytes, file, wait, limits = defaultLimits) {
      const length = load(bytes);
      const walked = length === undefined ? undefined : walker.walk(length, wait);
      if (walked === undefined) return undefined;
      const { records, outside, waiting, found } = walked;
      for (let i = 0; i < found.length; i += 3) if (found[i + 1]! - found[i]! > limits.recordBytes) return undefined;
      return { decoded: parse(walked, length!, file, limits), records, passed: records - found.length / 3, outside, waiting };
    },
  };
}

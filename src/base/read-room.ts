import { type Bytes, MiB } from './units.ts';

/** Memory for one content after the other. */
export interface ReadRoom {
  /** At least so many bytes, which hold anything. */
  of(size: Bytes): Uint8Array;
}

/** What is larger gets memory of its own, which doesn't stay. */
const LARGEST: Bytes = 8 * MiB;
const SMALLEST: Bytes = MiB / 4;

/** For one who reads one content after the other. */
export function createReadRoom(): ReadRoom {
  let room = new Uint8Array(0);
  return {
    of(size) {
      if (size > LARGEST) return Buffer.allocUnsafeSlow(size);
      if (size > room.length) {
        let length = SMALLEST;
        while (length < size) length *= 2;
        room = Buffer.allocUnsafeSlow(length);
      }
      return room;
    },
  };
}

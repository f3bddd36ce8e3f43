/** White space, the record separator of JSON text sequences (RFC 7464), and the bytes of a byte order mark in mid-stream. */
export function isGap(byte: number): boolean {
  return (
    byte === 0x20 ||
    byte === 0x0a ||
    byte === 0x0d ||
    byte === 0x09 ||
    byte === 0x1e ||
    byte === 0xef ||
    byte === 0xbb ||
    byte === 0xbf
  );
}

/** Looking behind a line break for the beginning of a value stops after so many blanks. */
const BLANKS = 4096;

/**
 * Behind the line break at `at`: where an object or array begins that is the first thing on its line. 0 if something else is
 * there, undefined if the bytes end before that can be said.
 */
export function lineStart(bytes: Uint8Array, at: number, length: number): number | undefined {
  const stop = Math.min(length, at + BLANKS);
  for (let i = at + 1; i < stop; i++) {
    const byte = bytes[i] as number;
    if (byte === 0x7b || byte === 0x5b) return i;
    if (!isGap(byte)) return 0;
  }
  return stop < length ? 0 : undefined;
}

/** The first line after `from`, beginning before `to` or there, that begins with an object in its first column. */
export function nextLineStart(bytes: Uint8Array, from: number, to: number): number | undefined {
  for (let at = bytes.indexOf(0x0a, from); at !== -1 && at < to; at = bytes.indexOf(0x0a, at + 1))
    if (bytes[at + 1] === 0x7b) return at + 1;
  return undefined;
}

/** `2026-01-31T12:00:00.000Z ` */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z $/;
const STAMP_SIZE = 25;

/**
 * How many bytes the time takes that CloudWatch Logs writes before each line when it exports a log group to S3. 0 if something
 * else is there, undefined if the bytes end before that can be said.
 */
export function stampSize(bytes: Buffer, at: number, length: number): number | undefined {
  const first = bytes[at] as number;
  if (first < 0x30 || first > 0x39) return 0;
  if (length - at < STAMP_SIZE) return undefined;
  return STAMP.test(bytes.toString('latin1', at, at + STAMP_SIZE)) ? STAMP_SIZE : 0;
}

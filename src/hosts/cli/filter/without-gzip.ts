import { inflate } from '../../../engine/events/inflate.ts';
import { defaultLimits } from '../../../engine/events/limits.ts';
import { isGzip } from '../../../engine/events/sniff.ts';

/** The content as it streams by, inflated if it is gzip. @throws {Problem} DECODE_GZIP, DECODE_TOO_LARGE, after what came before */
export async function* withoutGzip(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  let start: Uint8Array = new Uint8Array();
  let ended = false;
  while (start.length < 3 && !ended) {
    const next = await iterator.next();
    if (next.done === true) ended = true;
    else start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
  }
  const whole = async function* () {
    if (start.length > 0) yield start;
    while (!ended) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  };
  // Any text is a message here, so that what is read counts as productive.
  let given = 0;
  const inflating = { productive: () => given, note: () => undefined };
  for await (const chunk of isGzip(start) ? inflate(whole(), defaultLimits, inflating) : whole()) {
    given++;
    yield chunk;
  }
}

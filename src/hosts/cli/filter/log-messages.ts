import { formatPlace, Problem } from '../../../base/problem.ts';
import { MiB } from '../../../base/units.ts';
import type { Delivery, Source } from '../../../edges/sources/source.ts';
import { decode, decodeWhole } from '../../../engine/events/decode.ts';
import { refusalOf, SNIFFED } from '../../../engine/events/sniff.ts';
import type { Decoded } from '../../../model/decoded.ts';
import type { LogMessage } from './log-message.ts';
import { messageLines } from './message-lines.ts';
import { withoutGzip } from './without-gzip.ts';

/** As much tells whether content is log of a known shape. */
const head = MiB;

/**
 * The messages of all that a source has. Content that has events of a known shape is these: a message is the CloudTrail record, or what
 * else an envelope is around. Of any other content, and with `lines` of all, each line is a message.
 */
export async function* logMessages(source: Source, lines: boolean): AsyncGenerator<LogMessage> {
  for await (const listed of source.list()) {
    if (listed.kind === 'problem') yield { kind: 'reject', problem: listed.problem };
    if (listed.kind !== 'delivery') continue;
    const { file } = listed.delivery;
    try {
      yield* messagesOf(listed.delivery, lines);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      yield { kind: 'reject', problem: error.within({ file }) };
    }
  }
}

async function* messagesOf(delivery: Delivery, lines: boolean): AsyncGenerator<LogMessage> {
  const { file } = delivery;
  const body = await delivery.open();
  const { start, whole } = await opened(withoutGzip(body instanceof Uint8Array ? inPieces(body) : body));
  if (!lines && (await holdsEvents(start, file))) {
    for await (const batch of decode(whole, file)) {
      for (const decoded of batch) {
        const message = messageOf(decoded);
        if (message !== undefined) yield message;
      }
    }
    return;
  }
  const refusal = refusalOf(start.subarray(0, SNIFFED));
  if (refusal !== undefined) throw refusal;
  yield* messageLines(whole, file);
}

/** The content, and as much of it as is looked at first. What fails while that is read, fails behind it. */
async function opened(content: AsyncGenerator<Uint8Array>): Promise<{ start: Buffer; whole: AsyncGenerator<Uint8Array> }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let failure: unknown;
  try {
    for (let next = await content.next(); next.done !== true; next = await content.next()) {
      chunks.push(next.value);
      size += next.value.length;
      if (size >= head) break;
    }
  } catch (error) {
    failure = error;
  }
  const start = Buffer.concat(chunks);
  const whole = async function* () {
    if (start.length > 0) yield start;
    if (failure !== undefined) throw failure;
    yield* content;
  };
  return { start, whole: whole() };
}

/** A piece that is cut in the middle of a record has the events before it. */
async function holdsEvents(start: Buffer, file: string): Promise<boolean> {
  // A digest, or a log of AWS Config, is no message; a flow log is lines like any other.
  const isJson = /^\ufeff?\s*[{[]/.test(start.toString('utf8', 0, SNIFFED));
  const isEvent = ({ kind }: Decoded) => kind === 'event' || kind === 'pointer' || (kind === 'ignored' && isJson);
  const whole = decodeWhole(start, file);
  if (whole !== undefined) return whole.some(isEvent);
  for await (const batch of decode(inPieces(start), file)) if (batch.some(isEvent)) return true;
  return false;
}

function messageOf(decoded: Decoded): LogMessage | undefined {
  if (decoded.kind === 'reject') return decoded;
  if (decoded.kind !== 'event') return undefined;
  try {
    const { envelope, origin } = decoded.record.event();
    const { file, record } = origin;
    return { kind: 'message', place: formatPlace({ file, record }), message: envelope.detail };
  } catch (error) {
    if (error instanceof Problem) return { kind: 'reject', problem: error };
    throw error;
  }
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

import { TextDecoder } from 'node:util';
import { formatPlace, Problem } from '../../../base/problem.ts';
import { defaultLimits } from '../../../engine/events/limits.ts';
import { encodingOf } from '../../../engine/events/sniff.ts';
import type { LogMessage } from './log-message.ts';

/** Each line of a text as a message; empty ones are none. A line over the limit of a record is a reject. */
export async function* messageLines(body: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<LogMessage> {
  const lines = new LineReader(file);
  let decoder: TextDecoder | undefined;
  for await (const chunk of body) {
    decoder ??= new TextDecoder(encodingOf(chunk).encoding);
    yield* lines.push(decoder.decode(chunk, { stream: true }));
  }
  yield* lines.end(decoder?.decode() ?? '');
}

class LineReader {
  private readonly file: string;
  private line = 1;
  /** Of the line at hand; what is past the limit isn't kept. */
  private parts: string[] = [];
  private length = 0;

  constructor(file: string) {
    this.file = file;
  }

  *push(text: string): Generator<LogMessage> {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.add(text.slice(from, end));
      from = end + 1;
      yield* this.take();
    }
    this.add(text.slice(from));
  }

  *end(text: string): Generator<LogMessage> {
    yield* this.push(text);
    if (this.length > 0) yield* this.take();
  }

  private add(text: string): void {
    this.length += text.length;
    if (this.length > defaultLimits.recordBytes) this.parts.length = 0;
    else if (text !== '') this.parts.push(text);
  }

  private *take(): Generator<LogMessage> {
    const at = { file: this.file, line: this.line++ };
    const isTooLong = this.length > defaultLimits.recordBytes;
    const text = this.parts.join('');
    this.parts.length = 0;
    this.length = 0;
    const message = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (isTooLong) {
      const said = `a line of more than ${defaultLimits.recordBytes} characters`;
      yield { kind: 'reject', problem: new Problem('DECODE_RECORD_TOO_LARGE', said, { at }) };
    } else if (message !== '') yield { kind: 'message', place: formatPlace(at), message };
  }
}

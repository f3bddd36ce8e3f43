import type { JsonObject } from '../../base/json.ts';
import type { Problem } from '../../base/problem.ts';
import type { Bytes } from '../../base/units.ts';
import { CsvReader, cellsOf } from './csv.ts';
import type { Decoding } from './decoding.ts';
import { VALIDATION_MESSAGE } from './envelopes/cloudtrail-notification.ts';
import { isEventTable, readTableRow } from './envelopes/table-row.ts';
import { type Container, interpret, interpretElement } from './interpret.ts';
import { isGap } from './resync.ts';
import { Scanner, type ScanSink } from './scanner.ts';
import { encodingOf, refusalOf, SNIFFED } from './sniff.ts';

/** A first line that is longer isn't the head of a table. */
const HEAD_LINE: Bytes = 16 * 1024;

/** JSON too, but nothing that an event could be. */
const SCALAR = /^(?:null|true|false|-?\d{1,40}(?:\.\d{1,40})?)$/;

/** The first line of a VPC flow log file in its default format. */
const FLOW_LOG = 'version account-id interface-id ';

interface Reader {
  push(chunk: Uint8Array): void;
  end(cut: boolean): void;
}

/**
 * Content that isn't compressed (any more), in any chunks: tells its kind by the first bytes (binary, UTF-16, a table, JSON) and
 * hands what it holds to the decoding.
 */
export class ContentReader {
  private readonly decoding: Decoding;
  /** For UTF-16. */
  private wide: InstanceType<typeof TextDecoder> | undefined;
  private head: Buffer | undefined = Buffer.alloc(0);
  private reader: Reader | undefined;
  private refused = false;
  size: Bytes = 0;

  constructor(decoding: Decoding) {
    this.decoding = decoding;
  }

  /** @returns false if no more needs to come: the content has been refused */
  push(chunk: Uint8Array): boolean {
    this.size += chunk.byteLength;
    const bytes = this.wide === undefined ? chunk : encoded(chunk, this.wide);
    if (this.head === undefined) this.reader?.push(bytes);
    else {
      this.head =
        this.head.length === 0
          ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
          : Buffer.concat([this.head, bytes]);
      this.begin(false);
    }
    return !this.refused;
  }

  /** @param cut a problem that ended the content early: told instead of what it leads to */
  end(cut?: Problem): void {
    this.begin(true);
    this.reader?.end(cut !== undefined);
    this.decoding.offset = undefined;
    if (cut !== undefined) this.decoding.reject(cut.code, cut.message, { hint: cut.hint, at: cut.at });
  }

  private begin(ended: boolean): void {
    const { head } = this;
    if (head === undefined || (head.length < SNIFFED && !ended)) return;
    const { encoding, mark } = encodingOf(head);
    if (this.wide === undefined && encoding !== 'utf-8') {
      this.wide = new TextDecoder(encoding);
      this.head = encoded(head, this.wide);
      this.begin(ended);
      return;
    }
    const refusal = refusalOf(head);
    if (refusal !== undefined) {
      this.refused = true;
      this.head = undefined;
      this.decoding.reject(refusal.code, refusal.message, { hint: refusal.hint });
      return;
    }
    if (head.toString('latin1', mark, mark + FLOW_LOG.length) === FLOW_LOG) {
      this.refused = true;
      this.head = undefined;
      this.decoding.ignored('VPC flow logs');
      return;
    }
    const isTable = beginsTable(head, ended);
    if (isTable === undefined) return;
    this.reader = isTable ? new TableReader(this.decoding) : new JsonReader(this.decoding);
    this.head = undefined;
    this.reader.push(mark === 0 ? head : head.subarray(mark));
  }
}

/** UTF-16 to UTF-8, chunk by chunk. */
function encoded(chunk: Uint8Array, decoder: InstanceType<typeof TextDecoder>): Buffer {
  return Buffer.from(decoder.decode(chunk, { stream: true }));
}

/** Is the first line the head of a table of events? Undefined if it isn't there yet as a whole. */
function beginsTable(head: Buffer, ended: boolean): boolean | undefined {
  let start = 0;
  while (start < head.length && isGap(head[start] as number)) start++;
  const first = head[start];
  if (first === 0x7b || first === 0x5b) return false;
  const end = head.indexOf(0x0a, start);
  if (end === -1 && head.length < HEAD_LINE && !ended) return undefined;
  const line = head.toString('utf8', start, Math.min(end === -1 ? head.length : end, start + HEAD_LINE)).trim();
  if (line.includes('{')) return false;
  const columns = cellsOf(line);
  return columns.length > 1 && isEventTable(columns);
}

class TableReader implements Reader {
  private readonly decoding: Decoding;
  private readonly csv: CsvReader;
  private columns: readonly string[] | undefined;

  constructor(decoding: Decoding) {
    this.decoding = decoding;
    this.csv = new CsvReader(this, decoding.limits.recordBytes);
  }

  push(chunk: Uint8Array): void {
    this.csv.push(chunk);
  }

  end(): void {
    this.csv.end();
  }

  row(cells: readonly string[], offset: Bytes): void {
    const { decoding } = this;
    if (this.columns === undefined) {
      this.columns = cells;
      return;
    }
    decoding.structured = true;
    if (!decoding.nested) decoding.offset = offset;
    const named = this.columns.map((column, i) => [column, cells[i] ?? ''] as const);
    readTableRow(named, decoding, JSON.stringify(Object.fromEntries(named)));
  }

  tooLarge(offset: Bytes): void {
    if (!this.decoding.nested) this.decoding.offset = offset;
    rejectLarge(this.decoding);
  }
}

function rejectLarge(decoding: Decoding): void {
  decoding.reject('DECODE_RECORD_TOO_LARGE', `the record is larger than ${decoding.limits.recordBytes} bytes`);
}

class JsonReader implements Reader, ScanSink {
  private readonly decoding: Decoding;
  private readonly scanner: Scanner;

  constructor(decoding: Decoding) {
    this.decoding = decoding;
    this.scanner = new Scanner(this, decoding.limits);
  }

  push(chunk: Uint8Array): void {
    this.scanner.push(chunk);
  }

  end(cut: boolean): void {
    this.scanner.end(cut);
  }

  value(value: unknown, text: string | undefined, offset: Bytes | undefined): void {
    this.place(text, offset);
    interpret(value, this.decoding);
  }

  element(value: unknown, text: string | undefined, offset: Bytes | undefined, container: Container, frame: JsonObject): void {
    this.place(text, offset);
    interpretElement(value, container, frame, this.decoding);
  }

  noise(text: string, offset: Bytes): void {
    this.place(undefined, offset);
    if (text === VALIDATION_MESSAGE) this.decoding.ignored('CloudTrail validation message');
    else if (SCALAR.test(text)) this.decoding.reject('DECODE_SHAPE', `the value ${text} is no event`);
    else this.decoding.reject('DECODE_JSON', `not JSON: ${quoted(text)}`);
  }

  broken(what: 'json' | 'large' | 'cut' | 'open', text: string, offset: Bytes): void {
    const { decoding } = this;
    this.place(undefined, offset);
    decoding.structured = true;
    if (what === 'large') rejectLarge(decoding);
    else if (what === 'cut') decoding.reject('DECODE_JSON', `the content ends within a record: ${quoted(text)}`);
    else if (what === 'open')
      decoding.reject('DECODE_JSON', 'the content ends within the list of records, or goes on behind it with something else');
    else decoding.reject('DECODE_JSON', `the record is not valid JSON: ${quoted(text)}`);
  }

  private place(text: string | undefined, offset: Bytes | undefined): void {
    this.decoding.text = text;
    if (!this.decoding.nested) this.decoding.offset = offset;
  }
}

/** The beginning, as a JSON string: what it holds can't reach a terminal. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

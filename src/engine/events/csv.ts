import type { Bytes } from '../../base/units.ts';

/** What a CSV reader finds: rows in order. Offsets are bytes into the content. */
export interface CsvSink {
  row(cells: readonly string[], offset: Bytes): void;
  tooLarge(offset: Bytes): void;
}

/**
 * CSV as RFC 4180 has it: commas, quotes doubled inside of quotes, line breaks inside of quotes, CRLF or LF. Takes whatever
 * chunks; one row at most is in memory.
 */
export class CsvReader {
  private readonly sink: CsvSink;
  private readonly limit: Bytes;
  private decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private pending = '';
  private scanned = 0;
  private quoted = false;
  private dropping = false;
  private offset: Bytes = 0;
  private size: Bytes = 0;

  constructor(sink: CsvSink, rowBytes: Bytes) {
    this.sink = sink;
    this.limit = rowBytes;
  }

  push(chunk: Uint8Array): void {
    this.read(this.decoder.decode(chunk, { stream: true }));
  }

  end(): void {
    this.read(this.decoder.decode());
    if (this.pending !== '' || this.dropping) this.endRow(this.pending.length, 0);
  }

  private read(text: string): void {
    this.pending += text;
    let at = this.scanned;
    let start = 0;
    for (; at < this.pending.length; at++) {
      const unit = this.pending.charCodeAt(at);
      if (unit === 0x22)
        this.quoted = !this.quoted; // a doubled quote switches twice
      else if (unit === 0x0a && !this.quoted) {
        this.endRow(at, start, 1);
        start = at + 1;
      }
    }
    this.pending = this.pending.slice(start);
    this.scanned = this.pending.length;
    if (this.pending.length > this.limit) {
      this.dropping = true;
      this.size += Buffer.byteLength(this.pending);
      this.pending = '';
      this.scanned = 0;
    }
  }

  private endRow(end: number, start: number, terminator = 0): void {
    const line = this.pending.slice(start, end);
    const size = this.size + Buffer.byteLength(line) + terminator;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (this.dropping || line.length > this.limit) this.sink.tooLarge(this.offset);
    else if (text.trim() !== '') this.sink.row(cellsOf(text), this.offset);
    this.offset += size;
    this.size = 0;
    this.dropping = false;
  }
}

/** The cells of one row. */
export function cellsOf(row: string): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (row[at] === '"') {
      let cell = '';
      let end = at + 1;
      for (;;) {
        const quote = row.indexOf('"', end);
        if (quote === -1) {
          cell += row.slice(end);
          end = row.length;
          break;
        }
        cell += row.slice(end, quote);
        end = quote + 1;
        if (row[end] !== '"') break;
        cell += '"';
        end++;
      }
      cells.push(cell);
      at = end;
      while (at < row.length && row[at] !== ',') at++;
    } else {
      const comma = row.indexOf(',', at);
      const end = comma === -1 ? row.length : comma;
      cells.push(row.slice(at, end));
      at = end;
    }
    if (at >= row.length) return cells;
    at++;
    if (at === row.length) {
      cells.push('');
      return cells;
    }
  }
}

import type { ByteWindow } from './byte-window.ts';

/** What the last token was: it decides what may follow. */
const OPEN = 0;
const COMMA = 1;
const COLON = 2;
const VALUE = 3;
const KEY = 4;

const OBJECT = 1;
const ARRAY = 2;

/** Classes of bytes outside of strings; 0 for what can't be there. */
const GAP = 1;
const SCALAR = 2;
const QUOTE = 3;
const OPENING = 4;
const CLOSING = 5;
const COMMA_BYTE = 6;
const COLON_BYTE = 7;

const classes = new Uint8Array(256);
for (const byte of Buffer.from(' \t\r\n')) classes[byte] = GAP;
for (const byte of Buffer.from('-+.0123456789Eaeflnrstu')) classes[byte] = SCALAR;
for (const byte of Buffer.from('{[')) classes[byte] = OPENING;
for (const byte of Buffer.from('}]')) classes[byte] = CLOSING;
classes[0x22] = QUOTE;
classes[0x2c] = COMMA_BYTE;
classes[0x3a] = COLON_BYTE;

const KEY_LENGTH = 64;

/**
 * The walk over one JSON value, byte by byte, resumable at any byte. Not a validating parser (the value is parsed afterwards):
 * it finds the end, and notices soon when brackets, quotes and commas no longer fit, which is when a record is broken off.
 */
export class Tokens {
  /** The last key of the outermost object. */
  key: string | undefined;
  /** The first one: records of one kind begin alike. */
  firstKey: string | undefined;
  private readonly limit: number;
  /** Of each open bracket, by depth. */
  private kinds = new Uint8Array(128);
  private depth = 0;
  private last = OPEN;
  private inString = false;
  private escaped = false;
  private isKey = false;
  private keyText = '';

  /** @param limit no value that anybody wants is nested as deep: one that is counts as broken */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Before a new value. */
  reset(): void {
    this.key = undefined;
    this.firstKey = undefined;
    this.depth = 0;
    this.last = OPEN;
    this.inString = false;
    this.escaped = false;
    this.isKey = false;
  }

  /** Into the outermost object again, behind one of its lists. */
  resumeObject(): void {
    this.reset();
    this.depth = 1;
    this.kinds[1] = OBJECT;
    this.last = VALUE;
  }

  /** The list at which `walk` stopped is a value like others. */
  passList(window: ByteWindow): void {
    this.depth++;
    this.kinds[this.depth] = ARRAY;
    this.last = OPEN;
    window.at++;
  }

  /**
   * Walks from `window.at` on, and leaves it where it stopped: behind the end (`done`), at the `[` of a list directly in the
   * outermost object (`list`, if `lists`), at the byte that can't be (`broken`), or at the end of the bytes (`more`).
   */
  walk(window: ByteWindow, lists: boolean): 'done' | 'more' | 'broken' | 'list' {
    const { bytes, length } = window;
    const { limit } = this;
    let { kinds } = this;
    // In local variables while it runs: this loop sees each byte of a large file.
    let at = window.at;
    let { depth, last } = this;
    let outcome: 'done' | 'more' | 'broken' | 'list' | undefined;
    while (outcome === undefined) {
      if (this.inString) {
        const end = this.walkString(bytes, at, length);
        at = end < 0 ? -1 - end : end;
        if (end < 0 || end === length) {
          outcome = end < 0 ? 'broken' : 'more';
          break;
        }
        at++;
        this.endString();
        if (depth === 0) {
          outcome = 'done';
          break;
        }
      }
      if (at === length) {
        outcome = 'more';
        break;
      }
      const byte = bytes[at] as number;
      switch (classes[byte]) {
        case GAP:
          break;
        case SCALAR:
          // Within a scalar the token before is the scalar itself; `1 2` slips through and is left to the parser.
          if (last === KEY) outcome = 'broken';
          last = VALUE;
          break;
        case QUOTE: {
          if (last >= VALUE) {
            outcome = 'broken';
            break;
          }
          const isKey = last !== COLON && depth > 0 && kinds[depth] === OBJECT;
          this.inString = true;
          this.isKey = isKey && depth === 1;
          if (this.isKey) this.keyText = '';
          last = isKey ? KEY : VALUE;
          break;
        }
        case COMMA_BYTE:
          if (last !== VALUE) outcome = 'broken';
          last = COMMA;
          break;
        case COLON_BYTE:
          if (last !== KEY) outcome = 'broken';
          last = COLON;
          break;
        case OPENING:
          if (lists && byte === 0x5b && depth === 1 && last === COLON) outcome = 'list';
          else if (depth === limit || (last !== COLON && (last >= VALUE || kinds[depth] === OBJECT))) outcome = 'broken';
          else {
            depth++;
            if (depth === kinds.length) kinds = this.kinds = doubled(kinds);
            kinds[depth] = byte === 0x7b ? OBJECT : ARRAY;
            last = OPEN;
          }
          break;
        case CLOSING:
          if (kinds[depth] !== (byte === 0x7d ? OBJECT : ARRAY)) outcome = 'broken';
          else {
            depth--;
            last = VALUE;
            if (depth === 0) {
              outcome = 'done';
              at++;
            }
          }
          break;
        default:
          outcome = 'broken';
      }
      if (outcome === undefined) at++;
    }
    window.at = at;
    this.depth = depth;
    this.last = last;
    return outcome;
  }

  /** To the closing quote. The length if the bytes end before it; negative at a line break, which no string can hold. */
  private walkString(bytes: Uint8Array, from: number, length: number): number {
    let at = from;
    if (this.escaped) {
      this.escaped = false;
      at++;
    }
    let byte = 0;
    while (at < length) {
      byte = bytes[at] as number;
      if (byte === 0x22 || byte === 0x0a) break;
      at += byte === 0x5c ? 2 : 1;
    }
    if (at > length) {
      at = length;
      this.escaped = true;
    }
    if (this.isKey && this.keyText.length < KEY_LENGTH) this.keyText += latin1(bytes, from, Math.min(at, from + KEY_LENGTH));
    return at < length && byte === 0x0a ? -1 - at : at;
  }

  private endString(): void {
    this.inString = false;
    if (!this.isKey) return;
    this.key = this.keyText;
    this.firstKey ??= this.keyText;
    this.isKey = false;
  }
}

/** Keys that matter are ASCII; others only need to differ from them. */
function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] as number);
  return text;
}

function doubled(kinds: Uint8Array): Uint8Array<ArrayBuffer> {
  const room = new Uint8Array(kinds.length * 2);
  room.set(kinds);
  return room;
}

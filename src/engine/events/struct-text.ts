import type { Json, JsonObject } from '../../base/json.ts';

/** Deeper than any structure of CloudTrail's. What lies below stays text. */
const DEPTH = 20;
/** Longer text than an event can be is not taken apart. */
const LENGTH = 1024 * 1024;

/**
 * Structures as query engines print them: `{type=IAMUser, arn=arn:aws:…, sessioncontext={…}, tags=[a, b]}`. The form is lossy:
 * nothing is quoted, so a value that contains `, x=` can't be told from two values. Null for `null`, text for all other scalars;
 * a value that is JSON is parsed as JSON. Undefined if the text isn't of this form.
 */
export function parseStructText(text: string): JsonObject | undefined {
  if (text.length > LENGTH || !text.startsWith('{')) return undefined;
  const cursor = { text, at: 0, looking: 4 * text.length };
  const value = readValue(cursor, DEPTH);
  skipSpace(cursor);
  return cursor.at === text.length && typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

interface Cursor {
  readonly text: string;
  at: number;
  /** So many characters more may be looked through for JSON: what looks like it and isn't must not cost the square. */
  looking: number;
}

function readValue(cursor: Cursor, depth: number, inList = false): Json {
  const { text } = cursor;
  const first = text[cursor.at];
  if (first === '{' || first === '[') {
    const json = readJson(cursor);
    if (json !== undefined) return json;
    if (depth > 0) return first === '{' ? readStruct(cursor, depth) : readList(cursor, depth);
  }
  return readScalar(cursor, inList);
}

/** JSON inside: its end is found by brackets, then it is parsed as what it is. */
function readJson(cursor: Cursor): Json | undefined {
  const { text } = cursor;
  if (!/^[{[]\s{0,8}["{[\]}]/.test(text.slice(cursor.at, cursor.at + 10))) return undefined;
  let depth = 0;
  for (let i = cursor.at; i < text.length && cursor.looking > 0; i++) {
    cursor.looking--;
    const c = text[i];
    if (c === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++, cursor.looking--) if (text[i] === '\\') i++;
    } else if (c === '{' || c === '[') depth++;
    else if ((c === '}' || c === ']') && --depth === 0) {
      try {
        const json = JSON.parse(text.slice(cursor.at, i + 1)) as Json;
        cursor.at = i + 1;
        return json;
      } catch {
        return undefined;
      }
    }
  }
  return undefined;
}

function readStruct(cursor: Cursor, depth: number): Json {
  const { text } = cursor;
  const entries: [string, Json][] = [];
  cursor.at++;
  for (;;) {
    skipSpace(cursor);
    if (cursor.at >= text.length || text[cursor.at] === '}') break;
    const equals = text.indexOf('=', cursor.at);
    if (equals === -1) {
      cursor.at = text.length;
      break;
    }
    const key = text.slice(cursor.at, equals);
    cursor.at = equals + 1;
    entries.push([key, readValue(cursor, depth - 1)]);
    if (!passComma(cursor, '}')) break;
  }
  cursor.at++;
  return Object.fromEntries(entries);
}

function readList(cursor: Cursor, depth: number): Json {
  const { text } = cursor;
  const elements: Json[] = [];
  cursor.at++;
  for (;;) {
    skipSpace(cursor);
    if (cursor.at >= text.length || text[cursor.at] === ']') break;
    elements.push(readValue(cursor, depth - 1, true));
    if (!passComma(cursor, ']')) break;
  }
  cursor.at++;
  return elements;
}

/** Behind a value. False, and at the end of all, if what follows is neither a comma nor the closing bracket. */
function passComma(cursor: Cursor, closing: string): boolean {
  const next = cursor.text[cursor.at];
  if (next === ',') cursor.at++;
  else if (next !== closing) {
    cursor.at = cursor.text.length;
    return false;
  }
  return true;
}

/** Up to a closing bracket, or to a comma (outside of lists: one that a new `key=` follows). Inside, brackets count: `Mozilla/5.0 (X11; {…})`. */
function readScalar(cursor: Cursor, inList: boolean): Json {
  const { text } = cursor;
  const start = cursor.at;
  let open = 0;
  let i = start;
  for (; i < text.length; i++) {
    const c = text[i];
    if (c === '{' || c === '[') open++;
    else if (c === '}' || c === ']') {
      if (open === 0) break;
      open--;
    } else if (c === ',' && open === 0 && (inList || startsKey(text, i + 1))) break;
  }
  cursor.at = i;
  const scalar = text.slice(start, i);
  return scalar === 'null' || scalar === '' ? null : scalar;
}

/** ` name=` or ` element` of a list: what may follow a comma that ends a value. Looks at most at 80 characters. */
function startsKey(text: string, from: number): boolean {
  for (let i = from; i < text.length && i < from + 80; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x3d) return i > from + 1;
    const named =
      c === 0x20
        ? i === from
        : (c >= 48 && c <= 58) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95 || c === 45 || c === 46;
    if (!named) return false;
  }
  return false;
}

function skipSpace(cursor: Cursor): void {
  while (cursor.text[cursor.at] === ' ') cursor.at++;
}

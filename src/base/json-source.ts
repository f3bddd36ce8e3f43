import { type Json, NumberLiteral } from './json.ts';
import { isExactNumber } from './number-text.ts';
import { type Place, Problem } from './problem.ts';
import type { ProblemCode } from './problem-codes.ts';

/** Where a value starts: line and column from 1, offset from 0; columns and offsets in UTF-16 units, as editors count them. */
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A JSON value that remembers where it was written. */
export type JsonSource = JsonSourceScalar | JsonSourceArray | JsonSourceObject;

export type JsonSourceScalar =
  | (SourcePlace & { readonly kind: 'string'; readonly value: string })
  | JsonSourceNumber
  | (SourcePlace & { readonly kind: 'boolean'; readonly value: boolean })
  | (SourcePlace & { readonly kind: 'null'; readonly value: null });

/** `text` is the number as written, `value` the nearest double (infinite if there is none). */
export interface JsonSourceNumber extends SourcePlace {
  readonly kind: 'number';
  readonly value: number;
  readonly text: string;
}

export interface JsonSourceArray extends SourcePlace {
  readonly kind: 'array';
  readonly elements: readonly JsonSource[];
}

export interface JsonSourceObject extends SourcePlace {
  readonly kind: 'object';
  /** In the order of the text; a key may occur more than once. */
  readonly members: readonly JsonSourceMember[];
}

export interface JsonSourceMember {
  readonly key: string;
  readonly keyAt: SourcePlace;
  readonly value: JsonSource;
}

export interface JsonSourceOptions {
  /** Objects and arrays inside one another. @default 200 */
  readonly maxDepth?: number;
  /** @default RULE_JSON */
  readonly code?: ProblemCode;
}

/**
 * Reads JSON (RFC 8259; a byte order mark is skipped) and keeps every value's place. Linear.
 *
 * @throws {Problem} `options.code` (RULE_JSON) with the exact place, at the first thing that isn't JSON, at text behind the value
 * and at a value that lies too deep.
 */
export function parseJsonSource(text: string, place: Place = {}, options: JsonSourceOptions = {}): JsonSource {
  const reader = new Reader(text, place, options);
  const value = reader.value(0);
  reader.end();
  return value;
}

/** The plain value, as `JSON.parse` would have it: the last of equal keys wins, `__proto__` is a key like any other. */
export function toJson(node: JsonSource): Json {
  return build(node, ({ value }) => value);
}

const maxEventDepth = 1000;

/**
 * `JSON.parse` for events, exact: a number that a double would change (`12345678901234567890`, `1e400`) becomes a
 * `NumberLiteral`. Costs one quick scan more than `JSON.parse`, unless such a number may be there.
 *
 * @throws {Problem} DECODE_JSON with line and column
 */
export function parseEvent(text: string): Json {
  if (!suspect.test(text)) {
    try {
      return JSON.parse(text) as Json;
    } catch {
      // Below it fails again, with the place.
    }
  }
  const node = parseJsonSource(text, {}, { code: 'DECODE_JSON', maxDepth: maxEventDepth });
  return build(node, ({ text: digits, value }) => (isExactNumber(digits) ? value : new NumberLiteral(digits)));
}

/** A number of more than 15 digits or with an exponent; shorter ones always survive. May also be met inside a string: no harm. */
const suspect = /(?:^|[:,[])\s*-?\d(?:[\d.]{15}|[\d.]*[eE])/;

function build(node: JsonSource, numberOf: (node: JsonSourceNumber) => Json): Json {
  if (node.kind === 'array') return node.elements.map((element) => build(element, numberOf));
  if (node.kind === 'number') return numberOf(node);
  if (node.kind !== 'object') return node.value;
  const object = {};
  for (const { key, value } of node.members) {
    // Not an assignment: that would set the prototype for "__proto__".
    Object.defineProperty(object, key, { value: build(value, numberOf), enumerable: true, configurable: true, writable: true });
  }
  return object;
}

const numberAt = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

class Reader {
  private at = 0;
  private line = 1;
  private lineStart = 0;
  private readonly text: string;
  private readonly place: Place;
  private readonly maxDepth: number;
  private readonly code: ProblemCode;

  constructor(text: string, place: Place, options: JsonSourceOptions) {
    this.text = text;
    this.place = place;
    this.maxDepth = options.maxDepth ?? 200;
    this.code = options.code ?? 'RULE_JSON';
    if (text.startsWith('\ufeff')) this.at = this.lineStart = 1;
  }

  end(): void {
    this.skipSpace();
    if (this.at < this.text.length)
      this.fail(`unexpected ${this.found()} after the end of the value`, 'Keep one JSON value only');
  }

  value(depth: number): JsonSource {
    this.skipSpace();
    const start = this.here();
    const first = this.text[this.at];
    if (depth >= this.maxDepth && (first === '{' || first === '[')) this.fail(`nested deeper than ${this.maxDepth} levels`);
    if (first === '{') return { kind: 'object', ...start, members: this.members(depth + 1) };
    if (first === '[') return { kind: 'array', ...start, elements: this.elements(depth + 1) };
    if (first === '"') return { kind: 'string', ...start, value: this.string() };
    if (this.word('true')) return { kind: 'boolean', ...start, value: true };
    if (this.word('false')) return { kind: 'boolean', ...start, value: false };
    if (this.word('null')) return { kind: 'null', ...start, value: null };
    numberAt.lastIndex = this.at;
    const text = numberAt.exec(this.text)?.[0];
    if (text === undefined) this.fail(`expected a value but found ${this.found()}`);
    this.at += text.length;
    return { kind: 'number', ...start, value: Number(text), text };
  }

  private members(depth: number): JsonSourceMember[] {
    const members: JsonSourceMember[] = [];
    this.at++;
    for (let more = !this.closes('}'); more; more = this.continues('}')) {
      this.skipSpace();
      const keyAt = this.here();
      if (this.text[this.at] !== '"') this.fail(`expected a key in double quotes but found ${this.found()}`);
      const key = this.string();
      this.skipSpace();
      if (this.text[this.at] !== ':') this.fail(`expected ":" after the key but found ${this.found()}`);
      this.at++;
      members.push({ key, keyAt, value: this.value(depth) });
    }
    return members;
  }

  private elements(depth: number): JsonSource[] {
    const elements: JsonSource[] = [];
    this.at++;
    for (let more = !this.closes(']'); more; more = this.continues(']')) elements.push(this.value(depth));
    return elements;
  }

  /** Eats the closing bracket if it is next. */
  private closes(bracket: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== bracket) return false;
    this.at++;
    return true;
  }

  /** After a member or element: is there another one? Eats the comma or the bracket. */
  private continues(bracket: string): boolean {
    if (this.closes(bracket)) return false;
    if (this.text[this.at] !== ',') this.fail(`expected "," or "${bracket}" but found ${this.found()}`);
    const comma = this.here();
    this.at++;
    this.skipSpace();
    if (this.text[this.at] === bracket) this.fail(`nothing follows the comma`, 'Remove the comma', comma);
    return true;
  }

  private word(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  private string(): string {
    let value = '';
    let start = ++this.at;
    for (; ; this.at++) {
      const unit = this.text.charCodeAt(this.at);
      if (Number.isNaN(unit)) this.fail('the text ends inside a string');
      if (unit < 0x20) this.fail(`a string can't hold ${this.found()} as it is`, 'Write it as an escape, such as \\n');
      if (unit !== QUOTE && unit !== BACKSLASH) continue;
      value += this.text.slice(start, this.at);
      if (unit === QUOTE) break;
      value += this.escape();
      start = this.at + 1;
    }
    this.at++;
    return value;
  }

  /** From the backslash to the last character of the escape. */
  private escape(): string {
    const letter = this.text[this.at + 1] ?? '';
    const simple = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (simple !== undefined) {
      this.at += 1;
      return simple;
    }
    const hex = this.text.slice(this.at + 2, this.at + 6);
    if (letter !== 'u' || !/^[0-9a-fA-F]{4}$/.test(hex))
      this.fail('an escape that JSON does not know', 'Write \\\\ for a backslash');
    this.at += 5;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  private skipSpace(): void {
    for (; ; this.at++) {
      const unit = this.text.charCodeAt(this.at);
      if (unit === NEWLINE || (unit === RETURN && this.text.charCodeAt(this.at + 1) !== NEWLINE)) {
        this.line++;
        this.lineStart = this.at + 1;
      } else if (unit !== SPACE && unit !== TAB && unit !== RETURN) return;
    }
  }

  private here(): SourcePlace {
    return { line: this.line, column: this.at - this.lineStart + 1, offset: this.at };
  }

  private found(): string {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) return 'the end of the text';
    if (code < 0x20 || code === 0x7f) return `the control character ${code.toString(16).padStart(4, '0')}`;
    return code === QUOTE ? "'\"'" : `"${String.fromCodePoint(code)}"`;
  }

  private fail(message: string, hint?: string, { line, column } = this.here()): never {
    throw new Problem(this.code, `not valid JSON: ${message}`, { at: { ...this.place, line, column }, hint });
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

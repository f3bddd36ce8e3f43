import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { Bytes } from '../../base/units.ts';
import { ByteWindow } from './byte-window.ts';
import { CONTAINERS, type Container, isContainer } from './interpret.ts';
import { isGap, lineStart, nextLineStart, stampSize } from './resync.ts';
import { Tokens } from './tokens.ts';

/** What a scanner finds, in order. Offsets are bytes into the content. */
export interface ScanSink {
  /** Text and offset are left out where several values were read at once. */
  value(value: unknown, text: string | undefined, offset: Bytes | undefined): void;
  element(value: unknown, text: string | undefined, offset: Bytes | undefined, container: Container, frame: JsonObject): void;
  /** Text between values. `size` may be more than the text, of which only the beginning is kept. */
  noise(text: string, offset: Bytes, size: Bytes): void;
  broken(what: 'json' | 'large' | 'cut' | 'open', text: string, offset: Bytes): void;
}

export interface ScanLimits {
  readonly recordBytes: Bytes;
}

type Mode = 'between' | 'value' | 'noise' | 'resync';
type Frame = 'top' | 'list' | 'container';

/** So much is scanned again at most, over a whole content, to find records behind a broken line. */
const RESCAN: Bytes = 64 * 1024 * 1024;
/** A record that began further back than this is not scanned again: CloudTrail's are at most 256 KB. */
const RESCAN_EACH: Bytes = 512 * 1024;
const EXCERPT: Bytes = 200;
/** Between a brace and the first key are no more blanks than this. */
const GAP: Bytes = 200;

/**
 * Finds JSON values in a stream of bytes, whatever chunks it comes in: values one after the other with anything or nothing in
 * between, the elements of an array, the elements of a list inside an object (`{"Records":[…]}`). Memory holds one value at
 * most, and none that is over the limit.
 *
 * A value that is no JSON is told as broken, and scanning goes on with the next: at the next line where values stand on lines
 * of their own, else at the next object that begins with the same key as the ones before.
 */
export class Scanner {
  private readonly sink: ScanSink;
  private readonly limits: ScanLimits;
  private readonly window = new ByteWindow();
  private readonly tokens: Tokens;
  private mode: Mode = 'between';
  private frame: Frame = 'top';
  private container: Container | undefined;
  private frameObject: JsonObject = {};
  private inContainerObject = false;
  /** Where the current value, noise or search began, from the start of the content. */
  private began: Bytes = 0;
  private skipping: 'large' | undefined;
  private signature: string | undefined;
  private rescanned: Bytes = 0;
  /** The last byte before the search, blanks left out. */
  private before = 0;
  /** Where it was noticed that a record is broken. */
  private lostAt: Bytes = 0;
  /** Lines that end up to here have been tried as a whole. */
  private triedUntil: Bytes = 0;
  private ended = false;

  constructor(sink: ScanSink, limits: ScanLimits) {
    this.sink = sink;
    this.limits = limits;
    this.tokens = new Tokens(limits.recordBytes);
  }

  push(chunk: Uint8Array): void {
    this.window.append(chunk);
    this.run();
    this.forget();
  }

  /** @param cut the content was cut short for a reason that is told elsewhere: an unfinished record is then no news */
  end(cut: boolean): void {
    this.ended = true;
    this.run();
    if (cut || this.mode === 'resync') return;
    if (this.mode === 'noise') this.endNoise(this.window.end);
    else if (this.mode === 'value' && !this.inContainerObject)
      this.sink.broken(this.skipping ?? 'cut', this.excerpt(), this.began);
    else if (this.frame !== 'top' || this.mode === 'value') this.sink.broken('open', '', this.window.end);
  }

  private run(): void {
    let more = true;
    while (more) {
      if (this.mode === 'between') more = this.runBetween();
      else if (this.mode === 'value') more = this.runValue();
      else if (this.mode === 'noise') more = this.runNoise();
      else more = this.runResync();
    }
  }

  private runBetween(): boolean {
    const { window } = this;
    const { bytes, length } = window;
    let at = window.at;
    while (at < length && (isGap(bytes[at] as number) || bytes[at] === 0x2c)) at++;
    window.at = at;
    if (at === length) return false;
    const first = bytes[at] as number;
    if (first === 0x7b && (this.frame === 'top' ? this.takeLine(at) : this.takeRun(at))) return true;
    if (first === 0x7b || first === 0x22 || (first === 0x5b && this.frame !== 'top')) {
      this.began = window.base + at;
      this.tokens.reset();
      this.mode = 'value';
    } else if (first === 0x5b) {
      this.frame = 'list';
      window.at++;
    } else if (first === 0x5d && this.frame !== 'top') this.endList();
    else {
      const stamp = this.frame === 'top' ? stampSize(bytes, at, length) : 0;
      if (stamp === undefined && !this.ended) return false;
      if (stamp) window.at += stamp;
      else {
        this.began = window.base + at;
        this.mode = 'noise';
      }
    }
    return true;
  }

  /** A whole line that is a value by itself needs no walk: the parser is faster than we are. */
  private takeLine(at: number): boolean {
    const { window } = this;
    if (window.base + at < this.triedUntil) return false; // once a line, or many values on one line would cost the square
    const end = window.indexOf(0x0a, at);
    this.triedUntil = end === -1 ? window.end : window.base + end;
    if (end === -1 || end - at > this.limits.recordBytes) return false;
    let last = end - 1;
    while (last > at && isGap(window.bytes[last] as number)) last--;
    if (last === at || window.bytes[last] !== 0x7d) return false;
    const text = window.text(at, last + 1);
    const value = parse(text);
    if (value === undefined) return false;
    window.at = end;
    this.signature ??= firstKeyOf(value);
    this.sink.value(value, text, window.base + at);
    return true;
  }

  /**
   * Elements of a list up to where the last one in sight seems to begin, parsed together without a walk. If the text up to there
   * is a valid list, then it does end between two elements: the guess can fail, but not mislead.
   */
  private takeRun(at: number): boolean {
    const { window } = this;
    if (this.signature === undefined || window.base + at < this.triedUntil || window.length - at > this.limits.recordBytes)
      return false;
    const end = window.bytes.subarray(0, window.length).lastIndexOf(`,{"${this.signature}"`);
    this.triedUntil = end <= at ? window.end : window.base + end;
    if (end <= at) return false;
    const values = parse(`[${window.text(at, end)}]`);
    if (!Array.isArray(values)) return false;
    window.at = end;
    for (const value of values) {
      if (this.container === undefined) this.sink.value(value, undefined, undefined);
      else this.sink.element(value, undefined, undefined, this.container, this.frameObject);
    }
    return true;
  }

  private endList(): void {
    this.window.at++;
    if (this.frame === 'container') {
      // Back in the object around the list. Other lists may follow; what else follows is not kept.
      this.mode = 'value';
      this.began = this.window.base + this.window.at;
      this.tokens.resumeObject();
    }
    this.frame = 'top';
    this.container = undefined;
  }

  private runValue(): boolean {
    const { window, tokens } = this;
    const outcome = tokens.walk(window, this.frame === 'top');
    if (window.base + window.at - this.began > this.limits.recordBytes) this.skipping = 'large';
    switch (outcome) {
      case 'more':
        return false;
      case 'done':
        this.endValue();
        return true;
      case 'list':
        return this.enterList();
      case 'broken':
        this.lose();
        return true;
    }
  }

  /** At the `[` of a list inside the outermost object: is it one of the lists that we look for? */
  private enterList(): boolean {
    const { window, tokens } = this;
    const container = this.skipping === undefined ? CONTAINERS.find((name) => name === tokens.key) : undefined;
    if (container === undefined) {
      tokens.passList(window);
      return true;
    }
    const head = this.inContainerObject ? undefined : parse(`${window.text(this.began - window.base, window.at)}[]}`);
    if (head !== undefined) this.frameObject = head as JsonObject;
    this.container = container;
    this.frame = 'container';
    this.inContainerObject = true;
    this.mode = 'between';
    window.at++;
    return true;
  }

  private endValue(): void {
    const { window } = this;
    const start = this.began - window.base;
    const { skipping } = this;
    this.skipping = undefined;
    this.mode = 'between';
    if (this.inContainerObject && this.frame === 'top') {
      this.inContainerObject = false;
      this.frameObject = {};
      return;
    }
    if (skipping !== undefined) {
      this.sink.broken(skipping, '', this.began);
      return;
    }
    const text = window.text(start, window.at);
    const value = parse(text);
    if (value === undefined) {
      this.sink.broken('json', text.slice(0, EXCERPT), this.began);
      return;
    }
    this.signature ??= this.container === undefined ? firstKeyOf(value) : isJsonObject(value) ? Object.keys(value)[0] : undefined;
    if (this.container === undefined) this.sink.value(value, text, this.began);
    else this.sink.element(value, text, this.began, this.container, this.frameObject);
  }

  /** The walk has met what can't be: tell it, and find the next record. */
  private lose(): void {
    const { window } = this;
    this.sink.broken(this.isTail() ? 'open' : (this.skipping ?? 'json'), this.isTail() ? '' : this.excerpt(), this.began);
    this.inContainerObject = this.inContainerObject && this.frame === 'container';
    this.signature ??= this.tokens.firstKey;
    const start = this.began - window.base;
    const scanned = window.at - start;
    const again = this.skipping === undefined && start >= 0 && scanned <= RESCAN_EACH && this.rescanned < RESCAN;
    this.skipping = undefined;
    this.mode = 'resync';
    this.lostAt = window.base + window.at;
    this.before = 0;
    if (!again) return;
    // The break may have been long before it was noticed: a string without end swallows what follows.
    this.rescanned += scanned;
    const line = this.frame === 'top' ? nextLineStart(window.bytes, start, window.at) : undefined;
    window.at = line ?? start + 1;
    this.before = 0x7b;
    if (line !== undefined) this.mode = 'between';
  }

  /** Looks for an object that begins like the ones before, and outside of lists also for a line that begins with one. */
  private runResync(): boolean {
    const { window } = this;
    const { bytes, length } = window;
    const signature = `"${this.signature ?? 'eventVersion'}"`;
    const size = Buffer.byteLength(signature);
    for (let at = window.at; at < length; at++) {
      const c = bytes[at] as number;
      window.at = at;
      if (c === 0x0a && this.frame === 'top' && window.base + at >= this.lostAt) {
        const found = lineStart(bytes, at, length);
        if (found === undefined && !this.ended) return false;
        if (found !== undefined && found > 0) {
          window.at = found;
          this.mode = 'between';
          return true;
        }
      } else if (c === 0x7b && this.before !== 0x3a) {
        // Behind a colon it would be a part of something, such as the record in an EventBridge event.
        let next = at + 1;
        while (next < length && next < at + GAP && isGap(bytes[next] as number)) next++;
        if (next + size > length && !this.ended) return false;
        if (window.text(next, Math.min(length, next + size)) === signature) {
          this.mode = 'between';
          return true;
        }
      }
      if (!isGap(c)) this.before = c;
    }
    window.at = length;
    return false;
  }

  private runNoise(): boolean {
    const { window } = this;
    const { bytes, length } = window;
    let at = window.at;
    if (this.frame === 'top') {
      const end = window.indexOf(0x0a, at);
      at = end === -1 ? length : end;
    } else while (at < length && bytes[at] !== 0x0a && bytes[at] !== 0x2c && bytes[at] !== 0x5d && bytes[at] !== 0x7b) at++;
    window.at = at;
    if (at === length) {
      if (this.skipping === undefined && window.end - this.began > this.limits.recordBytes) this.skipping = 'large';
      return false;
    }
    this.endNoise(window.base + at);
    return true;
  }

  private endNoise(end: Bytes): void {
    const start = this.began - this.window.base;
    const text = start < 0 ? '' : this.window.text(start, Math.min(start + EXCERPT, end - this.window.base)).trimEnd();
    if (this.skipping !== undefined || end - this.began > this.limits.recordBytes) this.sink.broken('large', text, this.began);
    else this.sink.noise(text, this.began, end - this.began);
    this.skipping = undefined;
    this.mode = 'between';
  }

  private excerpt(): string {
    const start = this.began - this.window.base;
    return start < 0 ? '' : this.window.text(start, Math.min(start + EXCERPT, this.window.at));
  }

  /** Lets go of what nobody will ask for again: a value that is too large is not kept while its end is looked for. */
  private forget(): void {
    const { window } = this;
    const keepsFrom = (this.mode === 'value' || this.mode === 'noise') && this.skipping === undefined && !this.isTail();
    window.forget(keepsFrom ? Math.min(window.at, this.began - window.base) : window.at);
  }

  /** In the outermost object behind its list: nothing there is kept. */
  private isTail(): boolean {
    return this.mode === 'value' && this.inContainerObject && this.frame === 'top';
  }
}

/** The first key of a record; of an object around a list of records that of the first record. */
function firstKeyOf(value: unknown): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const keys = Object.keys(value);
  const lists = keys.filter((key) => isContainer(key) && Array.isArray(value[key]));
  if (lists.length === 0) return keys[0];
  for (const key of lists)
    for (const element of value[key] as readonly unknown[]) if (isJsonObject(element)) return Object.keys(element)[0];
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

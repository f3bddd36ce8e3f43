import type { JsonObject } from '../../base/json.ts';
import { Problem, type ProblemOptions } from '../../base/problem.ts';
import type { ProblemCode } from '../../base/problem-codes.ts';
import type { Bytes, EpochMs } from '../../base/units.ts';
import type { Decoded, Pointer } from '../../model/decoded.ts';
import { type DecodeLimits, NESTING } from './limits.ts';
import { CloudTrailRecord, EnvelopeRecord } from './record.ts';

/** How content inside content is opened. Given from outside, so that wrappers need not know one another. */
export interface Openers {
  value(value: unknown, decoding: Decoding): void;
  text(text: string, decoding: Decoding): void;
  bytes(bytes: Uint8Array, decoding: Decoding): void;
}

/** So many failures in a row are told one by one, the rest of the row as a number. */
const TOLD_IN_A_ROW = 100;
/** Content in which nothing but failures was found is told as one failure if there are more than this. */
const TOLD_OF_NOTHING = 10;

/**
 * One content being decoded: what has been found, where we are, and how failures are told. Wrappers call `record`, `envelope`,
 * `pointer`, `ignored` and `reject` for what they find, and `within` for content that holds content.
 */
export class Decoding {
  readonly file: string;
  readonly limits: DecodeLimits;
  /** Bytes into the inflated content where the current value starts, where known. */
  offset: Bytes | undefined;
  /** The current value as text, where it was cut out of the content. */
  text: string | undefined;
  /** Inside a message from a queue, an S3 event points to content. On its own it is an event like others. */
  queued = false;
  /** Some JSON value was found, be it good for anything or not. */
  structured = false;
  private readonly openers: Openers;
  private out: Decoded[] = [];
  private index = 0;
  private level = 0;
  private found = 0;
  private failed = 0;
  private held: Problem[] = [];
  private untold = 0;
  /** No `Problem`: noting where each of millions was thrown would cost more than all the decoding. */
  private last: Pick<Problem, 'code' | 'message' | 'at' | 'hint'> | undefined;

  constructor(file: string, limits: DecodeLimits, openers: Openers) {
    this.file = file;
    this.limits = limits;
    this.openers = openers;
  }

  /** What has been found since the last call, in order. */
  take(): Decoded[] {
    const taken = this.out;
    this.out = [];
    return taken;
  }

  /** How much has been found that isn't a failure. */
  get productive(): number {
    return this.found;
  }

  /** A CloudTrail record. `raw`: its own text, where the input has it. */
  record(detail: JsonObject, at: EpochMs, partial = false, raw: string | undefined = this.text): void {
    if (this.isTooDeep(detail)) return;
    const index = this.next();
    this.out.push({ kind: 'event', record: new CloudTrailRecord(this.file, index, this.offset, detail, at, partial, raw) });
  }

  /** An event that comes in its envelope. */
  envelope(envelope: JsonObject, at: EpochMs): void {
    if (this.isTooDeep(envelope)) return;
    const index = this.next();
    this.out.push({ kind: 'event', record: new EnvelopeRecord(this.file, index, this.offset, envelope, at, this.text) });
  }

  /** Events that nobody needs: counted, so that the others have their numbers. */
  pass(events: number): void {
    if (events === 0) return;
    this.structured = true;
    this.next();
    this.found += events - 1;
    this.index += events - 1;
  }

  pointer(pointer: Pointer): void {
    this.next();
    this.out.push({ kind: 'pointer', pointer });
  }

  ignored(reason: string): void {
    this.next();
    this.out.push({ kind: 'ignored', reason });
  }

  /** Held back until something good follows or the content ends: a row of failures is told in short. */
  reject(code: ProblemCode, message: string, options: ProblemOptions = {}): void {
    const offset = this.offset === undefined ? {} : { offset: this.offset };
    const at = { file: this.file, record: this.index++, ...offset, ...options.at };
    this.failed++;
    if (this.held.length < TOLD_IN_A_ROW) this.held.push(new Problem(code, message, { ...options, at }));
    else {
      this.untold++;
      this.last = { code, message, at, hint: options.hint };
    }
  }

  /** Rejects what is nested too deep. */
  isTooDeep(value: object): boolean {
    if (!isDeeper(value, this.limits.depth)) return false;
    this.reject('DECODE_TOO_DEEP', `the record is nested deeper than ${this.limits.depth} levels`);
    return true;
  }

  /** Decodes content that lies inside the current value. */
  within(
    content: { readonly value: unknown } | { readonly text: string } | { readonly bytes: Uint8Array },
    queued = this.queued,
  ): void {
    if (this.level >= NESTING) {
      this.reject('DECODE_TOO_DEEP', `content is wrapped in more than ${NESTING} layers`);
      return;
    }
    const before = { text: this.text, queued: this.queued };
    this.level++;
    this.text = undefined;
    this.queued = queued;
    if ('value' in content) this.openers.value(content.value, this);
    else if ('text' in content) this.openers.text(content.text, this);
    else this.openers.bytes(content.bytes, this);
    this.level--;
    this.text = before.text;
    this.queued = before.queued;
  }

  get nested(): boolean {
    return this.level > 0;
  }

  /** The content has ended: tells the failures that are still held back, and `ignored` for content without anything in it. */
  finish(size: Bytes): void {
    const first = this.held[0];
    if (first !== undefined && this.found === 0 && (!this.structured || this.failed > TOLD_OF_NOTHING)) {
      const message =
        this.failed === 1
          ? first.message
          : `none of ${this.failed} ${this.structured ? 'records' : 'lines'} can be read; the first: ${first.message}`;
      this.out.push({ kind: 'reject', problem: new Problem(first.code, message, { at: first.at, hint: first.hint }) });
      this.held = [];
      this.untold = 0;
    }
    this.release();
    if (this.found === 0 && this.failed === 0) this.ignored(size === 0 ? 'empty' : 'holds no records');
  }

  private next(): number {
    if (this.held.length > 0) this.release();
    this.found++;
    return this.index++;
  }

  private release(): void {
    for (const problem of this.held) this.out.push({ kind: 'reject', problem });
    this.held = [];
    if (this.untold === 0 || this.last === undefined) return;
    const message =
      this.untold === 1 ? this.last.message : `${this.untold} more in a row can't be read; the last: ${this.last.message}`;
    this.out.push({ kind: 'reject', problem: new Problem(this.last.code, message, { at: this.last.at, hint: this.last.hint }) });
    this.untold = 0;
  }
}

/** Looks only at objects and arrays, and stops at the limit: cheap enough to be asked of each record. */
function isDeeper(value: object, limit: number): boolean {
  if (limit <= 0) return true;
  for (const key in value) {
    const child = (value as Record<string, unknown>)[key];
    if (typeof child === 'object' && child !== null && isDeeper(child, limit - 1)) return true;
  }
  return false;
}

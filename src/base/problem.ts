import { type ProblemCode, problemCodes } from './problem-codes.ts';

/** Where something is wrong, as exactly as it is known. Lines and columns count from 1, offsets and records from 0. */
export interface Place {
  /** What a person would open: a path, `s3://bucket/key`, or `-` for standard input. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Bytes into the (inflated) content. */
  readonly offset?: number;
  /** The how-manieth record of the content. */
  readonly record?: number;
}

export interface ProblemOptions {
  readonly at?: Place | undefined;
  /** What the reader can do now, in one sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * Every error of ours. The code says what kind (`docs/errors.md` lists them all), the place where, the hint what to do.
 * A problem whose catalogue entry has `user: true` is shown as one line; any other error is a defect and shown with its stack.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly at: Place | undefined;
  readonly hint: string | undefined;

  constructor(code: ProblemCode, message: string, options: ProblemOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.at = options.at;
    this.hint = options.hint;
  }

  /** Would the same call go through later (a full disk, a throttled service)? */
  get retry(): boolean {
    return problemCodes[this.code].retry;
  }

  /** The user's to mend (a wrong file, a wrong flag), not a defect of ours. */
  get user(): boolean {
    return problemCodes[this.code].user;
  }

  /** The same problem at a place known better: outer callers know the file, inner ones the line. What `this` knows wins. */
  within(place: Place): Problem {
    const moved = new Problem(this.code, this.message, { at: { ...place, ...this.at }, hint: this.hint, cause: this.cause });
    if (this.stack !== undefined) moved.stack = this.stack;
    return moved;
  }
}

/** `file:line:column`, or with `byte N` / `record N` where a line says nothing. Empty for no place. */
export function formatPlace(at: Place | undefined): string {
  if (at === undefined) return '';
  const file = at.file ?? '';
  if (at.line !== undefined)
    return `${file || 'line '}${file ? ':' : ''}${at.line}${at.column === undefined ? '' : `:${at.column}`}`;
  const detail = [
    ...(at.record === undefined ? [] : [`record ${at.record}`]),
    ...(at.offset === undefined ? [] : [`byte ${at.offset}`]),
  ].join(', ');
  if (detail === '') return file;
  return file === '' ? detail : `${file} (${detail})`;
}

/** One line for a person: place, message, code, hint. Not yet escaped for a terminal. */
export function formatProblem(problem: Problem): string {
  const place = formatPlace(problem.at);
  const hint = problem.hint === undefined ? '' : `. ${problem.hint}${/[.?!]$/.test(problem.hint) ? '' : '.'}`;
  return `${place === '' ? '' : `${place}: `}${problem.message} [${problem.code}]${hint}`;
}

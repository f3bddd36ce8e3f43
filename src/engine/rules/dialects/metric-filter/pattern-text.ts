import { type Place, Problem } from '../../../../base/problem.ts';
import type { ProblemCode } from '../../../../base/problem-codes.ts';
import { quote } from '../rule-reader.ts';

/** A filter pattern while it is read: where the reader is, and how it says that something is wrong there. */
export class PatternText {
  at = 0;
  readonly text: string;
  private readonly place: Place | undefined;

  /** `place`: where the pattern is written, if it is part of a file. Then a problem lies there, and says where inside the pattern. */
  constructor(text: string, place?: Place) {
    this.text = text;
    this.place = place;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The character at hand; empty at the end. */
  get next(): string {
    return this.text[this.at] ?? '';
  }

  skipSpace(): void {
    while (/\s/.test(this.next)) this.at++;
  }

  startsWith(literal: string): boolean {
    return this.text.startsWith(literal, this.at);
  }

  /** Goes on behind the literal, if it is next. */
  take(literal: string): boolean {
    if (!this.startsWith(literal)) return false;
    this.at += literal.length;
    return true;
  }

  /** Goes on behind what the expression (with the flag `y`) finds here; empty if nothing. */
  takeMatch(expression: RegExp): string {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  expect(literal: string, what: string, hint?: string): void {
    if (!this.take(literal)) this.fail(`expected ${what}, ${this.whatIsNext()}`, { hint });
  }

  /** `not "abc"`, `but the pattern ends`. */
  whatIsNext(): string {
    return this.isAtEnd ? 'but the pattern ends' : `not ${quote(this.text.slice(this.at, this.at + 20))}`;
  }

  /** @throws {Problem} RULE_PATTERN, or the code that is given, with line and column */
  fail(message: string, options: { at?: number; hint?: string | undefined; code?: ProblemCode } = {}): never {
    const before = this.text.slice(0, options.at ?? this.at).split('\n');
    const line = before.length;
    const column = before.at(-1)!.length + 1;
    const { code = 'RULE_PATTERN', hint } = options;
    if (this.place === undefined) throw new Problem(code, message, { at: { line, column }, hint });
    throw new Problem(code, `at ${line}:${column} of the filter pattern: ${message}`, { at: this.place, hint });
  }
}

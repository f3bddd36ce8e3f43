import type { SourcePlace } from '../../../../base/json-source.ts';
import { type Place, Problem } from '../../../../base/problem.ts';
import { MiB } from '../../../../base/units.ts';
import { quote } from '../rule-reader.ts';
import { placesIn } from './places-in.ts';
import { templateOf, undented } from './hcl-template.ts';
import type { HclAttribute, HclBlock, HclBody, HclExpression, HclMember } from './hcl-syntax.ts';

const largestText = MiB;
const deepest = 60;

/**
 * Reads HCL as Terraform's files are written: blocks, attributes, expressions. Linear. Source: HCL native syntax specification.
 * @throws {Problem} RULE_HCL with the place of the first thing that is none; RULE_TOO_LARGE
 */
export function parseHcl(text: string, place: Place = {}): HclBody {
  if (text.length > largestText)
    throw new Problem('RULE_TOO_LARGE', `the text has more than ${largestText} characters`, {
      at: place,
      hint: 'Split it into several files',
    });
  return new HclReader(text.startsWith('\ufeff') ? text.slice(1) : text, place).file();
}

const operators: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

class HclReader {
  private at = 0;
  private depth = 0;
  private readonly placeAt: (offset: number) => SourcePlace;
  private readonly text: string;
  private readonly place: Place;

  constructor(text: string, place: Place) {
    this.text = text;
    this.place = place;
    this.placeAt = placesIn(text);
  }

  file(): HclBody {
    const body = this.body(true);
    if (this.at < this.text.length) this.fail(`${this.whatIsNext()} where a block or an attribute is expected`);
    return body;
  }

  private body(isFile: boolean): HclBody {
    const attributes: HclAttribute[] = [];
    const blocks: HclBlock[] = [];
    for (this.skip(true); this.at < this.text.length && (isFile || this.text[this.at] !== '}'); this.skip(true)) {
      const at = this.here();
      const name = this.name();
      this.skip(false);
      if (this.text[this.at] === '=' && this.text[this.at + 1] !== '=') {
        this.at++;
        attributes.push({ name, at, value: this.expression(false) });
        continue;
      }
      const labels: string[] = [];
      while (this.text[this.at] !== '{') {
        if (this.text[this.at] === '"') labels.push(this.plainText());
        else if (/[A-Za-z_]/.test(this.text[this.at] ?? '')) labels.push(this.name());
        else this.fail(`expected = or { behind ${quote(name)}`);
        this.skip(false);
      }
      this.at++;
      const body = this.nested(() => this.body(false));
      this.expect('}');
      blocks.push({ type: name, labels, at, body });
    }
    return { attributes, blocks };
  }

  /** @param isWide line ends are white space: inside of brackets */
  private expression(isWide: boolean): HclExpression {
    return this.nested(() => {
      this.skip(isWide);
      const at = this.here();
      const when = this.binary(0, isWide);
      if (!this.take('?', isWide)) return when;
      const yes = this.expression(isWide);
      if (!this.take(':', isWide)) this.fail('expected :');
      return { kind: 'choice', ...at, when, yes, no: this.expression(isWide) };
    });
  }

  private binary(level: number, isWide: boolean): HclExpression {
    if (level === operators.length) return this.unary(isWide);
    let left = this.binary(level + 1, isWide);
    for (;;) {
      this.skip(isWide);
      const by = operators[level]!.find((sign) => this.text.startsWith(sign, this.at));
      if (by === undefined) return left;
      const at = this.here();
      this.at += by.length;
      this.skip(isWide);
      left = { kind: 'binary', ...at, by, left, right: this.binary(level + 1, isWide) };
    }
  }

  private unary(isWide: boolean): HclExpression {
    this.skip(isWide);
    const at = this.here();
    if (this.text[this.at] === '!' && this.text[this.at + 1] !== '=') {
      this.at++;
      return { kind: 'not', ...at, of: this.nested(() => this.unary(isWide)) };
    }
    if (this.text[this.at] === '-') {
      this.at++;
      const right = this.nested(() => this.unary(isWide));
      return { kind: 'binary', ...at, by: '-', left: { kind: 'literal', ...at, value: 0 }, right };
    }
    return this.traversed(this.term(), at);
  }

  private term(): HclExpression {
    const at = this.here();
    const next = this.text[this.at] ?? '';
    if (next === '"') return this.quoted();
    if (this.text.startsWith('<<', this.at)) return this.heredoc();
    if (next === '[') return this.list();
    if (next === '{') return this.object();
    if (next === '(') {
      this.at++;
      const inside = this.expression(true);
      if (!this.take(')', true)) this.fail('expected )');
      return inside;
    }
    const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    number.lastIndex = this.at;
    const digits = number.exec(this.text)?.[0];
    if (digits !== undefined) {
      this.at += digits.length;
      return { kind: 'literal', ...at, value: Number(digits) };
    }
    if (!/[A-Za-z_]/.test(next)) this.fail(`${this.whatIsNext()} where a value is expected`);
    const name = this.name();
    if (name === 'true' || name === 'false') return { kind: 'literal', ...at, value: name === 'true' };
    if (name === 'null') return { kind: 'literal', ...at, value: null };
    if (this.text[this.at] !== '(') return { kind: 'reference', ...at, steps: [name], text: name };
    this.at++;
    const of: HclExpression[] = [];
    for (this.skip(true); this.text[this.at] !== ')'; this.skip(true)) {
      of.push(this.expression(true));
      this.take('...', true);
      if (!this.take(',', true)) break;
    }
    this.skip(true);
    this.expect(')');
    return { kind: 'call', ...at, name, of };
  }

  /** `.name`, `[0]`, `["key"]` behind a term; splats make all of it unknown. */
  private traversed(term: HclExpression, at: SourcePlace): HclExpression {
    const steps: (string | number | HclExpression)[] = [];
    let isSplat = false;
    for (;;) {
      if (this.text[this.at] === '.' && /[A-Za-z_0-9*]/.test(this.text[this.at + 1] ?? '')) {
        this.at++;
        if (this.text[this.at] === '*') {
          this.at++;
          isSplat = true;
        } else if (/\d/.test(this.text[this.at]!)) {
          steps.push(Number(/^\d+/.exec(this.text.slice(this.at, this.at + 9))![0]));
          while (/\d/.test(this.text[this.at] ?? '')) this.at++;
        } else steps.push(this.name());
      } else if (this.text[this.at] === '[') {
        this.at++;
        this.skip(true);
        if (this.text[this.at] === '*') {
          this.at++;
          isSplat = true;
        } else steps.push(this.expression(true));
        if (!this.take(']', true)) this.fail('expected ]');
      } else break;
    }
    if (steps.length === 0 && !isSplat) return term;
    const text = this.text.slice(at.offset, this.at);
    if (isSplat || term.kind !== 'reference') return { kind: 'unknown', ...at, text };
    return { kind: 'reference', ...at, steps: [...term.steps, ...steps], text };
  }

  private list(): HclExpression {
    const at = this.here();
    this.at++;
    this.skip(true);
    if (this.isFor()) return this.unknownUntil(']', at);
    const of: HclExpression[] = [];
    while (this.text[this.at] !== ']') {
      of.push(this.expression(true));
      if (!this.take(',', true)) break;
      this.skip(true);
    }
    this.skip(true);
    this.expect(']');
    return { kind: 'list', ...at, of };
  }

  private object(): HclExpression {
    const at = this.here();
    this.at++;
    this.skip(true);
    if (this.isFor()) return this.unknownUntil('}', at);
    const members: HclMember[] = [];
    for (; this.at < this.text.length && this.text[this.at] !== '}'; this.skip(true)) {
      const keyAt = this.here();
      const given = this.expression(false);
      const key: HclExpression =
        given.kind === 'reference' && given.steps.length === 1 ? { kind: 'literal', ...keyAt, value: given.text } : given;
      this.skip(false);
      if (this.text[this.at] !== '=' && this.text[this.at] !== ':') this.fail('expected =');
      this.at++;
      members.push({ key, value: this.expression(false) });
      this.skip(false);
      if (this.text[this.at] === ',') this.at++;
    }
    this.expect('}');
    return { kind: 'object', ...at, members };
  }

  private isFor(): boolean {
    return /^for\s/.test(this.text.slice(this.at, this.at + 4));
  }

  /** Passes over what isn't read, up to its closing bracket. */
  private unknownUntil(close: string, at: SourcePlace): HclExpression {
    const opened: string[] = [close];
    while (opened.length > 0) {
      this.skip(true);
      const next = this.text[this.at];
      if (next === undefined) this.fail(`expected ${close}`);
      if (next === '"') this.quoted();
      else if (this.text.startsWith('<<', this.at)) this.heredoc();
      else {
        if (next === opened.at(-1)) opened.pop();
        else if (next === '[' || next === '{' || next === '(') opened.push({ '[': ']', '{': '}', '(': ')' }[next]!);
        this.at++;
      }
    }
    return { kind: 'unknown', ...at, text: this.text.slice(at.offset, this.at) };
  }

  private quoted(): HclExpression {
    const at = this.here();
    this.at++;
    const parts = this.templateParts(() => this.text[this.at] === '"', true);
    this.expect('"');
    return templateOf(parts, at);
  }

  /** `<<EOT`, and `<<-EOT`, which takes away the white space that all lines begin with. */
  private heredoc(): HclExpression {
    const at = this.here();
    const open = /<<(-?)([A-Za-z_][A-Za-z0-9_]*)[ \t]*\r?\n/y;
    open.lastIndex = this.at;
    const found = open.exec(this.text);
    if (found === null) this.fail('expected the name of a heredoc, and a new line');
    const [whole, dash, marker] = found!;
    this.at += whole.length;
    const begin = this.at;
    const end = new RegExp(`^[ \\t]*${marker}[ \\t]*\\r?$`, 'm');
    const found_ = end.exec(this.text.slice(begin));
    if (found_ === null) this.fail(`a heredoc without its end ${quote(marker!)}`);
    const stop = begin + found_!.index;
    const parts = this.templateParts(() => this.at >= stop, false);
    this.at = stop + found_![0].length;
    return templateOf(dash === '-' ? undented(parts) : parts, at);
  }

  private templateParts(isEnd: () => boolean, isQuoted: boolean): HclExpression[] {
    const parts: HclExpression[] = [];
    let literal = '';
    let at = this.here();
    const flush = () => {
      if (literal !== '') parts.push({ kind: 'literal', ...at, value: literal });
      literal = '';
      at = this.here();
    };
    while (!isEnd()) {
      const next = this.text[this.at];
      if (next === undefined || (isQuoted && next === '\n')) this.fail('a text without a closing quote');
      if (this.text.startsWith('$${', this.at) || this.text.startsWith('%%{', this.at)) {
        literal += `${next}{`;
        this.at += 3;
      } else if (this.text.startsWith('${', this.at) || this.text.startsWith('%{', this.at)) {
        flush();
        parts.push(this.interpolation());
        at = this.here();
      } else if (isQuoted && next === '\\') literal += this.escape();
      else {
        literal += next;
        this.at++;
      }
    }
    flush();
    return parts;
  }

  private interpolation(): HclExpression {
    const at = this.here();
    const isDirective = this.text[this.at] === '%';
    this.at += 2;
    if (isDirective) return this.unknownUntil('}', at);
    if (this.text[this.at] === '~') this.at++;
    const inside = this.expression(true);
    this.take('~', true);
    this.expect('}');
    return inside;
  }

  private escape(): string {
    const code = this.text[this.at + 1] ?? '';
    const plain = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }[code];
    const pattern = code === 'u' ? /[0-9a-fA-F]{4}/y : /[0-9a-fA-F]{8}/y;
    pattern.lastIndex = this.at + 2;
    const digits = code === 'u' || code === 'U' ? pattern.exec(this.text)?.[0] : undefined;
    const number = Number.parseInt(digits ?? '', 16);
    if (plain === undefined && !(number <= 0x10ffff)) this.fail(`there is no escape \\${code}`);
    this.at += 2 + (digits?.length ?? 0);
    return plain ?? String.fromCodePoint(number);
  }

  private plainText(): string {
    const found = this.quoted();
    return found.kind === 'literal' ? String(found.value) : this.fail('a label must be a plain text');
  }

  private name(): string {
    const pattern = /[A-Za-z_][A-Za-z0-9_-]*/y;
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return this.fail(`${this.whatIsNext()} where a name is expected`);
    this.at += found.length;
    return found;
  }

  /** White space and comments; line ends only if `isWide`. */
  private skip(isWide: boolean): void {
    for (;;) {
      const next = this.text[this.at];
      if (next === ' ' || next === '\t' || next === '\r' || (isWide && next === '\n')) this.at++;
      else if (next === '#' || this.text.startsWith('//', this.at)) {
        const end = this.text.indexOf('\n', this.at);
        this.at = end === -1 ? this.text.length : end;
      } else if (this.text.startsWith('/*', this.at)) {
        const end = this.text.indexOf('*/', this.at + 2);
        if (end === -1) this.fail('a comment without an end');
        this.at = end + 2;
      } else return;
    }
  }

  private take(sign: string, isWide: boolean): boolean {
    this.skip(isWide);
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  private expect(sign: string): void {
    if (this.text[this.at] !== sign) this.fail(`expected ${sign}, found ${this.whatIsNext()}`);
    this.at++;
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > deepest)
      throw new Problem('RULE_TOO_LARGE', `nested deeper than ${deepest} levels`, {
        at: { ...this.place, ...lineOf(this.here()) },
      });
    const result = read();
    this.depth--;
    return result;
  }

  private here(): SourcePlace {
    return this.placeAt(this.at);
  }

  private whatIsNext(): string {
    const next = this.text[this.at];
    return next === undefined ? 'the end of the text' : next === '\n' ? 'the end of the line' : quote(next);
  }

  private fail(message: string): never {
    throw new Problem('RULE_HCL', message, {
      at: { ...this.place, ...lineOf(this.here()) },
      hint: 'terraform validate says more',
    });
  }
}

function lineOf({ line, column }: SourcePlace): Pick<SourcePlace, 'line' | 'column'> {
  return { line, column };
}

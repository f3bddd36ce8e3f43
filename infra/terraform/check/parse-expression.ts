/** Expressions of Terraform's language, as far as the module uses it. Source: HashiCorp, "HCL Native Syntax Specification". */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'template'; readonly parts: readonly Expression[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly key: Expression }
  | { readonly kind: 'splat'; readonly of: Expression; readonly names: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'unary'; readonly operator: string; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'choice'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: Expression, value: Expression])[] }
  | ForExpression;

export interface ForExpression {
  readonly kind: 'for';
  /** One name for the value, or two for key and value. */
  readonly names: readonly string[];
  readonly over: Expression;
  /** Set where the result is an object. */
  readonly key?: Expression;
  readonly value: Expression;
  readonly only?: Expression;
}

const PRECEDENCE = [['||'], ['&&'], ['==', '!='], ['<=', '>=', '<', '>'], ['+', '-'], ['*', '/', '%']];
const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** The inside of a quoted text: literals and `${…}`. */
export function parseTemplate(text: string): Expression {
  const reader = new Reader(text);
  return template(reader, () => reader.rest === '');
}

class Reader {
  private at = 0;
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  get rest(): string {
    return this.text.slice(this.at);
  }
  atEnd(): boolean {
    this.skip();
    return this.rest === '';
  }
  unexpected(): SyntaxError {
    return new SyntaxError(`not understood: ${this.rest.slice(0, 60)}`);
  }
  /** Spaces, line ends and comments. */
  skip(): void {
    this.raw(/^(?:\s+|(?:#|\/\/)[^\n]*)+/);
  }
  raw(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.rest)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
  take(pattern: RegExp): string | undefined {
    this.skip();
    return this.raw(pattern);
  }
  takes(mark: string): boolean {
    this.skip();
    if (!this.rest.startsWith(mark)) return false;
    this.at += mark.length;
    return true;
  }
  expect(mark: string): void {
    if (!this.takes(mark)) throw this.unexpected();
  }
  word(): string {
    const found = this.take(/^[A-Za-z_][\w-]*/);
    if (found === undefined) throw this.unexpected();
    return found;
  }
}

function choice(reader: Reader): Expression {
  const test = binary(reader, 0);
  if (!reader.takes('?')) return test;
  const yes = choice(reader);
  reader.expect(':');
  return { kind: 'choice', test, yes, no: choice(reader) };
}

function binary(reader: Reader, level: number): Expression {
  const operators = PRECEDENCE[level];
  if (operators === undefined) return unary(reader);
  let left = binary(reader, level + 1);
  for (;;) {
    const operator = operators.find((one) => reader.takes(one));
    if (operator === undefined) return left;
    left = { kind: 'binary', operator, left, right: binary(reader, level + 1) };
  }
}

function unary(reader: Reader): Expression {
  const operator = reader.take(/^(?:!(?!=)|-)/);
  return operator === undefined ? traversal(reader) : { kind: 'unary', operator, of: unary(reader) };
}

function traversal(reader: Reader): Expression {
  let of = term(reader);
  for (;;) {
    if (reader.raw(/^\[\*\]/) !== undefined) of = { kind: 'splat', of, names: attributes(reader) };
    else if (reader.raw(/^\[/) !== undefined) {
      of = { kind: 'index', of, key: choice(reader) };
      reader.expect(']');
    } else if (reader.raw(/^\.(?=[A-Za-z_])/) !== undefined) of = { kind: 'attribute', of, name: reader.word() };
    else return of;
  }
}

function attributes(reader: Reader): string[] {
  const names: string[] = [];
  while (reader.raw(/^\.(?=[A-Za-z_])/) !== undefined) names.push(reader.word());
  return names;
}

function term(reader: Reader): Expression {
  if (reader.takes('(')) {
    const inner = choice(reader);
    reader.expect(')');
    return inner;
  }
  if (reader.takes('"')) return template(reader, () => reader.raw(/^"/) !== undefined);
  if (reader.takes('[')) return tuple(reader);
  if (reader.takes('{')) return object(reader);
  const number = reader.take(/^\d+(?:\.\d+)?/);
  if (number !== undefined) return { kind: 'literal', value: Number(number) };
  const name = reader.word();
  if (name in WORDS) return { kind: 'literal', value: WORDS[name]! };
  if (reader.raw(/^\(/) !== undefined) return { kind: 'call', name, args: list(reader, ')') };
  return { kind: 'name', name };
}

function template(reader: Reader, ended: () => boolean): Expression {
  const parts: Expression[] = [];
  while (!ended()) {
    if (reader.raw(/^\$\{/) !== undefined) {
      parts.push(choice(reader));
      reader.expect('}');
      continue;
    }
    const literal = reader.raw(/^(?:\$\$\{|\\.|\$(?!\{)|[^"\\$])+/);
    if (literal === undefined) throw reader.unexpected();
    parts.push({
      kind: 'literal',
      value: literal.replace(/\$\$\{/g, () => '${').replace(/\\(.)/g, (_, one: string) => ESCAPES[one] ?? one),
    });
  }
  const [only] = parts;
  if (only === undefined) return { kind: 'literal', value: '' };
  return parts.length === 1 ? only : { kind: 'template', parts };
}

function list(reader: Reader, end: string): Expression[] {
  const items: Expression[] = [];
  while (!reader.takes(end)) {
    items.push(choice(reader));
    if (!reader.takes(',')) {
      reader.expect(end);
      break;
    }
  }
  return items;
}

function tuple(reader: Reader): Expression {
  if (reader.take(/^for(?=\s)/) === undefined) return { kind: 'tuple', items: list(reader, ']') };
  return loop(reader, ']', () => ({ value: choice(reader) }));
}

function object(reader: Reader): Expression {
  if (reader.take(/^for(?=\s)/) !== undefined) {
    return loop(reader, '}', () => {
      const key = choice(reader);
      reader.expect('=>');
      return { key, value: choice(reader) };
    });
  }
  const entries: [Expression, Expression][] = [];
  while (!reader.takes('}')) {
    const word = reader.take(/^[A-Za-z_][\w-]*(?=\s*[=:])/);
    const key: Expression = word === undefined ? term(reader) : { kind: 'literal', value: word };
    if (!reader.takes('=')) reader.expect(':');
    entries.push([key, choice(reader)]);
    reader.takes(',');
  }
  return { kind: 'object', entries };
}

function loop(reader: Reader, end: string, body: () => Pick<ForExpression, 'key' | 'value'>): Expression {
  const names = [reader.word()];
  if (reader.takes(',')) names.push(reader.word());
  reader.expect('in');
  const over = choice(reader);
  reader.expect(':');
  const made = body();
  const only = reader.take(/^if(?=\s)/) === undefined ? undefined : choice(reader);
  reader.expect(end);
  return { kind: 'for', names, over, ...made, ...(only && { only }) };
}

import type { JsonSource } from '../../../../base/json-source.ts';
import type { Predicate } from '../../../../model/predicate.ts';
import { closestName } from '../closest-name.ts';
import { quote } from '../rule-reader.ts';
import type { SigmaContext } from './context.ts';

interface Token {
  readonly text: string;
  readonly index: number;
}

const deepest = 50;
const longest = 20_000;

/** Thrown inside, told outside with its place. */
class Mistake {
  readonly message: string;
  readonly index: number;
  readonly hint: string | undefined;

  constructor(message: string, index: number, hint?: string) {
    this.message = message;
    this.index = index;
    this.hint = hint;
  }
}

/**
 * What a condition says of the detections (Sigma Rules Specification 2.1, "Condition"): `or` binds least, then `and`, `not`,
 * `1 of`. A mistake is reported at its word (RULE_CONDITION). Detections with mistakes of their own are undefined in the map: they
 * are known, and then there is nothing to return.
 */
export function readCondition(
  node: JsonSource & { readonly kind: 'string' },
  detections: ReadonlyMap<string, Predicate | undefined>,
  context: SigmaContext,
): Predicate | undefined {
  try {
    if (node.value.length > longest) throw new Mistake(`a condition of more than ${longest} characters`, 0);
    return new Parser(tokensOf(node.value), node.value.length, detections).parse();
  } catch (mistake) {
    if (!(mistake instanceof Mistake)) throw mistake;
    context.report('RULE_CONDITION', mistake.message, context.placeIn(node, node.value, mistake.index), mistake.hint);
    return undefined;
  }
}

function tokensOf(text: string): Token[] {
  const tokens = [...text.matchAll(/[()|]|[^\s()|]+/g)].map(({ 0: token, index }) => ({ text: token, index }));
  const pipe = tokens.find((token) => token.text === '|');
  if (pipe !== undefined) throw new Mistake('a condition has no pipes any more', pipe.index, 'Write a correlation rule instead');
  return tokens;
}

class Parser {
  private at = 0;
  private depth = 0;
  private incomplete = false;
  private readonly tokens: readonly Token[];
  private readonly end: number;
  private readonly detections: ReadonlyMap<string, Predicate | undefined>;

  constructor(tokens: readonly Token[], end: number, detections: ReadonlyMap<string, Predicate | undefined>) {
    this.tokens = tokens;
    this.end = end;
    this.detections = detections;
  }

  parse(): Predicate | undefined {
    if (this.tokens.length === 0) throw new Mistake('the condition is empty', 0, 'Name a detection');
    const predicate = this.or();
    const left = this.tokens[this.at];
    if (left !== undefined) {
      const what = left.text === ')' ? 'a ")" that nothing opens' : `expected "and" or "or" before ${quote(left.text)}`;
      throw new Mistake(what, left.index);
    }
    return this.incomplete ? undefined : predicate;
  }

  private or(): Predicate {
    return this.chain('or', 'any', () => this.chain('and', 'all', () => this.not()));
  }

  private chain(word: string, op: 'any' | 'all', part: () => Predicate): Predicate {
    const of = [part()];
    while (this.eats(word)) of.push(part());
    return of.length === 1 ? of[0]! : { op, of };
  }

  private not(): Predicate {
    let negated = false;
    while (this.eats('not')) negated = !negated;
    const one = this.one();
    return negated ? { op: 'not', of: one } : one;
  }

  private one(): Predicate {
    const token = this.tokens[this.at];
    if (token === undefined) throw new Mistake('the condition ends where a detection should be named', this.end);
    const word = token.text.toLowerCase();
    if (token.text === '(') return this.group(token);
    if (token.text === ')') throw new Mistake('expected a detection before ")"', token.index);
    const next = this.tokens[this.at + 1];
    if (next?.text.toLowerCase() === 'of') return this.selector(token);
    if ((word === 'and' || word === 'or') && !this.detections.has(token.text))
      throw new Mistake(`expected a detection before ${quote(token.text)}`, token.index);
    this.at++;
    if (token.text.includes('*') && !this.detections.has(token.text))
      throw new Mistake(`${quote(token.text)} names several detections`, token.index, `Write "1 of" or "all of" before it`);
    return this.detection(token.text, token.index);
  }

  private group(open: Token): Predicate {
    this.at++;
    if (++this.depth > deepest) throw new Mistake(`parentheses inside one another deeper than ${deepest}`, open.index);
    const inside = this.or();
    if (this.tokens[this.at]?.text !== ')') {
      const left = this.tokens[this.at];
      if (left === undefined) throw new Mistake('a "(" that nothing closes', open.index);
      throw new Mistake(`expected "and", "or" or ")" before ${quote(left.text)}`, left.index);
    }
    this.at++;
    this.depth--;
    return inside;
  }

  private selector(count: Token): Predicate {
    const word = count.text.toLowerCase();
    if (word !== '1' && word !== 'any' && word !== 'all')
      throw new Mistake(`${quote(count.text)} can't stand before "of"`, count.index, 'Use 1, any or all');
    this.at += 2;
    const pattern = this.tokens[this.at];
    if (pattern === undefined || pattern.text === '(' || pattern.text === ')')
      throw new Mistake(
        `"${count.text} of" what?`,
        pattern?.index ?? this.end,
        'Name detections, such as "selection*", or "them"',
      );
    this.at++;
    const names = this.named(pattern.text);
    if (names.length === 0) {
      const what =
        pattern.text.toLowerCase() === 'them' ? 'there are no detections that it could mean' : 'no detection has such a name';
      throw new Mistake(`"${count.text} of ${quote(pattern.text).slice(1, -1)}": ${what}`, pattern.index, this.knownNames());
    }
    const of = names.map((name) => this.detection(name, pattern.index));
    return of.length === 1 ? of[0]! : { op: word === 'all' ? 'all' : 'any', of };
  }

  /** `_`-prefixed names are left out, unless the pattern itself begins with `_`. */
  private named(pattern: string): string[] {
    const them = pattern.toLowerCase() === 'them' && !this.detections.has(pattern);
    const parts = them ? ['', ''] : pattern.split('*');
    return [...this.detections.keys()].filter(
      (name) => (pattern.startsWith('_') || !name.startsWith('_')) && matchesStars(parts, name),
    );
  }

  private detection(name: string, index: number): Predicate {
    if (!this.detections.has(name)) {
      const meant = closestName(name, [...this.detections.keys()]);
      const hint = meant === undefined ? this.knownNames() : `Did you mean "${meant}"?`;
      throw new Mistake(`no detection is called ${quote(name)}`, index, hint);
    }
    const predicate = this.detections.get(name);
    if (predicate === undefined) this.incomplete = true;
    return predicate ?? { op: 'any', of: [] };
  }

  private knownNames(): string {
    const names = [...this.detections.keys()].slice(0, 10).map((name) => quote(name).slice(1, -1));
    return names.length === 0 ? 'Write a detection' : `The rule has ${names.join(', ')}`;
  }

  private eats(word: string): boolean {
    const token = this.tokens[this.at];
    if (token?.text.toLowerCase() !== word) return false;
    this.at++;
    return true;
  }
}

function matchesStars(parts: readonly string[], name: string): boolean {
  const [first = ''] = parts;
  const last = parts.at(-1)!;
  if (parts.length === 1) return name === first;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

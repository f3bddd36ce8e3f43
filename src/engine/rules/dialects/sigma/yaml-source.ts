import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  Parser,
  type Scalar,
} from 'yaml';
import type { JsonSource, JsonSourceMember, SourcePlace } from '../../../../base/json-source.ts';
import { Problem } from '../../../../base/problem.ts';
import type { ProblemCode } from '../../../../base/problem-codes.ts';
import { KiB, MiB } from '../../../../base/units.ts';
import { quote, type RuleReader } from '../rule-reader.ts';

/** One document of a YAML text, as values that remember where they were written. */
export interface YamlDocument {
  readonly root: JsonSource;
  /**
   * Where a character of a text or a key was written: also inside of quotes, folded lines and blocks, as far as that can be told.
   * `spot` is the place that came with it.
   */
  placeIn(spot: SourcePlace, text: string, index: number): SourcePlace;
}

const largestText = MiB;
const longestKey = 4 * KiB;
const deepest = 64;
/** Counted with every alias in its full size: a small text can stand for billions of values ("billion laughs"). */
const mostNodes = 50_000;

export interface YamlOptions {
  /** CloudFormation's short forms: `!Ref a` is `{"Ref": "a"}`, `!Sub …` is `{"Fn::Sub": …}`. @default false: a tag is a mistake */
  readonly cloudFormationTags?: boolean;
}

/**
 * Reads YAML 1.2 (core schema: dates stay text), several documents if there are. What is wrong is reported: RULE_YAML,
 * RULE_TOO_LARGE. A document with a mistake is left out; the others are read. A JSON text is YAML too.
 */
export function readYaml(text: string, reader: RuleReader, { cloudFormationTags = false }: YamlOptions = {}): YamlDocument[] {
  if (text.length > largestText) {
    reader.report('RULE_TOO_LARGE', `the text has more than ${largestText} characters`, undefined, 'Split it into several files');
    return [];
  }
  const lines = new LineCounter();
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const converter = new Converter(source, lines, cloudFormationTags);
  const documents: YamlDocument[] = [];
  for (const document of composed(source, lines, reader)) {
    const warnings = cloudFormationTags
      ? document.warnings.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')
      : document.warnings;
    const [error = warnings[0]] = document.errors;
    if (error !== undefined) {
      const { line, col } = lines.linePos(error.pos[0]);
      const message = error.message.replaceAll(/\s+/g, ' ').trim();
      reader.report('RULE_YAML', `not valid YAML: ${quote(message).slice(1, -1)}`, { line, column: col });
      continue;
    }
    try {
      const root = converter.document(document);
      if (root !== undefined) documents.push({ root, placeIn: (...asked) => converter.placeIn(...asked) });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      reader.report(problem.code, problem.message, problem.at, problem.hint);
    }
  }
  return documents;
}

/** Undefined where the text is nested so deep that it can't be composed. */
function composed(text: string, lines: LineCounter, reader: RuleReader): Document.Parsed[] {
  const tokens: CST.Token[] = [];
  for (const token of new Parser(lines.addNewLine).parse(text)) {
    const deep = tooDeep(token);
    if (deep !== undefined) {
      const { line, col } = lines.linePos(deep);
      reader.report('RULE_TOO_LARGE', `nested deeper than ${deepest} levels`, { line, column: col });
      return [];
    }
    tokens.push(token);
  }
  // Equal keys are looked for below, in linear time.
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    prettyErrors: false,
    merge: false,
    strict: true,
  });
  return [...composer.compose(tokens, false, text.length)] as Document.Parsed[];
}

/** The offset of the first token that lies too deep. Not recursive: composing is, and must not be tried then. */
function tooDeep(root: CST.Token): number | undefined {
  const todo: { token: CST.Token; depth: number }[] = [{ token: root, depth: 0 }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { token, depth } = next;
    if (depth > deepest) return 'offset' in token ? token.offset : 0;
    if ('items' in token) {
      for (const { key, value } of token.items) {
        if (key) todo.push({ token: key, depth: depth + 1 });
        if (value) todo.push({ token: value, depth: depth + 1 });
      }
    } else if (token.type === 'document' && token.value) todo.push({ token: token.value, depth });
  }
  return undefined;
}

class Converter {
  private readonly text: string;
  private readonly lines: LineCounter;
  private readonly ranges = new Map<SourcePlace, readonly [start: number, end: number]>();
  private nodes = 0;

  private readonly tags: boolean;

  constructor(text: string, lines: LineCounter, tags: boolean) {
    this.text = text;
    this.lines = lines;
    this.tags = tags;
  }

  /** @throws {Problem} RULE_YAML, RULE_TOO_LARGE */
  document(document: Document.Parsed): JsonSource | undefined {
    if (document.directives.yaml.explicit && document.directives.yaml.version !== '1.2') {
      const directive = Math.max(0, this.text.lastIndexOf('%YAML', document.range[0]));
      this.fail('RULE_YAML', 'rules are YAML 1.2, and this one says it is another', directive, 'Remove the %YAML line');
    }
    if (document.contents === null) return undefined;
    if (isScalar(document.contents) && document.contents.value === null && document.contents.source === '') return undefined;
    return this.value(document.contents, document, 0);
  }

  placeIn(spot: SourcePlace, text: string, index: number): SourcePlace {
    const range = this.ranges.get(spot);
    if (range === undefined) return spot;
    const offset = offsetIn(this.text.slice(range[0], range[1]), text, index);
    return offset === undefined ? spot : this.at(range[0] + offset);
  }

  private value(given: ParsedNode, document: Document.Parsed, depth: number): JsonSource {
    this.nodes++;
    const start = given.range[0];
    if (this.nodes > mostNodes) this.fail('RULE_TOO_LARGE', `more than ${mostNodes} values, aliases counted in full`, start);
    if (depth > deepest) this.fail('RULE_TOO_LARGE', `nested deeper than ${deepest} levels`, start);
    const node = isAlias(given) ? (given.resolve(document) as ParsedNode | undefined) : given;
    if (node === undefined) this.fail('RULE_YAML', 'an alias without an anchor', start);
    const place = this.at(start);
    const tag = this.tags ? /^!([A-Za-z0-9]+)$/.exec(node.tag ?? '')?.[1] : undefined;
    if (tag === undefined) return this.plain(given, node, place, document, depth);
    const key = tag === 'Ref' || tag === 'Condition' ? tag : `Fn::${tag}`;
    return { kind: 'object', ...place, members: [{ key, keyAt: place, value: this.plain(given, node, place, document, depth) }] };
  }

  private plain(given: ParsedNode, node: ParsedNode, place: SourcePlace, document: Document.Parsed, depth: number): JsonSource {
    if (isMap(node)) return { kind: 'object', ...place, members: this.members(node.items, document, depth) };
    if (isSeq(node)) {
      const elements = node.items.map((item) => this.value(item as ParsedNode, document, depth + 1));
      return { kind: 'array', ...place, elements };
    }
    const scalar = this.scalar(node as Scalar.Parsed, place);
    if (!isAlias(given)) this.ranges.set(scalar, [given.range[0], given.range[1]]);
    return scalar;
  }

  private members(
    items: readonly { key: unknown; value: unknown }[],
    document: Document.Parsed,
    depth: number,
  ): JsonSourceMember[] {
    const seen = new Map<string, SourcePlace>();
    return items.map(({ key, value }) => {
      const node = key as ParsedNode;
      const keyAt = this.at(node.range[0]);
      this.ranges.set(keyAt, [node.range[0], node.range[1]]);
      if (!isScalar(node)) this.fail('RULE_YAML', 'a key must be a plain text', node.range[0]);
      const name = typeof node.value === 'string' ? node.value : (node.source ?? '');
      if (name.length > longestKey) this.fail('RULE_TOO_LARGE', `a key of more than ${longestKey} characters`, node.range[0]);
      const first = seen.get(name);
      if (first !== undefined) {
        const message = `the key ${quote(name)} occurs twice in one map: first in line ${first.line}`;
        this.fail('RULE_YAML', message, node.range[0], 'Put the values into one list, or into two maps');
      }
      if (name === '<<') this.fail('RULE_YAML', 'YAML 1.2 has no merge keys ("<<")', node.range[0], 'Write the fields out');
      seen.set(name, keyAt);
      if (value === null) return { key: name, keyAt, value: { kind: 'null', value: null, ...keyAt } };
      return { key: name, keyAt, value: this.value(value as ParsedNode, document, depth + 1) };
    });
  }

  private scalar(node: Scalar.Parsed, place: SourcePlace): JsonSource {
    const { value, source = '' } = node;
    if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'number', ...place, value, text: source };
    if (typeof value === 'boolean') return { kind: 'boolean', ...place, value };
    if (value === null) return { kind: 'null', ...place, value };
    // Infinite numbers and such have no place in a log: they are taken as they are written.
    return { kind: 'string', ...place, value: typeof value === 'string' ? value : source };
  }

  private at(offset: number): SourcePlace {
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col, offset };
  }

  private fail(code: ProblemCode, message: string, offset: number, hint?: string): never {
    const { line, column } = this.at(offset);
    throw new Problem(code, message, { at: { line, column }, hint });
  }
}

/**
 * Where a character of a scalar's value is in its source. Folding changes nothing but white space, so the n-th other character of
 * the value is the n-th of the source. Undefined where escapes make it different.
 */
function offsetIn(source: string, value: string, index: number): number | undefined {
  let start = 0;
  if (source[0] === '|' || source[0] === '>') start = source.indexOf('\n') + 1;
  else if (source[0] === '"' || source[0] === "'") start = 1;
  const wanted = value.slice(0, index).replaceAll(/\s+/g, '').length;
  let met = 0;
  const bare = value.replaceAll(/\s+/g, '');
  for (let at = start; at < source.length; at++) {
    if (/\s/.test(source[at]!)) continue;
    if (met === wanted) return at;
    if (source[at] !== bare[met]) return undefined;
    met++;
  }
  return met === wanted ? source.length : undefined;
}

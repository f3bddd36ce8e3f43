import {
  type JsonSource,
  type JsonSourceArray,
  type JsonSourceObject,
  parseJsonSource,
  type SourcePlace,
} from '../../../../base/json-source.ts';
import { type Place, Problem } from '../../../../base/problem.ts';
import type { ProblemCode } from '../../../../base/problem-codes.ts';
import type { Predicate, Test } from '../../../../model/predicate.ts';
import { readMatcher } from './matchers.ts';
import { reservedInsideOr } from './reserved-names.ts';

/** Who hears of problems. Places are complete: with the file, if the options name one. */
export interface ProblemListener {
  report(code: ProblemCode, message: string, at: Place | undefined, hint?: string): void;
}

export interface PatternOptions {
  readonly reader: ProblemListener;
  /** The file that the pattern stands in. */
  readonly place?: Place;
  /** The pattern is over this part of the event: `detail`. @default the whole event */
  readonly prefix?: string;
}

/** More combinations of `$or` branches than this are refused. */
export const maxCombinations = 1000;

/** One combination of `$or` branches: what each path is asked. */
type Alternative = Map<string, readonly Test[]>;

/**
 * The meaning of an EventBridge event pattern: a `together`, or `any` of them where the pattern has `$or`. Undefined if the
 * pattern is invalid: everything that is wrong with it is reported (RULE_PATTERN, RULE_TOO_LARGE; RULE_JSON for a text that
 * isn't JSON), each at its line and column.
 *
 * Semantics are those of AWS's own matcher, Event Ruler 2.1; `docs/eventbridge-patterns.md` lists the differences. Where a path
 * is asked twice, the later one counts, also if one is written nested and the other with dots.
 * Source: Amazon EventBridge User Guide, "Comparison operators for use in event patterns".
 */
export function compileEventPattern(source: JsonSource | string, options: PatternOptions): Predicate | undefined {
  const node = typeof source === 'string' ? readJson(source, options) : source;
  if (node === undefined) return undefined;
  const compiler = new Compiler(options);
  const alternatives = compiler.pattern(node, options.prefix ?? '');
  if (compiler.failed) return undefined;
  const [first, ...more] = alternatives.map(
    (alternative): Predicate => ({
      op: 'together',
      fields: [...alternative].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, any]) => ({ path, any })),
    }),
  );
  return more.length === 0 ? first : { op: 'any', of: [first!, ...more] };
}

/**
 * The pattern, or its first problem thrown.
 *
 * @throws {Problem} RULE_JSON, RULE_PATTERN, RULE_TOO_LARGE
 */
export function compileEventPatternText(text: string, place: Place = {}): Predicate {
  const problems: Problem[] = [];
  const reader: ProblemListener = {
    report: (code, message, at, hint) => {
      problems.push(new Problem(code, message, { at, hint }));
    },
  };
  const when = compileEventPattern(text, { reader, place });
  if (when === undefined) throw problems[0]!;
  return when;
}

function readJson(text: string, { reader, place }: PatternOptions): JsonSource | undefined {
  try {
    return parseJsonSource(text, place);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    reader.report(error.code, error.message, error.at, error.hint);
    return undefined;
  }
}

class Compiler {
  failed = false;
  private readonly options: PatternOptions;

  constructor(options: PatternOptions) {
    this.options = options;
  }

  pattern(node: JsonSource, path: string): readonly Alternative[] {
    if (node.kind === 'object') return this.object(node, path, [new Map()], false);
    this.refuse('an event pattern is a JSON object', node);
    return [];
  }

  /** Adds what this object asks to each alternative; gives the alternatives that there are then. Everything is read once. */
  private object(node: JsonSourceObject, path: string, given: readonly Alternative[], insideOr: boolean): readonly Alternative[] {
    if (node.members.length === 0) this.refuse('an empty object asks nothing', node, 'Name a field of it, or leave it out');
    let alternatives = given;
    for (const { key, keyAt, value } of node.members) {
      const name = JSON.stringify(key);
      if (key === '$or') {
        alternatives = this.or(value, path, alternatives);
      } else if (insideOr && reservedInsideOr.has(key)) {
        this.refuse(`${name} can't be a field's name inside "$or"`, keyAt, 'Put matchers into the list of a field');
      } else if (value.kind === 'object') {
        alternatives = this.object(value, join(path, key), alternatives, insideOr);
      } else if (value.kind === 'array') {
        const tests = this.tests(value, name);
        for (const alternative of alternatives) alternative.set(join(path, key), tests);
      } else {
        const hint = value.kind === 'string' ? `Write [${JSON.stringify(value.value)}]` : 'Put the value into a list';
        this.refuse(`${name} must be a list of values or an object`, value, hint);
      }
    }
    return alternatives;
  }

  private tests(node: JsonSourceArray, name: string): readonly Test[] {
    if (node.elements.length === 0) this.refuse(`the list of ${name} is empty and would match nothing`, node, 'Name a value');
    return node.elements.flatMap((item) => readMatcher(item, (message, at, hint) => this.refuse(message, at, hint)) ?? []);
  }

  private or(node: JsonSource, path: string, given: readonly Alternative[]): readonly Alternative[] {
    if (node.kind !== 'array') {
      this.refuse('"$or" must be a list of objects', node);
      return given;
    }
    if (node.elements.length < 2) this.refuse('"$or" needs two objects at least', node);
    const alternatives: Alternative[] = [];
    for (const item of node.elements) {
      if (item.kind === 'object') alternatives.push(...this.object(item, path, copied(given), true));
      else this.refuse('"$or" takes objects only', item);
      if (alternatives.length > maxCombinations) {
        const message = `the pattern has more than ${maxCombinations} combinations of "$or" branches`;
        this.report('RULE_TOO_LARGE', message, node, 'Split it into several rules');
        return given;
      }
    }
    return alternatives.length === 0 ? given : alternatives;
  }

  private refuse(message: string, at: SourcePlace, hint?: string): void {
    this.report('RULE_PATTERN', message, at, hint);
  }

  private report(code: ProblemCode, message: string, { line, column }: SourcePlace, hint: string | undefined): void {
    this.failed = true;
    const { reader, place } = this.options;
    reader.report(code, message, { ...place, line, column }, hint);
  }
}

function copied(alternatives: readonly Alternative[]): readonly Alternative[] {
  return alternatives.map((alternative) => new Map(alternative));
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

import type { JsonSource, JsonSourceMember, SourcePlace } from '../../../../base/json-source.ts';
import { Problem } from '../../../../base/problem.ts';
import type { HclBody, HclExpression } from './hcl-syntax.ts';
import { unknownNode, unknownText } from './properties.ts';

/** What the files of one folder say: Terraform reads them as one. */
export interface TerraformScope {
  /** Defaults of variables. */
  readonly variables: ReadonlyMap<string, HclExpression>;
  readonly locals: ReadonlyMap<string, HclExpression>;
  /** By type and name. */
  readonly resources: ReadonlyMap<string, HclBody>;
  /** Of a resource that is made several times. */
  readonly each?: { readonly key: JsonSource; readonly value: JsonSource };
  readonly index?: number;
  /** Values that may still be worked out: small files could stand for billions. */
  readonly budget: { left: number };
}

/** For all files of a folder. */
export const MOST_VALUES = 100_000;

const deepest = 40;
const longest = 64 * 1024;

/** The value of an expression, as far as the files say it; what only Terraform knows is an unknown value. */
export function valueOfHcl(expression: HclExpression, scope: TerraformScope, depth = 0): JsonSource {
  const at = { line: expression.line, column: expression.column, offset: expression.offset };
  if (depth > deepest) throw new Problem('RULE_TOO_LARGE', `values inside one another, more than ${deepest} deep`, { at });
  if (scope.budget.left-- <= 0) throw new Problem('RULE_TOO_LARGE', `more than ${MOST_VALUES} values, written out`, { at });
  const value = (each: HclExpression) => valueOfHcl(each, scope, depth + 1);
  switch (expression.kind) {
    case 'literal':
      return literal(expression.value, at);
    case 'template':
      return template(expression.parts.map(value), at);
    case 'list':
      return { kind: 'array', ...at, elements: expression.of.map(value) };
    case 'object':
      return {
        kind: 'object',
        ...at,
        members: expression.members.flatMap(({ key, value: each }) => memberOf(value(key), value(each))),
      };
    case 'reference':
      return moved(referred(expression.steps, scope, depth) ?? unknownNode(expression.text, at), at);
    case 'call':
      return moved(called(expression.name, expression.of.map(value), at) ?? unknownNode(`${expression.name}(…)`, at), at);
    case 'choice': {
      const when = value(expression.when);
      return when.kind === 'boolean' ? value(when.value ? expression.yes : expression.no) : unknownNode('a condition', at);
    }
    case 'binary':
      return combined(expression.by, value(expression.left), value(expression.right), at);
    case 'not': {
      const of = value(expression.of);
      return of.kind === 'boolean' ? literal(!of.value, at) : unknownNode('a condition', at);
    }
    case 'unknown':
      return unknownNode(expression.text.slice(0, 80), at);
  }
}

function referred(
  steps: Extract<HclExpression, { kind: 'reference' }>['steps'],
  scope: TerraformScope,
  depth: number,
): JsonSource | undefined {
  const [root, name, ...rest] = steps;
  if (root === 'var' && typeof name === 'string') return stepped(scope.variables.get(name), rest, scope, depth);
  if (root === 'local' && typeof name === 'string') return stepped(scope.locals.get(name), rest, scope, depth);
  if (root === 'each' && scope.each !== undefined)
    return name === 'key' ? scope.each.key : into(scope.each.value, rest, scope, depth);
  if (root === 'count' && name === 'index' && scope.index !== undefined) return literal(scope.index, origin);
  if (typeof root !== 'string' || typeof name !== 'string') return undefined;
  const body = scope.resources.get(`${root}.${name}`);
  return body === undefined ? undefined : ofResource(body, root, rest, scope, depth);
}

const origin: SourcePlace = { line: 1, column: 1, offset: 0 };

function stepped(
  expression: HclExpression | undefined,
  rest: readonly (string | number | HclExpression)[],
  scope: TerraformScope,
  depth: number,
) {
  return expression === undefined ? undefined : into(valueOfHcl(expression, scope, depth + 1), rest, scope, depth);
}

function into(
  node: JsonSource,
  steps: readonly (string | number | HclExpression)[],
  scope: TerraformScope,
  depth: number,
): JsonSource | undefined {
  let at: JsonSource | undefined = node;
  for (const step of steps) {
    const key = typeof step === 'object' ? plainOf(valueOfHcl(step, scope, depth + 1)) : step;
    if (at?.kind === 'array') at = at.elements[Number(key)];
    else if (at?.kind === 'object' && unknownText(at) === undefined)
      at = at.members.findLast((member) => member.key === String(key))?.value;
    else return undefined;
  }
  return at;
}

/** What a resource is called in AWS: the argument that names it, and the id of a resource is that name too. */
const namesOf: Readonly<Record<string, string>> = {
  aws_cloudwatch_metric_alarm: 'alarm_name',
  aws_cloudwatch_composite_alarm: 'alarm_name',
  aws_cloudwatch_log_metric_filter: 'name',
  aws_cloudwatch_log_group: 'name',
};

/** `aws_cloudwatch_log_metric_filter.root.metric_transformation[0].name`, `….id`. */
function ofResource(
  body: HclBody,
  type: string,
  steps: readonly (string | number | HclExpression)[],
  scope: TerraformScope,
  depth: number,
): JsonSource | undefined {
  // One of several: what differs between them is not known here.
  const [first, ...rest] = typeof steps[0] === 'string' ? steps : steps.slice(1);
  const name = first === 'id' ? namesOf[type] : first;
  const attribute = body.attributes.find((each) => each.name === name);
  if (attribute !== undefined) return stepped(attribute.value, rest, scope, depth);
  const blocks = body.blocks.filter((each) => each.type === name);
  const index = typeof rest[0] === 'object' ? plainOf(valueOfHcl(rest[0], scope, depth + 1)) : rest[0];
  const block = blocks[Number(index ?? Number.NaN)];
  return block === undefined ? undefined : ofResource(block.body, '', rest.slice(1), scope, depth + 1);
}

function called(name: string, args: readonly JsonSource[], at: SourcePlace): JsonSource | undefined {
  const [first, second] = args;
  const text = plainOf(first);
  switch (name) {
    case 'tostring':
    case 'trimspace':
    case 'lower':
    case 'upper':
    case 'title': {
      if (text === undefined) return undefined;
      const changed = {
        tostring: text,
        trimspace: text.trim(),
        lower: text.toLowerCase(),
        upper: text.toUpperCase(),
        title: text.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()),
      };
      return literal(changed[name], at);
    }
    case 'tonumber':
      return text !== undefined && Number.isFinite(Number(text)) ? literal(Number(text), at) : undefined;
    case 'tolist':
    case 'toset':
    case 'tomap':
    case 'nonsensitive':
      return first;
    case 'join': {
      if (text === undefined || second?.kind !== 'array') return undefined;
      const texts = second.elements.map(plainOf);
      return texts.includes(undefined) ? undefined : literal(texts.join(text), at);
    }
    case 'format': {
      let next = 1;
      const parts = text?.replaceAll(/%[sdv%]/g, (sign) => (sign === '%%' ? '%' : (plainOf(args[next++]) ?? '\0')));
      return parts === undefined || parts.includes('\0') ? undefined : literal(parts, at);
    }
    case 'replace': {
      const [from, to] = [plainOf(second), plainOf(args[2])];
      if (text === undefined || from === undefined || to === undefined || /^\/.*\/$/s.test(from)) return undefined;
      return literal(
        text.replaceAll(from, () => to),
        at,
      );
    }
    case 'concat':
      return args.every((arg) => arg.kind === 'array')
        ? { kind: 'array', ...at, elements: args.flatMap(({ elements }) => elements) }
        : undefined;
    case 'merge':
      return args.every((arg) => arg.kind === 'object' && unknownText(arg) === undefined)
        ? { kind: 'object', ...at, members: args.flatMap((arg) => (arg.kind === 'object' ? arg.members : [])) }
        : undefined;
    case 'length':
      if (first?.kind === 'array') return literal(first.elements.length, at);
      return text === undefined ? undefined : literal(text.length, at);
    case 'lookup':
      return (
        (first?.kind === 'object' ? first.members.findLast(({ key }) => key === plainOf(second))?.value : undefined) ?? args[2]
      );
    case 'coalesce':
      return args.find((arg) => arg.kind !== 'null' && plainOf(arg) !== '');
    default:
      return undefined;
  }
}

function combined(by: string, left: JsonSource, right: JsonSource, at: SourcePlace): JsonSource {
  const [one, other] = [plainOf(left), plainOf(right)];
  if (by === '&&' || by === '||') {
    if (left.kind === 'boolean' && right.kind === 'boolean')
      return literal(by === '&&' ? left.value && right.value : left.value || right.value, at);
    return unknownNode('a condition', at);
  }
  if (one === undefined || other === undefined) {
    const isNull = left.kind === 'null' || right.kind === 'null';
    const isKnown = unknownText(left) === undefined && unknownText(right) === undefined;
    if (isNull && isKnown && (by === '==' || by === '!=')) return literal((left.kind === right.kind) === (by === '=='), at);
    return unknownNode('a computed value', at);
  }
  if (by === '==' || by === '!=') return literal((one === other) === (by === '=='), at);
  const [x, y] = [Number(one), Number(other)];
  const results: Readonly<Record<string, number | boolean>> = {
    '+': x + y,
    '-': x - y,
    '*': x * y,
    '/': x / y,
    '%': x % y,
    '<': x < y,
    '<=': x <= y,
    '>': x > y,
    '>=': x >= y,
  };
  const result = results[by];
  return result === undefined || (typeof result === 'number' && !Number.isFinite(result))
    ? unknownNode('a computed value', at)
    : literal(result, at);
}

function template(parts: readonly JsonSource[], at: SourcePlace): JsonSource {
  // A text that is one value alone is that value.
  if (parts.length === 1 && (parts[0]!.kind === 'array' || parts[0]!.kind === 'object')) return moved(parts[0]!, at);
  const text = parts.map((part) => plainOf(part) ?? `\${${unknownText(part) ?? '…'}}`).join('');
  if (text.length > longest)
    throw new Problem('RULE_TOO_LARGE', `a text of more than ${longest} characters, written out`, { at });
  return parts.every((part) => plainOf(part) !== undefined) ? literal(text, at) : unknownNode(text, at);
}

function memberOf(key: JsonSource, value: JsonSource): readonly JsonSourceMember[] {
  const name = plainOf(key);
  return name === undefined ? [] : [{ key: name, keyAt: { line: key.line, column: key.column, offset: key.offset }, value }];
}

export function plainOf(node: JsonSource | undefined): string | undefined {
  if (node?.kind === 'string') return node.value;
  if (node?.kind === 'number') return node.text;
  return node?.kind === 'boolean' ? String(node.value) : undefined;
}

function literal(value: string | number | boolean | null, at: SourcePlace): JsonSource {
  if (typeof value === 'number') return { kind: 'number', ...at, value, text: String(value) };
  if (typeof value === 'string') return { kind: 'string', ...at, value };
  return typeof value === 'boolean' ? { kind: 'boolean', ...at, value } : { kind: 'null', ...at, value };
}

/** Told where it is used, not where it comes from. */
function moved(node: JsonSource, { line, column, offset }: SourcePlace): JsonSource {
  return { ...node, line, column, offset };
}

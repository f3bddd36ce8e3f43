import type { Expression, ForExpression } from './parse-expression.ts';
import { functions } from './functions.ts';

export type Value = string | number | boolean | null | Instance | Value[] | { [key: string]: Value };

/** A resource, data source or module, whose attributes are looked up when asked for. */
export class Instance {
  readonly address: string;
  readonly get: (attribute: string) => Value;
  constructor(address: string, get: (attribute: string) => Value) {
    this.address = address;
    this.get = get;
  }
}

/** What a name stands for: `var`, `local`, a type of resource, the variable of a `for`. */
export type Scope = (name: string) => Value;

/** @throws {Error} for what Terraform would refuse: an unknown name, an index that isn't there */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'template':
      return expression.parts.map((part) => inText(evaluate(part, scope))).join('');
    case 'name':
      return scope(expression.name);
    case 'attribute':
      return member(evaluate(expression.of, scope), expression.name);
    case 'index':
      return member(evaluate(expression.of, scope), evaluate(expression.key, scope) as string | number);
    case 'splat': {
      const of = evaluate(expression.of, scope);
      const items = Array.isArray(of) ? of : of === null ? [] : [of];
      return items.map((item) => expression.names.reduce<Value>(member, item));
    }
    case 'call':
      return call(expression.name, expression.args, scope);
    case 'unary': {
      const of = evaluate(expression.of, scope);
      return expression.operator === '!' ? !truth(of) : -Number(of);
    }
    case 'binary':
      return operate(expression.operator, expression.left, expression.right, scope);
    case 'choice':
      return evaluate(truth(evaluate(expression.test, scope)) ? expression.yes : expression.no, scope);
    case 'tuple':
      return expression.items.map((item) => evaluate(item, scope));
    case 'object':
      return Object.fromEntries(expression.entries.map(([key, value]) => [inText(evaluate(key, scope)), evaluate(value, scope)]));
    case 'for':
      return loop(expression, scope);
  }
}

/** @throws {Error} if there is none */
function member(of: Value, key: string | number): Value {
  if (of instanceof Instance) return of.get(String(key));
  if (Array.isArray(of)) {
    const item = of[Number(key)];
    if (item !== undefined) return item;
  } else if (of !== null && typeof of === 'object' && Object.hasOwn(of, key)) return of[key]!;
  throw new Error(`no ${key} in ${JSON.stringify(of)}`);
}

function call(name: string, args: readonly Expression[], scope: Scope): Value {
  // `can` is the one function that gets an expression and not its value.
  if (name === 'can') {
    try {
      evaluate(args[0]!, scope);
      return true;
    } catch {
      return false;
    }
  }
  const found = functions[name];
  if (found === undefined) throw new Error(`no function ${name}`);
  return found(...args.map((argument) => evaluate(argument, scope)));
}

function operate(operator: string, left: Expression, right: Expression, scope: Scope): Value {
  const a = evaluate(left, scope);
  // As in Terraform 1.5, both sides are looked at: `x == null || x.y` doesn't spare x.y.
  const b = evaluate(right, scope);
  switch (operator) {
    case '||':
      return truth(a) || truth(b);
    case '&&':
      return truth(a) && truth(b);
    case '==':
      return JSON.stringify(a) === JSON.stringify(b);
    case '!=':
      return JSON.stringify(a) !== JSON.stringify(b);
    case '<':
      return Number(a) < Number(b);
    case '>':
      return Number(a) > Number(b);
    case '<=':
      return Number(a) <= Number(b);
    case '>=':
      return Number(a) >= Number(b);
    case '+':
      return Number(a) + Number(b);
    case '-':
      return Number(a) - Number(b);
    case '*':
      return Number(a) * Number(b);
    case '/':
      return Number(a) / Number(b);
    default:
      return Number(a) % Number(b);
  }
}

function loop({ names, over, key, value, only }: ForExpression, scope: Scope): Value {
  const source = evaluate(over, scope);
  if (source === null || typeof source !== 'object' || source instanceof Instance) throw new Error('for: not a collection');
  const pairs: [Value, Value][] = Array.isArray(source) ? source.map((item, index) => [index, item]) : Object.entries(source);
  const rounds = pairs.map(
    ([k, v]): Scope =>
      (name) => {
        if (name === names.at(-1)) return v;
        return names.length === 2 && name === names[0] ? k : scope(name);
      },
  );
  const kept = rounds.filter((round) => only === undefined || truth(evaluate(only, round)));
  if (key === undefined) return kept.map((round) => evaluate(value, round));
  return Object.fromEntries(kept.map((round) => [inText(evaluate(key, round)), evaluate(value, round)]));
}

export function inText(value: Value): string {
  if (value === null || typeof value === 'object') throw new Error(`not a text: ${JSON.stringify(value)}`);
  return String(value);
}

function truth(value: Value): boolean {
  if (typeof value !== 'boolean') throw new Error(`neither true nor false: ${JSON.stringify(value)}`);
  return value;
}

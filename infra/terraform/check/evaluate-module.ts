import { join } from 'node:path';
import { ACCOUNT, REGION } from '../../resolve-template.ts';
import { evaluate, Instance, type Scope, type Value } from './evaluate-expression.ts';
import { identityOf } from './identity.ts';
import { parseTemplate } from './parse-expression.ts';
import { policyJson } from './policy-document.ts';
import { type Block, type Body, type Module, readModule, type Written } from './read-module.ts';

/** A resource that would be made. */
export interface Planned {
  /** `module.forwarder["us-east-1"].aws_iam_role.forwarder`. */
  readonly address: string;
  readonly type: string;
  /** Arguments and nested blocks, without those that are null. */
  readonly values: Values;
}

export type Values = { readonly [name: string]: Value };

export interface Plan {
  readonly resources: readonly Planned[];
  readonly outputs: Values;
}

/** Arguments of Terraform itself, not of a type. */
const META = new Set(['count', 'for_each', 'depends_on', 'lifecycle', 'provider', 'providers', 'source']);

/** What `terraform plan` would make of a module, without Terraform: in an empty account, with names in place of AWS's random ids. */
export async function planModule(folder: string, variables: Values): Promise<Plan> {
  const children = new Map<string, Module>();
  const readAll = async (module: Module): Promise<Module> => {
    for (const body of module.calls.values()) {
      const at = join(module.folder, String(body.source));
      if (!children.has(at)) children.set(at, await readAll(await readModule(at)));
    }
    return module;
  };
  return planOf(await readAll(await readModule(folder)), variables, '', children);
}

function planOf(module: Module, given: Values, prefix: string, modules: ReadonlyMap<string, Module>): Plan {
  for (const name of Object.keys(given)) {
    if (!module.variables.has(name)) throw new Error(`${module.folder} has no variable ${name}`);
  }
  const resources: Planned[] = [];
  const open = new Set<string>();
  const made = new Map<string, Value>();

  /** Each thing is evaluated once; what needs itself is a mistake. */
  const once = (key: string, make: () => Value): Value => {
    const known = made.get(key);
    if (known !== undefined) return known;
    if (open.has(key)) throw new Error(`${prefix}${key} needs itself`);
    open.add(key);
    const value = make();
    open.delete(key);
    made.set(key, value);
    return value;
  };

  const variable = (name: string): Value =>
    once(`var.${name}`, () => {
      const body = module.variables.get(name);
      if (body === undefined) throw new Error(`${prefix}var.${name} is not declared`);
      const value = given[name] ?? (body.default === undefined ? undefined : written(body.default, scope));
      if (value === undefined) throw new Error(`${prefix}var.${name} is not given`);
      for (const rule of (body.validation ?? []) as Body[]) {
        const holds = written(rule.condition!, (root) =>
          root === 'var' ? asked('var', (one) => (one === name ? value : variable(one))) : scope(root),
        );
        if (holds !== true) throw new Error(String(rule.error_message));
      }
      return value;
    });

  const local = (name: string): Value =>
    once(`local.${name}`, () => {
      const value = module.locals.get(name);
      if (value === undefined) throw new Error(`${prefix}local.${name} is not declared`);
      return written(value, scope);
    });

  const scope: Scope = (root) => {
    if (root === 'var') return asked('var', variable);
    if (root === 'local') return asked('local', local);
    if (root === 'path') return { module: module.folder };
    if (root === 'module') return asked('module', called);
    if (root === 'data') return asked('data', (type) => asked(type, (name) => block(`data.${type}`, name)));
    return asked(root, (name) => block(root, name));
  };

  const block = (type: string, name: string): Value =>
    once(`${type}.${name}`, () => {
      const found = module.blocks.find((one) => one.type === type && one.name === name);
      if (found === undefined) throw new Error(`${prefix}${type}.${name} is not declared`);
      return repeated(found.body, `${type}.${name}`, scope, (key, inner) => instance(found, key, inner));
    });

  const instance = ({ type, name, body }: Block, key: string, inner: Scope): Instance => {
    const address = `${prefix}${type}.${name}${key}`;
    const argument = (one: string): Value => (body[one] === undefined || META.has(one) ? null : written(body[one], inner));
    return new Instance(address, (attribute) => {
      if (type.startsWith('data.')) return dataAttribute(type, attribute, () => bodyValues(body, inner), argument);
      const value = argument(attribute) ?? identityOf(type, attribute, argument);
      if (value === undefined) throw new Error(`${address}.${attribute} is not known before it is made`);
      return value;
    });
  };

  const called = (name: string): Value =>
    once(`module.${name}`, () => {
      const body = module.calls.get(name);
      if (body === undefined) throw new Error(`${prefix}module.${name} is not declared`);
      const child = modules.get(join(module.folder, String(body.source)))!;
      return repeated(body, `module.${name}`, scope, (key, inner) => {
        const plan = planOf(child, bodyValues(body, inner), `${prefix}module.${name}${key}.`, modules);
        resources.push(...plan.resources);
        return new Instance(`module.${name}${key}`, (output) => {
          if (!(output in plan.outputs)) throw new Error(`module.${name} has no output ${output}`);
          return plan.outputs[output]!;
        });
      });
    });

  for (const name of module.variables.keys()) variable(name);
  for (const name of module.locals.keys()) local(name);
  for (const name of module.calls.keys()) called(name);
  for (const one of module.blocks) {
    repeated(one.body, one.name, scope, (key, inner) => {
      const values = bodyValues(one.body, inner);
      if (!one.type.startsWith('data.'))
        resources.push({ address: `${prefix}${one.type}.${one.name}${key}`, type: one.type, values });
      return null;
    });
  }
  const outputs = Object.fromEntries([...module.outputs].map(([name, body]) => [name, written(body.value!, scope)]));
  return { resources, outputs };
}

/** `var`, `local` …: asked for one name at a time. */
const asked = (name: string, get: (attribute: string) => Value): Instance => new Instance(name, get);

/** `count` and `for_each`. */
function repeated(body: Body, name: string, scope: Scope, make: (key: string, scope: Scope) => Value): Value {
  if (body.count !== undefined) {
    const times = Number(written(body.count, scope));
    return Array.from({ length: times }, (_, index) => make(`[${index}]`, withName(scope, 'count', { index })));
  }
  if (body.for_each === undefined) return make('', scope);
  const over = written(body.for_each, scope);
  if (over === null || typeof over !== 'object' || over instanceof Instance)
    throw new Error(`${name}: for_each of no collection`);
  const pairs: [string, Value][] = Array.isArray(over) ? over.map((item) => [String(item), item]) : Object.entries(over);
  return Object.fromEntries(
    pairs.map(([key, value]) => [key, make(`[${JSON.stringify(key)}]`, withName(scope, 'each', { key, value }))]),
  );
}

const withName =
  (scope: Scope, name: string, value: Value): Scope =>
  (asked) =>
    asked === name ? value : scope(asked);

/** Arguments and blocks of a body, `dynamic` ones written out; without what is null. */
function bodyValues(body: Body, scope: Scope): Values {
  const values: { [name: string]: Value } = {};
  for (const [name, value] of Object.entries(body)) {
    if (META.has(name) || name === 'dynamic') continue;
    const made = isBlocks(value) ? value.map((inner) => bodyValues(inner, scope) as Value) : written(value, scope);
    if (made !== null) values[name] = made;
  }
  for (const [name, blocks] of Object.entries((body.dynamic ?? {}) as Readonly<Record<string, readonly Body[]>>)) {
    const made = blocks.flatMap((one) => dynamicBlocks(name, one, scope));
    if (made.length > 0) values[name] = [...((values[name] ?? []) as Value[]), ...made];
  }
  return values;
}

function dynamicBlocks(name: string, body: Body, scope: Scope): Value[] {
  const over = written(body.for_each!, scope);
  const pairs: [Value, Value][] = Array.isArray(over) ? over.map((value, key) => [key, value]) : Object.entries(over as Values);
  const [content] = body.content as readonly Body[];
  return pairs.map(([key, value]) => bodyValues(content!, withName(scope, name, { key, value })) as Value);
}

const isBlocks = (value: Written): value is readonly Body[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((item) => item !== null && typeof item === 'object' && !Array.isArray(item));

/** An argument: texts are templates, all the way down. */
function written(value: Written, scope: Scope): Value {
  if (typeof value === 'string') return value.includes('${') ? evaluate(parseTemplate(value), scope) : value;
  if (Array.isArray(value)) return value.map((item: Written) => written(item, scope));
  if (value === null || typeof value !== 'object') return value as Value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [String(written(key, scope)), written(inner, scope)]));
}

function dataAttribute(type: string, attribute: string, values: () => Values, argument: (name: string) => Value): Value {
  if (type === 'data.aws_iam_policy_document' && attribute === 'json') return policyJson(values());
  if (type === 'data.aws_caller_identity' && attribute === 'account_id') return ACCOUNT;
  if (type === 'data.aws_partition' && attribute === 'partition') return 'aws';
  if (type === 'data.aws_region' && attribute === 'region') return argument('region') ?? REGION;
  throw new Error(`${type} has no ${attribute} here`);
}

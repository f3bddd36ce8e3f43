import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseTemplate } from './parse-expression.ts';
import { type Body, type Module, readModule, type Written } from './read-module.ts';
import { referencesIn } from './references-in.ts';
import schemaJson from './schema.json' with { type: 'json' };

/** What `terraform validate` would say, without Terraform and without the provider. */
interface Schema {
  readonly arguments: Readonly<Record<string, string>>;
  readonly blocks: Readonly<Record<string, Schema & { readonly min?: number; readonly max?: number }>>;
}
const schema = schemaJson as unknown as Readonly<Record<string, Schema>>;

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = [
  root,
  ...['modules', 'examples'].flatMap((inside) => readdirSync(join(root, inside)).map((name) => join(root, inside, name))),
];

/** Of Terraform itself. */
const META = new Set(['count', 'for_each', 'depends_on', 'lifecycle', 'provider', 'dynamic']);
const ROOTS = new Set(['each', 'count', 'path', 'self', 'terraform']);

describe.each(folders.map((folder) => [relative(root, folder) || 'the module', folder]))('%s', async (_name, folder) => {
  const module = await readModule(folder);

  it('gives every resource only arguments that it has, and those that it needs', () => {
    expect(module.blocks.flatMap(({ type, name, body }) => mistakes(body, schema[type], `${type}.${name}`))).toEqual([]);
  });

  it('refers only to what there is', () => {
    expect(everyReference(module).filter((path) => !isThere(module, path))).toEqual([]);
  });

  it('says what every variable and output is', () => {
    const silent = [...module.variables, ...module.outputs].filter(
      ([, { description }]) => !String(description ?? '').endsWith('.'),
    );
    expect(silent.map(([name]) => name)).toEqual([]);
    expect([...module.variables].filter(([, { type }]) => type === undefined)).toEqual([]);
  });

  it('uses every variable and local', () => {
    const used = new Set(everyReference(module).map((path) => path.split('.').slice(0, 2).join('.')));
    const declared = [
      ...[...module.variables.keys()].map((name) => `var.${name}`),
      ...[...module.locals.keys()].map((name) => `local.${name}`),
    ];
    expect(declared.filter((name) => !used.has(name))).toEqual([]);
  });

  it('gives other modules what they ask for and nothing else', async () => {
    for (const [name, { source, providers: _providers, for_each: _each, count: _count, ...given }] of module.calls) {
      const called = await readModule(join(folder, String(source)));
      const needed = [...called.variables].filter(([, body]) => body.default === undefined).map(([variable]) => variable);
      expect(
        Object.keys(given).filter((variable) => !called.variables.has(variable)),
        name,
      ).toEqual([]);
      expect(
        needed.filter((variable) => !(variable in given)),
        name,
      ).toEqual([]);
    }
  });
});

it('every module asks for the same Terraform and the same provider', () => {
  const asked = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.tf'))
      .flatMap((name) => readFileSync(join(folder, name), 'utf8').match(/^\s*(?:required_version|version)\s+= .*$/gm) ?? [])
      .map((line) => line.trim().replace(/\s+/g, ' ')),
  );
  expect([...new Set(asked)].toSorted()).toEqual(['required_version = ">= 1.5"', 'version = ">= 6.0, < 7.0"']);
});

describe('a mistake is found', () => {
  const queue = schema.aws_sqs_queue;
  const table: Body = { name: 't', attribute: [{ name: 'a', type: 'S' }] };
  it.each<[string, Body, Schema | undefined, string]>([
    ['a misspelled argument', { name: 'q', visibility_timeout: 1 }, queue, 'x: no argument visibility_timeout'],
    ['a type that is not there', {}, undefined, 'x: no such type'],
    ['a missing argument', { fifo: 1 } as Body, schema.aws_sqs_queue_policy, 'x: policy is missing'],
    ['a computed attribute that is set', { name: 'q', url: 'https://example.com' }, queue, 'x: url is given by AWS'],
    [
      'an argument missing in a block',
      { ...table, ttl: [{}], global_secondary_index: [{ name: 'i' }] },
      schema.aws_dynamodb_table,
      'x.global_secondary_index: projection_type is missing',
    ],
    ['a block too many', { ...table, ttl: [{}, {}] }, schema.aws_dynamodb_table, 'x: ttl at most 1'],
    [
      'a mistake in a dynamic block',
      { ...table, dynamic: { ttl: [{ for_each: '${[]}', content: [{ on: true }] }] } },
      schema.aws_dynamodb_table,
      'x.ttl: no argument on',
    ],
  ])('%s', (_name, body, of, said) => {
    expect(mistakes(body, of, 'x')).toContain(said);
  });
});

function mistakes(body: Body, of: Schema | undefined, place: string): string[] {
  if (of === undefined) return [`${place}: no such type`];
  const given = Object.keys(body).filter((name) => !META.has(name));
  const dynamic = Object.entries((body.dynamic ?? {}) as Readonly<Record<string, readonly Body[]>>);
  const written = [
    ...given
      .filter((name) => name in of.blocks)
      .flatMap((name) => (body[name] as readonly Body[]).map((inner) => [name, inner] as const)),
    ...dynamic.flatMap(([name, all]) => all.map(({ content }) => [name, (content as readonly Body[])[0]!] as const)),
  ];
  const present = new Set([...given, ...dynamic.map(([name]) => name)]);
  return [
    ...given.filter((name) => !(name in of.arguments) && !(name in of.blocks)).map((name) => `${place}: no argument ${name}`),
    ...given
      .filter((name) => of.arguments[name]?.split(' ').slice(1).join() === 'computed')
      .map((name) => `${place}: ${name} is given by AWS`),
    ...Object.keys(of.arguments)
      .filter((name) => of.arguments[name]!.endsWith('required') && !present.has(name))
      .map((name) => `${place}: ${name} is missing`),
    ...Object.entries(of.blocks)
      .filter(([name, { min = 0 }]) => min > 0 && !present.has(name))
      .map(([name]) => `${place}: ${name} is missing`),
    ...Object.entries(of.blocks)
      .filter(([name, { max = Number.POSITIVE_INFINITY }]) => ((body[name] ?? []) as readonly Written[]).length > max)
      .map(([name, { max }]) => `${place}: ${name} at most ${max}`),
    ...written.flatMap(([name, inner]) => mistakes(inner, of.blocks[name], `${place}.${name}`)),
  ];
}

function everyReference({ variables, locals, blocks, calls, outputs }: Module): readonly string[] {
  const bodies = [
    ...blocks.map(({ body }) => withoutIterators(body)),
    ...[...calls.values()].map(withoutIterators),
    ...outputs.values(),
  ];
  const rules = [...variables.values()].flatMap(({ validation }) => (validation ?? []) as readonly Body[]);
  const found = [...bodies, ...rules, ...locals.values()].flatMap((one) => referencesIn(one as Written));
  const waits = blocks.flatMap(({ body }) => ((body.depends_on ?? []) as readonly string[]).flatMap((one) => referencesIn(one)));
  return [...new Set([...found, ...waits])];
}

/** In the content of a dynamic block its name is a value of its own. */
function withoutIterators(body: Body): Body {
  const entries = Object.entries(body).filter(([name]) => name !== 'dynamic' && name !== 'providers');
  const dynamic = Object.entries((body.dynamic ?? {}) as Readonly<Record<string, readonly Body[]>>).flatMap(([name, all]) =>
    all.map((one, index): [string, Written] => [
      `dynamic ${name} ${index}`,
      JSON.parse(JSON.stringify(one).replaceAll(`${name}.value`, 'each.value')) as Body,
    ]),
  );
  return Object.fromEntries([...entries, ...dynamic]);
}

function isThere({ variables, locals, blocks, calls }: Module, path: string): boolean {
  const [first, second, third, fourth] = path.split('.');
  if (ROOTS.has(first!)) return true;
  if (first === 'var') return variables.has(second!);
  if (first === 'local') return locals.has(second!);
  if (first === 'module') return calls.has(second!);
  const isData = first === 'data';
  const [type, name, attribute] = isData ? [`data.${second}`, third, fourth] : [first, second, third];
  // What `for` and `dynamic` name is not a type.
  if (!type!.includes('aws_')) return false;
  const known = attribute === undefined || attribute in (schema[type!]?.arguments ?? {});
  return known && blocks.some((one) => one.type === type && one.name === name);
}

describe('expressions', () => {
  it.each([
    ['${var.a[0].b}', ['var.a.b']],
    ['${[for x in var.list : "${x.name}-${local.y}" if x != ""]}', ['local.y', 'var.list']],
    ['${one(aws_kms_key.monitor[*].arn)}', ['aws_kms_key.monitor.arn']],
    ['$${not.a.reference}', []],
  ])('%s refers to what is in it', (written, expected) => {
    expect([...referencesIn(written)].toSorted()).toEqual(expected);
  });

  it('what is not understood is said, and not passed over', () => {
    expect(() => parseTemplate('${var.a ??}')).toThrow('not understood: ?');
  });
});

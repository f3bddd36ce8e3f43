import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';

/** The content of a block, as it is written: expressions are texts with `${…}`, nested blocks are lists. */
export type Body = { readonly [name: string]: Written };
export type Written = string | number | boolean | null | readonly Written[] | Body;

export interface Block {
  /** `aws_sqs_queue`; `data.aws_region` for a data source. */
  readonly type: string;
  readonly name: string;
  readonly body: Body;
}

/** A module as it is written. */
export interface Module {
  readonly folder: string;
  readonly variables: ReadonlyMap<string, Body>;
  readonly locals: ReadonlyMap<string, Written>;
  readonly blocks: readonly Block[];
  readonly calls: ReadonlyMap<string, Body>;
  readonly outputs: ReadonlyMap<string, Body>;
}

type Parsed = Readonly<Record<string, unknown>>;

/** @throws {Error} if a file isn't HCL, or a name is given twice */
export async function readModule(folder: string): Promise<Module> {
  const variables = new Map<string, Body>();
  const locals = new Map<string, Written>();
  const calls = new Map<string, Body>();
  const outputs = new Map<string, Body>();
  const blocks: Block[] = [];
  const add = <T>(to: Map<string, T>, name: string, value: T) => {
    if (to.has(name)) throw new Error(`${folder}: ${name} is given twice`);
    to.set(name, value);
  };
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.tf'))
    .toSorted()) {
    const parsed = (await parse(file, readFileSync(join(folder, file), 'utf8'))) as Parsed;
    for (const [name, body] of bodies(parsed.variable)) add(variables, name, body);
    for (const [name, body] of bodies(parsed.module)) add(calls, name, body);
    for (const [name, body] of bodies(parsed.output)) add(outputs, name, body);
    for (const some of (parsed.locals ?? []) as Body[])
      for (const [name, value] of Object.entries(some)) add(locals, name, value);
    for (const [type, named] of Object.entries((parsed.resource ?? {}) as Parsed)) {
      for (const [name, body] of bodies(named)) blocks.push({ type, name, body });
    }
    for (const [type, named] of Object.entries((parsed.data ?? {}) as Parsed)) {
      for (const [name, body] of bodies(named)) blocks.push({ type: `data.${type}`, name, body });
    }
  }
  return { folder, variables, locals, blocks, calls, outputs };
}

/** hcl2json gives `{ name: [body] }`. */
const bodies = (named: unknown): [string, Body][] =>
  Object.entries((named ?? {}) as Readonly<Record<string, readonly Body[]>>).flatMap(([name, all]) =>
    all.map((body): [string, Body] => [name, body]),
  );

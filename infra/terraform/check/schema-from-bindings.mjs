/**
 * Writes schema.json anew: which arguments the types of resources and data sources have that the module uses.
 *
 *     npm pack @cdktf/provider-aws@21.22.0 && tar xzf cdktf-provider-aws-21.22.0.tgz   # 390 MB: in a temporary folder
 *     node schema-from-bindings.mjs package/lib aws_sqs_queue … data.aws_iam_policy_document …
 *
 * The provider itself comes only from HashiCorp's own servers. These bindings are made from its schema and published on npm, with the
 * name of each argument in the link to its documentation, so the facts can be had without it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [library, ...wanted] = process.argv.slice(2);
if (library === undefined || wanted.length === 0) throw new Error('usage: schema-from-bindings.mjs FOLDER TYPE…');

const SIMPLE = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
  'string[]': 'list(string)',
  'number[]': 'list(number)',
  '{ [key: string]: string }': 'map(string)',
  '{ [key: string]: boolean }': 'map(bool)',
};
const GETTERS = {
  String: 'string',
  Number: 'number',
  Boolean: 'bool',
  List: 'list(string)',
  StringMap: 'map(string)',
  NumberList: 'list(number)',
};

const folderOf = (type) => (type.startsWith('data.aws_') ? `data-aws-${type.slice(9)}` : type.slice(4)).replaceAll('_', '-');

function block(types, script, name) {
  const body = types.match(new RegExp(`export interface ${name}(?: extends [^{]+)? \\{\\n([\\s\\S]*?)\\n\\}`))?.[1];
  if (body === undefined) return undefined;
  const found = { arguments: {}, blocks: {} };
  for (const [, comment, optional, written] of body.matchAll(
    /\/\*\*([\s\S]*?)\*\/\s*readonly \w+(\??): ([^;]+(?:;\s*\})?[^;]*);/g,
  )) {
    const argument = comment.match(/#(\w+) \w+#/)?.[1];
    if (argument === undefined) continue;
    const type = written
      .replaceAll(' | cdktf.IResolvable', '')
      .replace(/^\((.*)\)(\[\])$/, '$1$2')
      .replace(/\s+/g, ' ')
      .replace('; }', ' }')
      .trim();
    const isSet = new RegExp(`\\b${argument}: \\{[^}]*?type: "set"`).test(script);
    const simple = SIMPLE[type];
    if (simple !== undefined) {
      found.arguments[argument] = `${isSet ? simple.replace('list', 'set') : simple} ${optional ? 'optional' : 'required'}`;
      continue;
    }
    const inner = block(types, script, type.replace(/\[\]$/, ''));
    if (inner === undefined) throw new Error(`${name}.${argument}: ${type}?`);
    const nesting = argument === 'timeouts' ? 'single' : isSet ? 'set' : 'list';
    found.blocks[argument] = {
      nesting,
      ...(!optional && { min: 1 }),
      ...(!type.endsWith('[]') && nesting !== 'single' && { max: 1 }),
      ...inner,
    };
  }
  return found;
}

function schemaOf(type) {
  const folder = join(library, folderOf(type));
  const types = readFileSync(join(folder, 'index.d.ts'), 'utf8');
  const script = readFileSync(join(folder, 'index.js'), 'utf8');
  const name = types.match(/export declare class (\w+) extends cdktf\.Terraform(?:Resource|DataSource)/)[1];
  const found = block(types, script, `${name}Config`);
  const body = script.slice(script.indexOf(`class ${name} extends`));
  for (const [, getter, attribute] of body.matchAll(
    /get \w+\(\) \{\s*return (?:cdktf\.Fn\.tolist\()?this\.get(\w+)Attribute\('(\w+)'\)/g,
  )) {
    found.arguments[attribute] ??= `${GETTERS[getter] ?? 'string'} computed`;
  }
  found.arguments.id = 'string optional computed';
  return found;
}

const lines = wanted.toSorted().map((type) => `  ${JSON.stringify(type)}: ${JSON.stringify(schemaOf(type))}`);
writeFileSync(new URL('schema.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { formatProblem } from '../../base/problem.ts';
import { parseExceptions } from './exceptions.ts';
import { parseConfig } from './load-config.ts';
import { configSchema } from './schema.ts';

const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
const [config = '', exceptions = ''] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]!);

it('the example of a configuration is one', () => {
  expect(parseConfig(config, { file: 'trailwatch.yaml', environment: {} }).problems.map(formatProblem)).toEqual([]);
});

it('the example of exceptions is one', () => {
  const read = parseExceptions(exceptions, 'exceptions.yaml');
  expect(read.problems.map(formatProblem)).toEqual([]);
  expect(read.exceptions.map(({ id, on }) => `${id} ${on}`)).toEqual(['nightly-backup finding', 'pentest-2027 event']);
});

it('every key is explained', () => {
  const keys = Object.entries(configSchema.def.shape).flatMap(([key, schema]) => {
    const inner = 'innerType' in schema.def ? schema.def.innerType : schema;
    const shape = 'shape' in inner.def && ['store', 'rules', 'storm'].includes(key) ? Object.keys(inner.def.shape) : [];
    return shape.length === 0 ? [key] : shape.map((part) => `${key}.${part}`);
  });
  expect(keys.filter((key) => !page.includes(`| \`${key}\` `))).toEqual([]);
});

it('every option of a source and of a sink is named', () => {
  const named = (title: string) =>
    page.slice(page.indexOf(`### ${title}`), page.indexOf('\n#', page.indexOf(`### ${title}`) + 5));
  const options = (part: 'sources' | 'sinks') => {
    const { innerType } = configSchema.def.shape[part].def;
    const union = innerType.def.type === 'array' ? innerType.def.element : innerType.def.valueType;
    return union.def.options.flatMap((option) => [
      String([...option.def.shape.type.values][0]),
      ...Object.keys(option.def.shape),
    ]);
  };
  for (const [part, title] of [['sources', 'Sources'] as const, ['sinks', 'Sinks'] as const]) {
    const missing = options(part).filter((key) => key !== 'type' && !named(title).includes(`\`${key}\``));
    expect(missing).toEqual([]);
  }
});

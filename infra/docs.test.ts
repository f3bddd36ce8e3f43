import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JsonObject } from '../src/base/json.ts';
import { committed, main } from './committed.cases.ts';

const page = readFileSync('docs/deploy.md', 'utf8');

test('docs/deploy.md has the parameters of main.yaml, with their defaults', () => {
  const section = page.slice(page.indexOf('## Parameters'), page.indexOf('Outputs:'));
  const rows = [...section.matchAll(/^\| `(\w+)` \| (?:`([^`]*)`)? ?\|/gm)].map(([, name, value = '']) => [name, value]);
  const parameters = Object.entries(committed('main.yaml').Parameters as Record<string, JsonObject>);
  expect(Object.fromEntries(rows)).toEqual(
    Object.fromEntries(parameters.map(([name, { Default = '' }]) => [name, String(Default)])),
  );
});

test('docs/deploy.md has the outputs of main.yaml', () => {
  const { outputs } = main({ KmsEncryption: 'true', TrailToCloudWatchLogs: 'true' });
  const said = page.slice(page.indexOf('Outputs:'), page.indexOf('Several paths'));
  expect([...said.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort()).toEqual(Object.keys(outputs).sort());
});

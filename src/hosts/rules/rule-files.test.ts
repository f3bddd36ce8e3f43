import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readRuleFiles } from './rule-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rule-files-'));
  mkdirSync(join(folder, 'rules/deep'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string) => writeFileSync(join(folder, name), `"${name}"`);
const read = (...paths: string[]) => readRuleFiles(paths.map((path) => join(folder, path))).map(({ text }) => JSON.parse(text));

it('a folder is all rule files below it, in the order of their paths', () => {
  for (const name of ['rules/b.json', 'rules/deep/a.JSON', 'rules/README.md']) write(name);
  expect(read('rules')).toEqual(['rules/b.json', 'rules/deep/a.JSON']);
});

it('a link is read: rules from a configuration store are mounted as links', () => {
  write('real.json');
  symlinkSync(join(folder, 'real.json'), join(folder, 'rules/link.json'));
  expect(read('rules')).toEqual(['real.json']);
});

it('what is named twice is read once', () => {
  write('rules/a.json');
  symlinkSync('a.json', join(folder, 'rules/link.json'));
  expect(read('rules/a.json', 'rules', 'rules/a.json')).toEqual(['rules/a.json']);
});

it.each([
  ['a file that is not there', 'nowhere.json', 'READ_NOT_FOUND'],
  ['a link to nothing', 'dangling.json', 'READ_NOT_FOUND'],
  ['a folder without rule files', 'rules', 'CLI_USAGE'],
])('%s is a problem with a hint', (_, path, code) => {
  symlinkSync('gone', join(folder, 'dangling.json'));
  expect(() => read(path)).toThrow(expect.objectContaining({ code, hint: expect.stringMatching(/./) }));
});

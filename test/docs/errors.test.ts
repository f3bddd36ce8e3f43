import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { problemCodes } from '../../src/base/problem-codes.ts';

const documented = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^### ([A-Z0-9_]+)$/gm)].map((match) => match[1]);

it('docs/errors.md has a section for every problem code, and for nothing else', () => {
  expect([...documented].sort()).toEqual(Object.keys(problemCodes).sort());
});

it('no code is documented twice', () => {
  expect(new Set(documented).size).toBe(documented.length);
});

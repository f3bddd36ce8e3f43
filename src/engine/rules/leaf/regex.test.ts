import { expect, it } from 'vitest';
import { compileRegex, matchesRegex } from './regex.ts';

it('is found in time that is linear in the text', () => {
  const text = `${'a'.repeat(200_000)}!`;
  expect(matchesRegex({ is: 'regex', source: '^(a+)+$', flags: '' }, text)).toBe(false);
  expect(matchesRegex({ is: 'regex', source: '(a|aa)+$', flags: '' }, text)).toBe(false);
});

it.each([
  '(?=a)',
  '(?!a)',
  '(?<=a)',
  '(?<!a)',
  '(a)\\1',
  '[a',
  '(a',
  'a**',
  'a{1001}',
  '(?:a{1000}){1000}',
  `(?:${'a'.repeat(4100)})`,
  'a{900}'.repeat(6),
])('refuses %s', (source) => {
  expect(() => compileRegex(source, '')).toThrow();
});

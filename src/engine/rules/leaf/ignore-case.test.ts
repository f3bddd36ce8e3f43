import { describe, expect, it } from 'vitest';
import { endsWithIgnoreCase, equalsIgnoreCase, findIgnoreCase, startsWithIgnoreCase } from './ignore-case.ts';

describe('ignoring case', () => {
  it.each<[string, string, boolean]>([
    ['', '', true],
    ['abc', 'AbC', true],
    ['abc', 'abcd', false],
    ['ß', 'SS', true],
    ['ss', 'ß', false],
    ['k', '\u212a', false],
    ['😀', '😀', true],
    ['😀', '??', false],
  ])('the pattern %o and the text %o', (pattern, text, expected) => {
    expect(equalsIgnoreCase(pattern, text)).toBe(expected);
  });

  it('finds the start, the end and a place between', () => {
    expect(startsWithIgnoreCase('AB', 'abc')).toBe(true);
    expect(startsWithIgnoreCase('bc', 'abc')).toBe(false);
    expect(endsWithIgnoreCase('Cß', 'abcSS')).toBe(true);
    expect(endsWithIgnoreCase('abc', 'bc')).toBe(false);
    expect(findIgnoreCase('B', 'abab', 2)).toEqual([3, 4]);
    expect(findIgnoreCase('ß', 'aSSa', 0)).toEqual([1, 3]);
    expect(findIgnoreCase('c', 'abab', 0)).toBeUndefined();
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileRegex } from '../leaf/regex.ts';
import { requiredLiteral } from './required-literal.ts';

const literalOf = (source: string, flags = '') => requiredLiteral({ is: 'regex', source, flags })?.literals.join(' ');

it.each<[source: string, literal: string | undefined]>([
  ['^prod-[a-z]+', 'prod-'],
  ['a.*needle.*b', 'needle'],
  ['(one|two)three', 'three'],
  ['ab+cd', 'ab'],
  ['abc?d', 'ab'],
  ['abc{2}de', 'ab'],
  ['abc{0,1}', 'ab'],
  ['arn:aws:iam::\\d+:role', 'arn:aws:iam::'],
  ['a\\.b', 'a.b'],
  ['[abc]de', 'de'],
  ['[]ab]cd', 'cd'],
  ['[^\\]]cd', 'cd'],
  ['ab|cd', 'ab cd'],
  ['^a.*bc|d+ef+g$', 'bc ef'],
  ['ab|c', undefined],
  ['ab|', undefined],
  ['(ab|cd)ef', 'ef'],
  ['(ab)', undefined],
  ['(?i)abc', undefined],
  ['\\Qa*b\\E', undefined],
  ['\\x61bc', undefined],
  ['a', undefined],
  ['', undefined],
])('%s needs %s', (source, literal) => {
  expect(literalOf(source)).toBe(literal);
});

it('without regard to case, K and S are left out: they have forms outside ASCII', () => {
  expect(literalOf('ABkCD', 'i')).toBe('ab');
  expect(compileRegex('k', 'i').test('\u212a')).toBe(true);
});

it('what the expression is found in has the literal', () => {
  const pieces = fc.constantFrom(
    'a',
    'b',
    'k',
    '.',
    '[ab]',
    '(ab)',
    '(?:a|b)',
    'a*',
    'b+',
    'a?',
    'b{2}',
    'a{0,2}',
    '^',
    '$',
    '|',
    '\\.',
    '\\d',
    '\\b',
    '(?i)',
  );
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', 'k', '\u212a', '.', '1', '{', '2', '}'), maxLength: 12 });
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 6 }),
      fc.array(texts, { minLength: 10, maxLength: 20 }),
      fc.constantFrom('', 'i'),
      (parts, given, flags) => {
        const source = parts.join('');
        let regex: ReturnType<typeof compileRegex>;
        try {
          regex = compileRegex(source, flags);
        } catch {
          return;
        }
        const gate = requiredLiteral({ is: 'regex', source, flags });
        if (gate === undefined) return;
        for (const text of given) {
          const folded = gate.folded ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text;
          if (regex.test(text)) expect(gate.literals.some((literal) => folded.includes(literal))).toBe(true);
        }
      },
    ),
    { numRuns: 3000 },
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesGlob, rarestPart } from './glob.ts';

it('says what the same pattern as a regular expression says', () => {
  const part = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 });
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 2, maxLength: 4 }),
      fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }),
      (parts, text) => {
        expect(matchesGlob(parts, text)).toBe(new RegExp(`^${parts.join('.*')}$`).test(text));
      },
    ),
    { numRuns: 2000 },
  );
});

it('does not let two parts share characters', () => {
  expect(matchesGlob(['ab', 'ba'], 'aba')).toBe(false);
  expect(matchesGlob(['a', 'ba', 'a'], 'abaa')).toBe(true);
});

it('takes long texts without going back', () => {
  expect(matchesGlob(['', ...Array<string>(50).fill('a'), 'b'], 'a'.repeat(100_000))).toBe(false);
});

it('looks first for what the wildcards do not share', () => {
  const wildcards = [
    ['arn:aws:iam::', ':role/admin-', ''],
    ['arn:aws:iam::', ':role/deploy-', ''],
    ['arn:aws:iam::', ':user/', ''],
  ];
  const rarest = rarestPart(wildcards);
  expect(wildcards.map(rarest)).toEqual([':role/admin-', ':role/deploy-', ':user/']);
});

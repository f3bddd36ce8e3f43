import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../../../base/escape.cases.ts';
import { forTerminal } from '../../../base/escape.ts';
import { columnsOf, cutEnd, cutMiddle, inColumns } from './in-columns.ts';

describe('inColumns', () => {
  it.each([
    ['short', 8, 'left', 'short   '],
    ['short', 8, 'right', '   short'],
    ['exactly8', 8, 'left', 'exactly8'],
    ['much too long', 8, 'left', 'much to…'],
    ['管理者', 8, 'left', '管理者  '],
    ['管理者アカウント', 8, 'left', '管理者… '],
    ['管理者アカウント', 7, 'left', '管理者…'],
    ['👩‍👩‍👧‍👦👍🏽x', 4, 'left', '👩‍👩‍👧‍👦… '],
    ['x', 0, 'left', ''],
    ['', 3, 'left', '   '],
  ] as const)('%j in %i columns, %s', (text, width, align, expected) => {
    expect(inColumns(text, width, align)).toBe(expected);
  });

  it('takes exactly the columns it is given, whatever comes in', () => {
    const text = fc.oneof(
      fc.constantFrom(...hostileTexts.map(([, value]) => value)),
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 60 }), (input, width) => {
        const safe = forTerminal(input);
        expect(stringWidth(inColumns(safe, width))).toBe(width);
        expect(columnsOf(cutEnd(safe, width))).toBeLessThanOrEqual(width);
        expect(columnsOf(cutMiddle(safe, width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('drops accents that are piled up', () => {
    expect(inColumns(`a${'\u0301'.repeat(1000)}b`, 4).length).toBeLessThan(30);
  });
});

it('cuts names in the middle', () => {
  expect(cutMiddle('role/OrganizationAccountAccessRole/alice', 20)).toBe('role/Organ…ole/alice');
  expect(cutMiddle('role/Deploy/x', 20)).toBe('role/Deploy/x');
});

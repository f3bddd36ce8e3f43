import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileTexts } from './escape.cases.ts';
import { forCsvCell, forHtml, forTerminal, toJsonLine } from './escape.ts';

/** What a terminal or browser may obey or hide, listed by number: Unicode's control, format, separator and surrogate ranges. */
const forbidden = (text: string): string[] =>
  [...text].filter((character) => {
    const code = character.codePointAt(0)!;
    return (
      code < 0x20 ||
      (code >= 0x7f && code < 0xa0) ||
      code === 0xad ||
      code === 0x61c ||
      (code >= 0x200b && code <= 0x200f) ||
      (code >= 0x2028 && code <= 0x202e) ||
      (code >= 0x2060 && code <= 0x206f) ||
      (code >= 0xd800 && code <= 0xdfff) ||
      code === 0xfeff ||
      (code >= 0xe0000 && code <= 0xe0fff)
    );
  });

const text = fc.oneof(
  fc.constantFrom(...hostileTexts.map(([, value]) => value)),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'=+-@;|,"\' \t\r\n\u200b\u00a0\uff1dx1') }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
);

describe('forTerminal', () => {
  it.each([
    ['plain text', 'arn:aws:iam::123456789012:user/Zoë 管理', 'arn:aws:iam::123456789012:user/Zoë 管理'],
    ['an escape', '\u001b[2J', '\\x1b[2J'],
    ['a line break, a tab', 'a\nb\tc\r', 'a\\nb\\tc\\r'],
    ['a C1 control', '\u009b31m', '\\x9b31m'],
    ['DEL and NUL', '\u007f\u0000', '\\x7f\\x00'],
    ['a right-to-left override', 'a\u202eb', 'a\\u202eb'],
    ['a lone surrogate', 'a\ud800', 'a\\ud800'],
    ['a tag character', '\u{e0041}', '\\u{e0041}'],
    ['emoji', '👍🏽', '👍🏽'],
    ['a backslash', 'C:\\new', 'C:\\new'],
  ])('shows %s', (_, input, shown) => {
    expect(forTerminal(input)).toBe(shown);
  });

  it('leaves nothing that a terminal obeys or hides, whatever comes in', () => {
    fc.assert(
      fc.property(text, (input) => {
        expect(forbidden(forTerminal(input))).toEqual([]);
      }),
    );
  });
});

describe('forHtml', () => {
  it('escapes what ends text or a quoted attribute', () => {
    expect(forHtml(`<b title="a" id='c'>&amp;`)).toBe('&lt;b title=&quot;a&quot; id=&#39;c&#39;&gt;&amp;amp;');
  });

  it('leaves no markup and nothing hidden, whatever comes in', () => {
    fc.assert(
      fc.property(text, (input) => {
        const safe = forHtml(input);
        expect(safe).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
        expect(forbidden(safe)).toEqual([]);
      }),
    );
  });
});

describe('forCsvCell', () => {
  it.each([
    ['plain text', 'StopLogging', 'StopLogging'],
    ['empty', '', ''],
    ['a comma', 'a,b', '"a,b"'],
    ['a quote', 'say "hi"', '"say ""hi"""'],
    ['a formula', '=1+1', `"'=1+1"`],
    ['a plus', '+49 30', `"'+49 30"`],
    ['a minus', '-1', `"'-1"`],
    ['an at', '@SUM(A1)', `"'@SUM(A1)"`],
    ['a tab', '\tx', `"'\\tx"`],
    ['a carriage return', '\rx', `"'\\rx"`],
    ['a formula after spaces', '  =1', `"'  =1"`],
    ['a formula after a no-break space', '\u00a0=1', `"'\u00a0=1"`],
    ['a full-width formula', '\uff1d1', `"'\uff1d1"`],
    ['a formula where other locales split', 'x; =1', `"x;' =1"`],
    ['a formula behind a tab and a semicolon', '\tx;=1', `"'\\tx;'=1"`],
    ['a date', '2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['an ARN', 'arn:aws:iam::123456789012:user/a-b+c=d@e', 'arn:aws:iam::123456789012:user/a-b+c=d@e'],
    ['an ordinary user agent', 'Mozilla/5.0 (X11; Linux x86_64)', '"Mozilla/5.0 (X11; Linux x86_64)"'],
    ['a line break', 'a\r\nb', 'a\\r\\nb'],
  ])('writes %s', (_, input, cell) => {
    expect(forCsvCell(input)).toBe(cell);
  });

  it('gives one cell on one line that no spreadsheet takes for a formula, whatever comes in', () => {
    fc.assert(
      fc.property(text, (input) => {
        const cell = forCsvCell(input);
        expect(cell).toMatch(/^(?:[^",\r\n]*|"(?:[^"\r\n]|"")*")$/);
        expect(forbidden(cell)).toEqual([]);
        for (const start of cell.split(/[;]/)) expect(start).not.toMatch(/^"?\s*[=+\-@＝＋－＠]/);
      }),
    );
  });
});

describe('toJsonLine', () => {
  it.each(hostileTexts)('keeps the value of %s and is safe in a terminal', (_, value) => {
    const line = toJsonLine({ [value]: [value] });
    expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify({ [value]: [value] })));
    expect(forbidden(line)).toEqual([]);
  });

  it('parses to the same value, whatever comes in', () => {
    fc.assert(
      fc.property(text, (input) => {
        expect(JSON.parse(toJsonLine(input))).toBe(input);
        expect(forbidden(toJsonLine(input))).toEqual([]);
      }),
    );
  });

  it('writes what JSON has no word for as null', () => {
    expect(toJsonLine(undefined)).toBe('null');
  });
});

import { describe, expect, it } from 'vitest';
import { NumberLiteral } from './json.ts';
import { parseEvent, parseJsonSource, toJson } from './json-source.ts';
import { Problem } from './problem.ts';

function problemOf(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('reading JSON with places', () => {
  it('knows where everything is', () => {
    const text = '{\r\n  "a": [1.50, "ä\\n"],\n\t"a": null\r}';
    expect(parseJsonSource(text)).toEqual({
      ...{ kind: 'object', line: 1, column: 1, offset: 0 },
      members: [
        {
          key: 'a',
          keyAt: { line: 2, column: 3, offset: 5 },
          value: {
            ...{ kind: 'array', line: 2, column: 8, offset: 10 },
            elements: [
              { kind: 'number', line: 2, column: 9, offset: 11, value: 1.5, text: '1.50' },
              { kind: 'string', line: 2, column: 15, offset: 17, value: 'ä\n' },
            ],
          },
        },
        {
          key: 'a',
          keyAt: { line: 3, column: 2, offset: 26 },
          value: { kind: 'null', line: 3, column: 7, offset: 31, value: null },
        },
      ],
    });
  });

  it('skips a byte order mark', () => {
    expect(parseJsonSource('\ufefftrue')).toEqual({ kind: 'boolean', line: 1, column: 1, offset: 1, value: true });
  });

  it.each([
    '[]',
    '{}',
    ' [ 1 , -0.5e+3 , 0 , -0 , 1E2 ] ',
    '{"a":{"b":[true,false,null]},"":""}',
    '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\ud83d\\ude00 😀 \u2028"',
    '{"a":1,"a":2}',
    '{"__proto__":{"x":1}}',
    '"\\ud800"',
    '[[[[1]]]]',
  ])('gives what JSON.parse gives: %s', (text) => {
    const value = toJson(parseJsonSource(text));
    expect(value).toEqual(JSON.parse(text));
    expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
  });

  it('leaves the prototype alone', () => {
    const value = toJson(parseJsonSource('{"__proto__":{"x":1}}'));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value as object)).toEqual(['__proto__']);
  });

  it.each<[string, string, number, number]>([
    ['nothing', '', 1, 1],
    ['only space', ' \n ', 2, 2],
    ['a word', 'nul', 1, 1],
    ['text behind', '{} {}', 1, 4],
    ['a comma behind the last', '[1,\n]', 1, 3],
    ['two commas', '[1,,2]', 1, 4],
    ['no comma', '[1 2]', 1, 4],
    ['no colon', '{"a" 1}', 1, 6],
    ['a bare key', '{a:1}', 1, 2],
    ['a number with a plus', '+1', 1, 1],
    ['a number with a leading zero', '01', 1, 2],
    ['a number that ends in a dot', '1.', 1, 2],
    ['a raw line break in a string', '"a\nb"', 1, 3],
    ['a string without end', '"abc', 1, 5],
    ['an unknown escape', '"a\\x"', 1, 3],
    ['an escape cut short', '"\\u12"', 1, 2],
    ['an array without end', '[1', 1, 3],
    ['a lone carriage return counts as a line', '[\r1 2]', 2, 3],
  ])('refuses %s', (_, text, line, column) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(problemOf(() => parseJsonSource(text, { file: 'x' }))).toMatchObject({
      code: 'RULE_JSON',
      at: { file: 'x', line, column },
    });
  });

  it('refuses what lies too deep', () => {
    expect(parseJsonSource('['.repeat(200) + ']'.repeat(200)).kind).toBe('array');
    expect(problemOf(() => parseJsonSource('['.repeat(201))).at).toEqual({ line: 1, column: 201 });
    expect(problemOf(() => parseJsonSource('[[1]]', {}, { maxDepth: 1, code: 'DECODE_TOO_DEEP' })).code).toBe('DECODE_TOO_DEEP');
  });
});

describe('reading an event', () => {
  it.each([
    ['short numbers', '{"a":[1,-2.5,1e3,123456789012345]}'],
    ['long numbers that a double holds', '{"a":[9007199254740992,0.30000000000000004,1e300]}'],
    ['digits in strings', '{"a":"1234567890123456789012345","b":":1e400"}'],
  ])('keeps %s as they are', (_, text) => {
    expect(parseEvent(text)).toEqual(JSON.parse(text));
  });

  it.each(['9007199254740993', '12345678901234567890', '1e400', '-1E-400', '0.1000000000000000055511151231257827'])(
    'keeps %s by its text',
    (number) => {
      const text = `{"a": ${number}, "b": [${number},\n${number}]}`;
      const literal = new NumberLiteral(number);
      expect(parseEvent(text)).toEqual({ a: literal, b: [literal, literal] });
      expect(parseEvent(number)).toEqual(literal);
    },
  );

  it('says where an event is broken', () => {
    expect(problemOf(() => parseEvent('{"a":\n[1,}')).at).toEqual({ line: 2, column: 4 });
    expect(problemOf(() => parseEvent('{"a":1e400,}')).code).toBe('DECODE_JSON');
  });
});

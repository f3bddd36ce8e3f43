import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indentJson } from './indent-json.ts';

describe('indentJson', () => {
  it('lays out JSON as JSON.stringify does, whatever the spacing was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 1, '\t', ' \r\n'), (value, space) => {
        const pretty = JSON.stringify(value, null, 2);
        const text = JSON.stringify(value, null, space as number);
        fc.pre(pretty.length < text.length * 4);
        expect(indentJson(text)).toBe(pretty);
      }),
    );
  });

  it('keeps every value as it was written', () => {
    expect(indentJson('{"a":12345678901234567890,"a":1.0,"b":1e400,"c":"\\u003c\\/","d":-0}')).toBe(
      '{\n  "a": 12345678901234567890,\n  "a": 1.0,\n  "b": 1e400,\n  "c": "\\u003c\\/",\n  "d": -0\n}',
    );
  });

  it.each([
    ['a cut string', '{"a":"b', '{\n  "a": "b'],
    ['a cut escape', '{"a":"b\\', '{\n  "a": "b\\'],
    ['a cut object', '{"a":1,', '{\n  "a": 1,'],
    ['too many ends', '}}]', '}\n}\n]'],
    ['no JSON', 'hello', 'hello'],
    ['nothing', '', ''],
  ])('takes %s', (_, text, expected) => {
    expect(indentJson(text)).toBe(expected);
  });

  it('leaves out no character but space, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]:,"\\ \nab1') }), (text) => {
        expect(indentJson(text).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    );
  });

  it.each([
    ['opened brackets', '['.repeat(60_000)],
    ['nested lists', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['a flat list below many brackets', `${'['.repeat(50)}${'1,'.repeat(30_000)}`],
    ['colons', ':'.repeat(60_000)],
  ])('does not grow past four times the text: %s', (_, text) => {
    expect(indentJson(text).length).toBeLessThanOrEqual(text.length * 4 + 1200);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStructText } from './struct-text.ts';

describe('structures as query engines print them', () => {
  it('nest, list, and keep all scalars but null as text', () => {
    expect(parseStructText('{a=1, b={c=x y, d=null}, e=[p, q], f=}')).toEqual({
      a: '1',
      b: { c: 'x y', d: null },
      e: ['p', 'q'],
      f: null,
    });
  });

  it('hold commas and brackets in values where no key follows', () => {
    expect(parseStructText('{ua=Mozilla/5.0 (X11, like Gecko), arn=arn:aws:iam::123456789012:user/a}')).toEqual({
      ua: 'Mozilla/5.0 (X11, like Gecko)',
      arn: 'arn:aws:iam::123456789012:user/a',
    });
    expect(parseStructText('{a=x{y}z, b=1}')).toEqual({ a: 'x{y}z', b: '1' });
  });

  it('hold JSON', () => {
    expect(parseStructText('{p={"a":[1,"}"]}, q=1}')).toEqual({ p: { a: [1, '}'] }, q: '1' });
  });

  it('keep __proto__ as a key', () => {
    const value = parseStructText('{__proto__={polluted=1}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(value ?? {})).toEqual(['__proto__']);
  });

  it('of another form are none', () => {
    for (const text of [
      '',
      'x',
      '{',
      '{a',
      '{a=1',
      '{a=[}',
      '{a=[1}',
      '{a=]',
      '{a={b=]}',
      '{a=1}}',
      '[a=1]',
      `{a=${'{a='.repeat(10_000)}`,
    ])
      expect([text.slice(0, 20), parseStructText(text)]).toEqual([text.slice(0, 20), undefined]);
  });

  it('end for any text', () => {
    const text = fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '=', ',', ' ', '"', '\\', 'a', 'null'), maxLength: 60 });
    fc.assert(
      fc.property(text, (body) => void parseStructText(`{${body}`)),
      { numRuns: 2000 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { formatRange, isInside, parseAddress, parseRange } from './address.ts';

describe('an address', () => {
  it.each<[string, 32 | 128, bigint]>([
    ['0.0.0.0', 32, 0n],
    ['255.255.255.255', 32, 0xffff_ffffn],
    ['192.0.2.1', 32, 0xc000_0201n],
    ['010.000.00.1', 32, 0x0a00_0001n],
    ['::', 128, 0n],
    ['::1', 128, 1n],
    ['1::', 128, 1n << 112n],
    ['2001:db8::ff00:42:8329', 128, 0x20010db8000000000000ff0000428329n],
    ['::ffff:c000:201', 32, 0xc000_0201n],
  ])('%s', (text, bits, value) => {
    expect(parseAddress(text)).toEqual({ bits, value });
  });

  it.each(['', '1', '1.2.3', '1.2.3.4.5', '1.2.3.256', '1.2.3.-4', '1.2.3.4 ', '0x1.2.3.4', '1.2.3.', '0000000000001.2.3.4'])(
    'is not "%s"',
    (text) => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );

  it.each([
    ':',
    ':::',
    '1:',
    ':1',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '12345::',
    'g::',
    '::1.2.3.4',
    '::1%eth0',
    '[::1]',
  ])('is not "%s"', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('a range', () => {
  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['192.0.2.1/32', '192.0.2.1/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:db8::1/32', '2001:db8:0:0:0:0:0:0/32'],
    ['::/0', '0:0:0:0:0:0:0:0/0'],
    ['::ffff:c000:200/24', '192.0.2.0/24'],
  ])('%s is %s', (text, expected) => {
    expect(formatRange(parseRange(text)!)).toBe(expected);
  });

  it.each([
    '',
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/8/8',
    '/8',
    '10.0.0.0/-1',
    '10.0.0.0/8.5',
    '10.0.0.0/1000',
  ])('is not "%s"', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });

  it('holds addresses of its own family only', () => {
    const inside = (range: string, text: string) => isInside(parseRange(range)!, parseAddress(text)!);
    expect(inside('192.0.2.0/25', '192.0.2.127')).toBe(true);
    expect(inside('192.0.2.0/25', '192.0.2.128')).toBe(false);
    expect(inside('0.0.0.0/0', '::1')).toBe(false);
    expect(inside('::/0', '192.0.2.1')).toBe(false);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openAddressLookup } from './address-lookup.ts';

const folder = mkdtempSync(join(tmpdir(), 'trailwatch-lookup-'));
afterAll(() => rmSync(folder, { recursive: true }));
const lookup = openAddressLookup();

// Public resolvers whose operators publish where their networks are registered.
it.each([
  ['8.8.8.8', 'US'],
  ['2001:4860:4860::8888', 'US'],
  ['::ffff:8.8.8.8', 'US'],
  ['193.0.0.1', 'NL'],
])('%s is in %s, and still is when it is asked again', (address, country) => {
  expect([lookup(address), lookup(address)]).toEqual([country, country]);
});

it.each([
  '',
  's3.amazonaws.com',
  'AWS Internal',
  '192.0.2.1',
  '10.0.0.1',
  '127.0.0.1',
  '::1',
  '::',
  '2001:db8::1',
  'fe80::1%eth0',
  '1.2.3',
  '1.2.3.4.5',
  '999.1.1.1',
  '8.8.8.8/32',
  '\u0000',
  '8.8.8.8\n',
  ':'.repeat(100_000),
])('%j has no country', (text) => {
  expect(lookup(text)).toBeUndefined();
});

it('goes on without a database, and says so once', () => {
  const problems: unknown[] = [];
  const without = openAddressLookup({ file: join(folder, 'missing'), onProblem: (error) => problems.push(error) });
  expect(problems).toEqual([]);
  expect([without('8.8.8.8'), without('8.8.4.4')]).toEqual([undefined, undefined]);
  expect(problems).toHaveLength(1);
});

it('goes on with a file that is no database', () => {
  const file = join(folder, 'damaged');
  writeFileSync(file, 'x'.repeat(1000));
  expect(openAddressLookup({ file })('8.8.8.8')).toBeUndefined();
});

it('remembers a bounded number of addresses', () => {
  for (let i = 0; i < 25_000; i++) lookup(`198.51.${i % 256}.${(i >> 8) % 256}`);
  expect(lookup('8.8.8.8')).toBe('US');
});

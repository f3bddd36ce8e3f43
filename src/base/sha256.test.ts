import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sha256Hex } from './sha256.ts';

// FIPS 180-4's example messages, as published by NIST.
it.each([
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
])('%s has the published digest', (text, digest) => {
  expect(sha256Hex(text)).toBe(digest);
});

it('agrees with OpenSSL at every length around the block borders', () => {
  for (let length = 0; length <= 200; length++) {
    const text = 'é'.repeat(length % 7) + 'x'.repeat(length);
    expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
  }
});

it('agrees with OpenSSL on a long text', () => {
  const text = 'arn:aws:iam::123456789012:user/🙂'.repeat(10_000);
  expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
});

import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { hash128 } from './hash.ts';

it('is the first half of the SHA-256 that others compute', () => {
  for (const text of ['', 'a', 'zoë', '{"eventName":"CreateUser"}', 'x'.repeat(10_000)])
    expect(hash128(text)).toBe(createHash('sha256').update(text).digest('hex').slice(0, 32));
});

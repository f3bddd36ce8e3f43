import fc from 'fast-check';
import { describe, it } from 'vitest';
import { mutated, sizes, splitsAgree, waysAgree } from './fuzz.cases.ts';

describe('no bytes crash or hang decoding, tried for long', () => {
  it('random bytes', () =>
    fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 20_000 }), sizes, splitsAgree), { numRuns: 5_000 }));
  it('fixtures with damage, in any split', () => fc.assert(fc.asyncProperty(mutated, sizes, splitsAgree), { numRuns: 30_000 }));
  it('fixtures with damage, at once and as a stream', () =>
    fc.assert(fc.asyncProperty(mutated, sizes, waysAgree), { numRuns: 30_000 }));
});

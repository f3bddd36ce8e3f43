import fc from 'fast-check';
import { describe, it } from 'vitest';
import { mutated, sizes, splitsAgree, waysAgree } from './fuzz.cases.ts';

describe('no bytes crash or hang decoding, and', () => {
  it('random bytes give the same in any split', () =>
    fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), sizes, splitsAgree), { numRuns: 200 }));
  it('random JSON gives the same in any split', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.json()), fc.constantFrom('', '\n', ',', ' '), sizes, (values, between, split) =>
        splitsAgree(Buffer.from(values.join(between)), split),
      ),
      { numRuns: 200 },
    ));
  it('fixtures with damage give the same in any split', () =>
    fc.assert(fc.asyncProperty(mutated, sizes, splitsAgree), { numRuns: 300 }));
  it('fixtures with damage give the same at once and as a stream', () =>
    fc.assert(fc.asyncProperty(mutated, sizes, waysAgree), { numRuns: 300 }));
});

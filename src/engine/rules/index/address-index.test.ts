import fc from 'fast-check';
import { expect, it } from 'vitest';
import { passes } from '../evaluate.ts';
import { AddressIndex } from './address-index.ts';

const byte = fc.constantFrom(0, 1, 2, 10, 127, 128, 192, 255, 256);
const v4 = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.'));
const v6 = fc
  .array(fc.constantFrom('0', '1', '2001', 'db8', 'ffff', 'C000', '0201', ''), { minLength: 1, maxLength: 8 })
  .map((groups) => groups.join(':'));
const address = fc.oneof(
  v4,
  v6,
  fc.constantFrom('010.0.0.1', '1.2.3', '1.2.3.4.', '.1.2.3', '1..2.3', '1.2.3.4x', '::ffff:a:b', '', ':', '::'),
);
const range = fc
  .tuple(fc.oneof(v4, v6), fc.oneof(fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 129 })))
  .map(([base, bits]) => `${base}/${bits}`);

it('finds the ranges that the oracle finds', () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 20 }), fc.array(address), (ranges, addresses) => {
      const index = new AddressIndex();
      for (const [id, each] of ranges.entries()) index.add(each, id);
      for (const each of [...addresses, ...ranges.map((text) => text.split('/')[0]!)]) {
        const hits: number[] = [];
        index.find(each, hits);
        const expected = ranges.flatMap((text, id) => (passes({ is: 'cidr', range: text }, each) ? [id] : []));
        expect(hits.sort((a, b) => a - b)).toEqual(expected);
      }
    }),
    { numRuns: 300 },
  );
});

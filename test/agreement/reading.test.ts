import { expect, it } from 'vitest';
import { assertReadingAgreement } from './reading.ts';

it('records that are left out without parsing are those that no rule matches', () => {
  const seed = Math.trunc(Math.random() * 2 ** 31);
  const { read, records, passed, matched } = assertReadingAgreement({ runs: 200, seed });
  expect(read).toBeGreaterThan(160);
  // Else agreement would say little.
  expect(passed).toBeGreaterThan(records * 0.05);
  expect(matched).toBeGreaterThan(records * 0.05);
});

import { expect, it } from 'vitest';
import { assertReadingAgreement } from './reading.ts';

it('records that are left out without parsing are those that no rule matches: long', () => {
  const seed = Math.trunc(Math.random() * 2 ** 31);
  console.log(`seed ${seed}`);
  const { read, passed } = assertReadingAgreement({ runs: 8_000, seed });
  expect(read).toBeGreaterThan(20_000);
  expect(passed).toBeGreaterThan(10_000);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { knownGaps } from './known-gaps.cases.ts';

it('every known difference from CloudWatch is documented, and no other', () => {
  const docs = readFileSync('docs/alarms.md', 'utf8');
  const documented = [...docs.matchAll(/^- `([a-z-]+)`:/gm)].map(([, id]) => id);
  expect(documented).toEqual(knownGaps.map(({ id }) => id));
  for (const { what, why } of knownGaps) expect([what, why].every((text) => text.length > 10)).toBe(true);
});

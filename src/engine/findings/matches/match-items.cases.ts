import fc from 'fast-check';
import { HOUR, MINUTE } from '../../../base/units.ts';
import type { MatchItem } from '../../../model/triage-item.ts';
import { sampleMatch } from '../sample-match.cases.ts';
import { toMatchItem } from '../triage.ts';

const noon = Date.UTC(2026, 0, 31, 12);
const FIRST = Date.parse('0000-01-01T00:00:00Z');
const END = Date.UTC(10_000, 0, 1);
const arn = (name: string) => `arn:aws:iam::123456789012:user/${name}`;

/** Matches of few rules, actors and hours, each of an event of its own. */
export const matchItems: fc.Arbitrary<MatchItem[]> = fc
  .array(
    fc.record({
      ruleId: fc.constantFrom('one', 'two'),
      actor: fc.constantFrom(arn('alice'), arn('bob'), 'x'.repeat(3000), '\ud800', ''),
      at: fc.oneof(
        fc.constant(noon),
        fc.integer({ min: -90, max: 90 }).map((minutes) => noon + minutes * MINUTE + (minutes % 3)),
        // The first and the last times that an event can have, with an offset.
        fc.constantFrom(FIRST - HOUR, FIRST, END - 1, END, END + HOUR),
      ),
      account: fc.constantFrom('123456789012', '111122223333', ''),
      address: fc.oneof(fc.constantFrom('192.0.2.1', '192.0.2.2'), fc.ipV4()),
      code: fc.constantFrom('', 'AccessDenied'),
      resources: fc.array(fc.constantFrom('arn:aws:s3:::a', 'arn:aws:s3:::b', 'arn:aws:s3:::c'), { maxLength: 3 }),
      key: fc.constantFrom(undefined, 'ASIAEXAMPLEONE', 'ASIAEXAMPLETWO'),
      excepted: fc.constantFrom(undefined, 'known'),
      uuid: fc.boolean(),
      raw: fc.constantFrom(undefined, '{}', '{"a":"\ud800"}', `"${'x'.repeat(2000)}"`),
    }),
    { maxLength: 120 },
  )
  .map((all) =>
    all.map(({ ruleId, actor, at, account, address, code, resources, key, excepted, uuid, raw }, i) => {
      const id = uuid ? `00000000-0000-4000-8000-${String(i).padStart(12, '0')}` : `event ${i}`;
      const detail = { sourceIPAddress: address, errorCode: code, userIdentity: { arn: actor } };
      return {
        ...toMatchItem(sampleMatch({ ruleId, at, id, account, detail })),
        resources,
        ...(key !== undefined && { accessKeyId: key }),
        ...(excepted !== undefined && { excepted }),
        ...(raw !== undefined && { raw }),
        ...(raw === '{}' && { rawLength: 70_000 }),
      };
    }),
  );

/** So many findings that begin at one moment, each of two matches. */
export function atOneMoment(findings: number): MatchItem[] {
  return Array.from({ length: 2 * findings }, (_, i) =>
    toMatchItem(
      sampleMatch({
        at: noon + (i < findings ? 0 : HOUR / 2),
        id: `event ${i}`,
        severity: i % 2 === 0 ? 'low' : 'high',
        ruleId: i % 2 === 0 ? 'one' : 'two',
        detail: { userIdentity: { arn: arn(`u${(i % findings) >> 1}`) } },
      }),
    ),
  );
}

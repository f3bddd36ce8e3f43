import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { sourceOf, detailTypeOf } from '../../src/engine/events/cloudtrail-envelope.ts';
import { decodeWhole } from '../../src/engine/events/decode.ts';
import { createRecordReader } from '../../src/engine/events/walk/record-reader.ts';
import { buildMatcher } from '../../src/engine/rules/matcher.ts';
import { createSelection } from '../../src/engine/rules/selection/create-selection.ts';
import type { Decoded } from '../../src/model/decoded.ts';
import type { Predicate } from '../../src/model/predicate.ts';
import { hostileContents } from './hostile-content.ts';
import { recordPredicate } from './record-predicates.ts';

export interface ReadingAgreement {
  /** Contents that were read without parsing all of them, and records in them. */
  readonly read: number;
  readonly records: number;
  /** Of these: left out. */
  readonly passed: number;
  /** Of these: a rule says yes. */
  readonly matched: number;
}

/**
 * Reads random hostile contents with the selection of random rules and without, and asks that what was left out is what no rule matches, and
 * that all else is the same: records, numbers, order, rejects. Throws on a difference, shrunk.
 */
export function assertReadingAgreement(options: { readonly runs: number; readonly seed: number }): ReadingAgreement {
  const total = none();
  fc.assert(
    fc.property(
      fc.array(recordPredicate, { minLength: 1, maxLength: 4 }),
      fc.array(hostileContents, { minLength: 1, maxLength: 3, size: 'max' }),
      fc.boolean(),
      (rules, many, zipped) => {
        const contents = many.flat();
        assertSameReading(rules, zipped ? contents.map((content) => gzipSync(content)) : contents, total);
      },
    ),
    { numRuns: options.runs, seed: options.seed },
  );
  return total;
}

/** One reader for all contents, twice: the second time from what it remembers of values and of stretches. */
export function assertSameReading(
  rules: readonly Predicate[],
  contents: readonly Uint8Array[],
  total = none(),
): ReadingAgreement {
  const reader = readerOf(rules);
  const matcher = buildMatcher(rules);
  for (const content of [...contents, ...contents]) compare(content, reader, matcher, total);
  return total;
}

function none(): Total {
  return { read: 0, records: 0, passed: 0, matched: 0 };
}

function readerOf(rules: readonly Predicate[]) {
  const selecting = rules.map((when) => ({ when }));
  const selection = createSelection(selecting, (detail) => ({
    source: sourceOf(detail),
    'detail-type': detailTypeOf(detail),
    detail,
  }));
  return createRecordReader(selection)!;
}

type Total = { -readonly [name in keyof ReadingAgreement]: number };

function compare(
  bytes: Uint8Array,
  reader: ReturnType<typeof readerOf>,
  matcher: ReturnType<typeof buildMatcher>,
  total: Total,
): void {
  const selected = reader.read(bytes, 'file');
  if (selected === undefined) return;
  const all = decodeWhole(bytes, 'file') ?? [];
  const { decoded, passed } = selected;
  let next = 0;
  let left = 0;
  for (const one of all) {
    const matches = one.kind === 'event' && matcher.match(one.record.event().envelope).length > 0;
    if (matches) total.matched++;
    if (next < decoded.length && said(decoded[next]!) === said(one)) next++;
    else if (matches || one.kind !== 'event') throw new Error(`left out, and should not have been: ${said(one)}`);
    else left++;
  }
  if (next < decoded.length) throw new Error(`found, and should not have been: ${said(decoded[next]!)}`);
  if (left !== passed) throw new Error(`${left} were left out, ${passed} were counted`);
  total.read++;
  total.records += all.length;
  total.passed += passed;
}

function said(one: Decoded): string {
  if (one.kind === 'event') return JSON.stringify([one.record.event(), one.record.raw()]);
  return JSON.stringify(one.kind === 'reject' ? [one.problem.code, one.problem.message, one.problem.at] : one);
}

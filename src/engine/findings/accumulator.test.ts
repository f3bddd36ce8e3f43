import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MINUTE } from '../../base/units.ts';
import type { TriageItem } from '../../model/triage-item.ts';
import { createAccumulator, type FindingMemory } from './accumulator.ts';
import { createPolicy, noPolicy } from './policy.ts';
import { sampleMatch } from './sample-match.cases.ts';
import { compareTriageItems, toFindings, toTriageItem } from './triage.ts';

const noon = Date.UTC(2026, 0, 31, 12);
const base = toTriageItem(sampleMatch({ at: noon }));
const ID = base.findingId;

/** Few values, so that they come again; some very many and very long ones, so that bounds are reached. */
const anyItem: fc.Arbitrary<Omit<TriageItem, 'record'> & { record: Partial<TriageItem['record']> }> = fc.record(
  {
    findingId: fc.constant(ID),
    at: fc.nat(30).map((minute) => noon + minute * MINUTE),
    resources: fc.array(
      fc.nat(60).map((n) => `arn:aws:s3:::b${n}${'\u0007'.repeat((n % 7) * 30)}`),
      { maxLength: 4 },
    ),
    excepted: fc.constantFrom('nightly', 'backup', 'other'),
    origin: fc.constantFrom('arn:aws:iam::123456789012:user/carol', 'arn:aws:iam::123456789012:user/dave'),
    record: fc.record({
      eventName: fc.nat(5).map((n) => `Call${n}`),
      awsRegion: fc.constantFrom('eu-central-1', 'us-east-1', ''),
      sourceIPAddress: fc.oneof(
        fc.constant('192.0.2.10'),
        fc.nat(40).map((n) => `198.51.100.${n}`),
      ),
      userAgent: fc.oneof(
        fc.constant('aws-cli'),
        fc.nat(1000).map((n) => `${n}${'\u0001'.repeat(n)}`),
      ),
      errorCode: fc.constantFrom('', 'AccessDenied', 'Throttling'),
    }),
  },
  { requiredKeys: ['findingId', 'at', 'resources', 'record'] },
);

const anyItems = (constraints: fc.ArrayConstraints) =>
  fc.array(anyItem, constraints).map((items) =>
    items.map(({ record, ...item }, i): TriageItem => {
      const eventTime = new Date(item.at).toISOString().replace('.000Z', 'Z');
      return { ...item, record: { ...base.record, ...record, eventTime, eventId: `e-${(i * 7919) % 1009}` } };
    }),
  );

function inBatches(items: readonly TriageItem[], sizes: readonly number[]) {
  let memory: FindingMemory | undefined;
  let start = 0;
  for (let batch = 0; start < items.length; batch++) {
    const accumulator = createAccumulator(ID, memory);
    const end = start + (sizes[batch % sizes.length] ?? 1);
    for (const item of items.slice(start, end)) accumulator.add(item);
    memory = JSON.parse(JSON.stringify(accumulator.memory())) as FindingMemory;
    start = end;
  }
  return createAccumulator(ID, memory).build(noPolicy).finding;
}

it.each([
  ['few', { minLength: 1, maxLength: 40 }, 100],
  ['many', { minLength: 150, maxLength: 300, size: 'max' as const }, 12],
])('gives the same finding for any order and any batches of %s events, and the same as a scan', (_, constraints, numRuns) => {
  fc.assert(
    fc.property(
      anyItems(constraints).chain((items) =>
        fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
      ),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }),
      ([items, shuffled], sizes) => {
        const [scanned] = [...toFindings([...items].sort(compareTriageItems))];
        expect(inBatches(shuffled, sizes)).toEqual(scanned!.finding);
        expect(inBatches(items, [1])).toEqual(scanned!.finding);
      },
    ),
    { numRuns },
  );
});

it('keeps its memory below 64 KB as JSON, whatever is in the events', () => {
  const wide = ['\u0001', '"', '漢', 'x', '\ud800'];
  let memory: FindingMemory | undefined;
  let largest = 0;
  for (let batch = 0; batch < 40; batch++) {
    const accumulator = createAccumulator(ID, memory);
    for (let i = 0; i < 50; i++) {
      const n = batch * 50 + i;
      // Values grow in number first and then in length, so that each bound is full before the next is reached.
      const text = (kind: string) => `${kind}${n % 300}${wide[batch % 5]!.repeat(n < 1000 ? n % 60 : 3000)}`;
      accumulator.add({
        findingId: ID,
        at: noon - n,
        resources: Array.from({ length: 20 }, (_, k) => `arn:aws:s3:::${k}${text('r')}`),
        excepted: text('x'),
        origin: text('o'),
        record: {
          ...base.record,
          eventId: text(`e${n}`),
          actor: text('a'),
          account: text('c'),
          eventName: text('n'),
          eventSource: text('s'),
          awsRegion: text('g'),
          sourceIPAddress: text('i'),
          userAgent: text('u'),
          errorCode: text('f'),
        },
      });
    }
    const json = JSON.stringify(accumulator.memory());
    largest = Math.max(largest, Buffer.byteLength(json));
    memory = JSON.parse(json) as FindingMemory;
  }
  expect(largest).toBeGreaterThan(20_000);
  expect(largest).toBeLessThan(64 * 1024);
});

it('names what is frequent though very many others come and go', () => {
  const accumulator = createAccumulator(ID);
  for (let i = 0; i < 50_000; i++) {
    const userAgent = i % 5 === 0 ? 'the one' : `made-up-${i}`;
    accumulator.add({ ...base, record: { ...base.record, eventId: `e-${i}`, userAgent } });
  }
  expect(accumulator.build(noPolicy).finding.context.userAgents[0]).toBe('the one');
});

it('is suppressed by the exception that covers most, once all events are covered', () => {
  const policy = createPolicy();
  const built = (excepted: readonly (string | undefined)[]) => {
    const accumulator = createAccumulator(ID);
    for (const [i, id] of excepted.entries()) {
      accumulator.add({ ...base, record: { ...base.record, eventId: `e-${i}` }, ...(id !== undefined && { excepted: id }) });
    }
    return accumulator.build(policy).finding.suppressedBy;
  };
  expect(built(['b', 'a', 'b'])).toBe('b');
  expect(built(['b', 'a'])).toBe('a');
  expect(built(['b', 'b', undefined])).toBeUndefined();
  expect(built(['b'])).toBe('b');
});

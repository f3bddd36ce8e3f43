import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MINUTE } from '../../base/units.ts';
import type { Change } from '../../model/alert.ts';
import { seenKey } from '../../model/cell.ts';
import type { Severity } from '../../model/severity.ts';
import type { StoredFinding } from '../../model/stored-finding.ts';
import type { TriageItem } from '../../model/triage-item.ts';
import { concludeFinding } from './conclude-finding.ts';
import { createPolicy, noPolicy, type Policy } from './policy.ts';
import { sampleMatch } from './sample-match.cases.ts';
import { setStatus } from './set-status.ts';
import { compareTriageItems, toFindings, toTriageItem } from './triage.ts';

const noon = Date.UTC(2026, 0, 31, 12);
const now = noon + 5 * MINUTE;
const item = (n: number, extra: Partial<TriageItem> = {}): TriageItem => ({
  ...toTriageItem(sampleMatch({ id: `e-${n}`, at: noon + n * 1000 })),
  ...extra,
});
const items = (from: number, to: number, extra: Partial<TriageItem> = {}) =>
  Array.from({ length: to - from }, (_, i) => item(from + i, extra));

/** A store of one finding, as JSON keeps it. */
function live(policy: Policy = noPolicy) {
  const seen = new Set<string>();
  const store = {
    stored: undefined as StoredFinding | undefined,
    take(unit: readonly TriageItem[], other = policy): Change | 'nothing' | undefined {
      const concluded = concludeFinding(unit, store.stored, seen, other, now);
      if (concluded === undefined) return 'nothing';
      expect(concluded.finding.version).toBe((store.stored?.version ?? 0) + 1);
      for (const row of concluded.ledger) seen.add(seenKey(row));
      store.stored = JSON.parse(JSON.stringify(concluded.finding)) as StoredFinding;
      return concluded.change;
    },
    set(status: 'open' | 'acknowledged' | 'closed') {
      const concluded = setStatus(store.stored!, status, { by: 'carol', text: 'looked at it' }, now);
      store.stored = concluded.finding;
      return concluded.change;
    },
  };
  return store;
}

it('says opened once, then repeated at each power of ten', () => {
  const store = live();
  expect(store.take(items(0, 3))).toBe('opened');
  expect(store.take(items(3, 9))).toBeUndefined();
  expect(store.take(items(9, 10))).toBe('repeated');
  expect(store.take(items(10, 99))).toBeUndefined();
  expect(store.take(items(99, 1200))).toBe('repeated');
  expect(store.stored).toMatchObject({ finding: { count: 1200, status: 'open' }, told: { change: 'repeated', count: 1200 } });
});

it('has no effect twice, whether the ledger or the same unit has it', () => {
  const store = live();
  expect(store.take([item(1), item(1), item(2)])).toBe('opened');
  expect(store.stored!.finding.count).toBe(2);
  expect(store.take([item(2), item(1)])).toBe('nothing');
  expect(store.take([item(2), item(3)])).toBeUndefined();
  expect(store.stored!.finding.count).toBe(3);
});

it('ends with the findings of a scan whatever the order, the batches and the repeats', () => {
  const all = items(0, 40);
  const [scanned] = [...toFindings([...all].sort(compareTriageItems))];
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...all, ...all], { minLength: 80 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (stream, sizes) => {
        const store = live();
        for (let start = 0, batch = 0; start < stream.length; batch++) {
          const end = start + sizes[batch % sizes.length]!;
          store.take(stream.slice(start, end));
          start = end;
        }
        expect(store.stored!.finding).toEqual(scanned!.finding);
      },
    ),
    { numRuns: 50 },
  );
});

it('keeps what operators said, and opens a closed finding that goes on', () => {
  const store = live();
  store.take([item(1)]);
  expect(store.set('acknowledged')).toBeUndefined();
  expect(store.take([item(2)])).toBeUndefined();
  expect(store.stored!.finding.status).toBe('acknowledged');
  expect(store.set('closed')).toBe('resolved');
  expect(store.set('closed')).toBeUndefined();
  expect(store.take([item(3)])).toBe('repeated');
  expect(store.stored!.finding).toMatchObject({ status: 'open', count: 3 });
  expect(store.stored!.notes!.map(({ by }) => by)).toEqual(['carol', 'carol', 'carol', 'trailwatch']);
});

it('says escalated when the severity is higher than when it was last told, and not when it is lower', () => {
  const at = (severity: Severity) => createPolicy({ severities: [{ severity }] });
  const store = live();
  expect(store.take([item(1)], at('low'))).toBe('opened');
  expect(store.take([item(2)], at('high'))).toBe('escalated');
  expect(store.take([item(3)], at('low'))).toBeUndefined();
  expect(store.take([item(4)], at('high'))).toBeUndefined();
  expect(store.take([item(5)], at('critical'))).toBe('escalated');
});

it('says nothing of what is suppressed until an event comes that no exception covers', () => {
  const store = live();
  expect(store.take(items(0, 20, { excepted: 'nightly' }))).toBeUndefined();
  expect(store.stored!.finding.suppressedBy).toBe('nightly');
  expect(store.set('closed')).toBeUndefined();
  expect(store.take([item(21, { excepted: 'nightly' })])).toBeUndefined();
  expect(store.stored!.finding.status).toBe('closed');
  expect(store.take([item(22)])).toBe('opened');
  expect(store.stored!.finding).toMatchObject({ status: 'open', count: 22 });
  expect(store.stored!.finding.suppressedBy).toBeUndefined();
});

it('says nothing of a rule on trial', () => {
  const match = sampleMatch();
  const shadow = toTriageItem({ ...match, rule: { ...match.rule, status: 'experimental' } });
  const store = live();
  expect(store.take([shadow])).toBeUndefined();
  expect(store.stored!.finding.shadow).toBe(true);
  expect(store.set('closed')).toBeUndefined();
});

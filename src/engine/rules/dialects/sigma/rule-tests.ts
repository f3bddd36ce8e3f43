import { isJsonObject, type Json, type JsonObject } from '../../../../base/json.ts';
import { hash128 } from '../../../../base/hash.ts';
import { Problem } from '../../../../base/problem.ts';
import type { EpochMs } from '../../../../base/units.ts';
import type { EventRule } from '../../../../model/rule.ts';
import type { RuleTest, TestRecord } from '../../../../model/rule-test.ts';
import { evaluate } from '../../evaluate.ts';
import { root } from './context.ts';
import { quote } from '../rule-reader.ts';

/** CloudTrail records by name, which tests change. */
export type BaseRecords = Readonly<Record<string, JsonObject>>;

export interface RuleTestResult {
  readonly test: RuleTest;
  /** What the rule said is what the test expected. */
  readonly passed: boolean;
  readonly matched: boolean;
  /** The record that was judged: of several events the first that the rule matched, or the first. */
  readonly record: JsonObject;
}

/**
 * Tries an event rule on its tests. One that has several events passes if any of them matches, or none where none should.
 *
 * @throws {Problem} RULE_FIELD for a base record that doesn't exist, at the test
 */
export function runRuleTests(rule: EventRule, tests: readonly RuleTest[], records: BaseRecords): RuleTestResult[] {
  return tests.map((test) => {
    const events = expandTestEvents(test, records);
    const hit = events.find(({ record }) => evaluate(rule.when, { [root]: record }));
    const matched = hit !== undefined;
    return { test, passed: matched === test.match, matched, record: (hit ?? events[0])?.record ?? {} };
  });
}

/** One event of a test: a CloudTrail record. */
export interface TestEvent {
  readonly at: EpochMs;
  readonly record: JsonObject;
}

/**
 * The events that a test describes, in the order in which it names them. The first happens when its base record does; `every`
 * and `at` go on from there. Event ids are distinct, and the same each time. `{n}` in a text is the number of the repetition,
 * from 0. A test that sets `eventTime` or `eventID` has what it sets.
 *
 * @throws {Problem} RULE_FIELD for a base record that doesn't exist, or one without a time, at the test
 */
export function expandTestEvents(test: RuleTest, records: BaseRecords): TestEvent[] {
  const expanded: TestEvent[] = [];
  let start: EpochMs | undefined;
  let next = 0;
  for (const events of test.events) {
    const base = Object.hasOwn(records, events.base) ? records[events.base] : undefined;
    if (base === undefined) {
      const hint = `Use one of ${Object.keys(records).sort().join(', ')}`;
      throw new Problem('RULE_FIELD', `there is no base record ${quote(events.base)}`, { at: test.place, hint });
    }
    const baseTime = Date.parse(String(base.eventTime));
    if (Number.isNaN(baseTime))
      throw new Problem('RULE_FIELD', `the base record ${quote(events.base)} has no eventTime`, { at: test.place });
    start ??= baseTime;
    next = events.at ?? next;
    for (let n = 0; n < events.repeat; n++) {
      const number = expanded.length;
      const id = hash128(`${test.name} ${number}`).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
      const record = changed({ ...base, eventTime: isoOf(start + next), eventID: id }, events, n);
      const at = Date.parse(String(record.eventTime));
      expanded.push({ at: Number.isNaN(at) ? start + next : at, record });
      next += events.every;
    }
  }
  return expanded;
}

/** As CloudTrail writes it: whole seconds. */
function isoOf(at: EpochMs): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A record with some fields changed, and some taken away. Paths lead through objects, and name elements of arrays by number. */
function changed(base: JsonObject, { set, unset }: TestRecord, n: number): JsonObject {
  let record: Json = base;
  for (const [path, value] of Object.entries(set)) record = withValue(record, path.split('.'), numbered(value, n));
  for (const path of unset) record = withValue(record, path.split('.'), undefined);
  return record as JsonObject;
}

function withValue(target: Json | undefined, [key = '', ...rest]: readonly string[], value: Json | undefined): Json {
  if (Array.isArray(target) && /^\d{1,6}$/.test(key)) {
    const inner = rest.length === 0 ? value : withValue(target[Number(key)] as Json, rest, value);
    if (inner === undefined) return target.filter((_, index) => index !== Number(key));
    return target.map((element: Json, index) => (index === Number(key) ? inner : element));
  }
  const object = isJsonObject(target) ? target : {};
  const inner = rest.length === 0 ? value : withValue(Object.hasOwn(object, key) ? object[key] : undefined, rest, value);
  const members = Object.entries(object).filter(([name]) => name !== key || inner !== undefined);
  const copy = new Map<string, Json | undefined>(members);
  if (inner !== undefined) copy.set(key, inner);
  return Object.fromEntries(copy) as JsonObject;
}

function numbered(value: Json, n: number): Json {
  if (typeof value === 'string') return value.replaceAll('{n}', String(n));
  if (Array.isArray(value)) return value.map((element: Json) => numbered(element, n));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, numbered(each!, n)]));
}

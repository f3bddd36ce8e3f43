import type { TrailEvent } from '../model/event.ts';
import type { EventRule, RuleHead } from '../model/rule.ts';
import type { RuleTest } from '../model/rule-test.ts';
import type { SeriesRule } from '../model/series-rule.ts';
import { createEngine } from './engine.ts';
import { decodeWhole } from './events/decode.ts';
import { type BaseRecords, expandTestEvents, runRuleTests, type TestEvent } from './rules/dialects/sigma/rule-tests.ts';
import { explain, type Explained } from './rules/explain.ts';
import type { LoadedRules } from './rules/load.ts';
import type { RuleSet } from './rules/select.ts';
import { compareSeriesInputs, createSeriesRun } from './state/run-series.ts';

/** What became of one test of a rule. */
export interface TestOutcome {
  readonly rule: RuleHead;
  readonly test: RuleTest;
  readonly passed: boolean;
  /** How many findings there were; for an event rule 1 or 0. */
  readonly findings: number;
  /** Of an event rule's test that failed: why the rule said what it said. */
  readonly explained?: Explained;
  /** Of a series rule's test that failed: how many of the events each rule that feeds it matched. */
  readonly fed?: readonly { readonly ruleId: string; readonly events: number }[];
}

/**
 * Tries the rules on the tests that they bring: event rules one record at a time, series rules with all that feeds them.
 * @throws {Problem} RULE_FIELD for a base record that doesn't exist, at the test
 */
export function testRules(loaded: LoadedRules, records: BaseRecords, wanted: (rule: RuleHead) => boolean): TestOutcome[] {
  const outcomes: TestOutcome[] = [];
  for (const rule of loaded.rules) {
    if (!wanted(rule)) continue;
    for (const { test, passed, matched, record } of runRuleTests(rule, loaded.tests.get(rule.id) ?? [], records)) {
      const failed = passed ? {} : { explained: explain(rule.when, { detail: record }) };
      outcomes.push({ rule, test, passed, findings: matched ? 1 : 0, ...failed });
    }
  }
  for (const rule of loaded.series) {
    const tests = wanted(rule) ? (loaded.tests.get(rule.id) ?? []) : [];
    if (tests.length === 0) continue;
    const set = feedersOf(rule, loaded);
    for (const test of tests) outcomes.push(testSeries(rule, set, test, expandTestEvents(test, records)));
  }
  return outcomes;
}

function testSeries(rule: SeriesRule, { rules, series }: RuleSet, test: RuleTest, events: readonly TestEvent[]): TestOutcome {
  const engine = createEngine(rules, series);
  const inputs = decoded(events)
    .flatMap((event) => engine.match(event).feeds)
    .sort(compareSeriesInputs);
  const run = createSeriesRun(series);
  const matches = [...inputs.flatMap((input) => run.add(input)), ...run.finish()];
  const findings = matches.filter(({ ruleId }) => ruleId === rule.id).length;
  const passed = test.findings === undefined ? findings > 0 === test.match : findings === test.findings;
  if (passed) return { rule, test, passed, findings };
  const fed = rules.map(({ id }) => ({ ruleId: id, events: inputs.filter(({ ruleId }) => ruleId === id).length }));
  return { rule, test, passed, findings, fed };
}

/** A series rule with everything below it. */
export function feedersOf(rule: SeriesRule, { rules, series }: RuleSet): { rules: EventRule[]; series: SeriesRule[] } {
  const needed = new Set([rule.id]);
  for (const each of [...series].reverse()) if (needed.has(each.id)) for (const id of each.of) needed.add(id);
  return { rules: rules.filter(({ id }) => needed.has(id)), series: series.filter(({ id }) => needed.has(id)) };
}

/** As if they had come in a log file. */
function decoded(events: readonly TestEvent[]): TrailEvent[] {
  const log = Buffer.from(JSON.stringify({ Records: events.map(({ record }) => record) }));
  return (decodeWhole(log, 'tests') ?? []).flatMap((each) => (each.kind === 'event' ? each.record.event() : []));
}

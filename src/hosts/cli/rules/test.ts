import { forTerminal } from '../../../base/escape.ts';
import { formatPlace } from '../../../base/problem.ts';
import { type TestOutcome, testRules } from '../../../engine/rule-tests.ts';
import { exitCodes } from '../exit-codes.ts';
import { readBaseRecords } from './base-records.ts';
import { explainedLines } from './explained-lines.ts';
import { fromHere, openPaths, sayProblems } from './open-rules.ts';

export interface TestFlags {
  readonly lists: readonly string[];
  readonly pack: boolean;
  readonly format: 'table' | 'json';
}

/** Runs the tests of the rules in some paths, and prints what fails. */
export function testPaths(paths: readonly string[], flags: TestFlags): number {
  const { loaded, isGiven } = openPaths(paths, flags, true);
  if (sayProblems(loaded.problems.filter(({ at }) => isGiven(at?.file)))) return exitCodes.USAGE;
  const outcomes = testRules(loaded, readBaseRecords(paths), ({ place }) => isGiven(place.file));
  const failed = outcomes.filter(({ passed }) => !passed);
  const rules = new Set(outcomes.map(({ rule }) => rule.id)).size;
  if (flags.format === 'json') {
    const failures = failed.map((outcome) => ({
      rule: outcome.rule.id,
      test: outcome.test.name,
      said: said(outcome),
      at: placeOf(outcome),
      ...details(outcome),
    }));
    process.stdout.write(`${JSON.stringify({ rules, tests: outcomes.length, failed: failed.length, failures }, null, 2)}\n`);
  } else {
    for (const outcome of failed) process.stdout.write(`${failure(outcome)}\n`);
    process.stdout.write(`${outcomes.length - failed.length} of ${outcomes.length} tests of ${rules} rules pass\n`);
  }
  return failed.length === 0 ? exitCodes.OK : exitCodes.FAIL_ON;
}

function failure(outcome: TestOutcome): string {
  const { rule, test, explained, fed } = outcome;
  const lines = [
    `${placeOf(outcome)}: ${forTerminal(rule.id)}: ${forTerminal(JSON.stringify(test.name))} ${said(outcome)}`,
    ...(explained === undefined ? [] : explainedLines(explained)),
    ...(fed ?? []).map(({ ruleId, events }) => `${String(events).padStart(5)} events fed it through ${forTerminal(ruleId)}`),
  ];
  return `${lines.join('\n  ')}\n`;
}

function placeOf({ test }: TestOutcome): string {
  return forTerminal(formatPlace({ ...test.place, file: fromHere(test.place.file ?? '') }));
}

function said({ test, findings }: TestOutcome): string {
  if (test.findings !== undefined) return `gives ${findings} findings and should give ${test.findings}`;
  return test.match ? 'does not match and should' : 'matches and should not';
}

function details({ explained, fed }: TestOutcome): object {
  return explained === undefined ? { fed } : { explained };
}

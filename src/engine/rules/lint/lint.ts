import type { Place } from '../../../base/problem.ts';
import type { EventRule, RuleHead } from '../../../model/rule.ts';
import type { LoadedRules, RuleText } from '../load.ts';
import { checkCalls } from './check-calls.ts';
import { checkDocument } from './check-document.ts';
import { checkFields, pathsOf, seriesPathsOf } from './check-fields.ts';
import { checkPredicate } from './check-predicate.ts';
import { type LintIssue, lintSeverities, type Tell } from './lint-issue.ts';
import { createRuleSources, placeOfText, type RuleSource } from './rule-source.ts';

/**
 * What the writer of rules should look at, by file and place: mistakes that keep a rule from being loaded, rules that can't or will
 * hardly ever match, and what they lack. `files` are the texts that `loaded` was read from; only what is in a `wanted` one is looked
 * at. About a second for a thousand rules.
 */
export function lintRules(
  files: readonly RuleText[],
  loaded: LoadedRules,
  wanted: (file: string | undefined) => boolean = () => true,
): LintIssue[] {
  const issues: LintIssue[] = [];
  const sourceOf = createRuleSources(files);
  for (const { code, message, at, hint } of loaded.problems) {
    if (!wanted(at?.file)) continue;
    const found = code === 'RULE_DUPLICATE_ID' ? ('duplicate-id' as const) : ('load' as const);
    issues.push({
      severity: 'error',
      check: found,
      at: at ?? {},
      message: `${message} [${code}]`,
      ...(hint === undefined ? {} : { hint }),
    });
  }
  for (const { id, reason, place } of loaded.skipped)
    if (wanted(place.file))
      issues.push({ severity: 'info', check: 'skipped', ruleId: id, at: place, message: `the rule is not run: ${reason}` });

  for (const rule of loaded.rules) {
    if (!wanted(rule.place.file)) continue;
    const { tell, placeOf, source } = about(rule);
    lintEventRule(rule, tell, placeOf);
    if (source !== undefined && rule.dialect === 'sigma') checkDocument(rule, source, tell);
    if (rule.silent !== true) checkTests(rule, tell);
  }
  for (const rule of loaded.series) {
    if (!wanted(rule.place.file)) continue;
    const { tell, placeOf, source } = about(rule);
    checkFields(seriesPathsOf(rule), tell, placeOf);
    if (source !== undefined) checkDocument(rule, source, tell);
    if (rule.silent !== true) checkTests(rule, tell);
  }
  checkUuids();
  return issues.sort(byPlace);

  function about(rule: RuleHead) {
    const source = sourceOf(rule.place);
    const tell: Tell = (severity, check, message, { at, hint } = {}) => {
      issues.push({ severity, check, ruleId: rule.id, at: at ?? rule.place, message, ...(hint === undefined ? {} : { hint }) });
    };
    return { tell, source, placeOf: finder(source) };
  }

  function checkTests(rule: RuleHead, tell: Tell): void {
    if (rule.dialect !== 'sigma') return;
    const tests = loaded.tests.get(rule.id) ?? [];
    const hint = 'Add "tests:" with an event that matches and two that must not; "trailwatch rules new" shows the form';
    if (tests.length === 0) tell('warning', 'no-test', 'the rule has no test', { hint });
    else if (!tests.some(({ match }) => match)) tell('warning', 'few-tests', 'no test of the rule matches', { hint });
    else if (tests.filter(({ match }) => !match).length < 2)
      tell('info', 'few-tests', 'fewer than two tests say what the rule must not match', { hint });
  }

  /** Where `name` is the id that counts, two rules may still share an `id`. */
  function checkUuids(): void {
    const first = new Map<string, RuleHead>();
    for (const rule of [...loaded.rules, ...loaded.series]) {
      if (rule.uuid === undefined) continue;
      const other = first.get(rule.uuid);
      if (other === undefined) first.set(rule.uuid, rule);
      else if (wanted(rule.place.file))
        about(rule).tell('error', 'duplicate-id', `${other.id} has the same id ${rule.uuid}`, { hint: 'Give it one of its own' });
    }
  }
}

function lintEventRule(rule: EventRule, tell: Tell, placeOf: (text: string) => Place | undefined): void {
  checkPredicate(rule.when, tell);
  // A pattern may be about events that don't come through CloudTrail.
  if (rule.dialect === 'eventbridge') return;
  checkFields(pathsOf(rule.when), tell, placeOf);
  checkCalls(rule.when, tell, placeOf);
}

function finder(source: RuleSource | undefined): (text: string) => Place | undefined {
  return (text) => (source === undefined ? undefined : placeOfText(source, text));
}

function byPlace(a: LintIssue, b: LintIssue): number {
  return (
    compare(a.at.file ?? '', b.at.file ?? '') ||
    (a.at.line ?? 0) - (b.at.line ?? 0) ||
    (a.at.column ?? 0) - (b.at.column ?? 0) ||
    lintSeverities.indexOf(a.severity) - lintSeverities.indexOf(b.severity)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

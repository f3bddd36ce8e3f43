import { forTerminal } from '../../../base/escape.ts';
import { formatPlace } from '../../../base/problem.ts';
import { feedersOf } from '../../../engine/rule-tests.ts';
import type { RuleHead } from '../../../model/rule.ts';
import type { RuleChoice } from '../../rules/rule-choice.ts';
import { exitCodes } from '../exit-codes.ts';
import { headOf } from './list.ts';
import { fromHere, openChosen, ruleOf, testsOf } from './open-rules.ts';

/** Prints what a rule says of itself. */
export function showRule(id: string, flags: RuleChoice & { readonly format: 'table' | 'json' }): number {
  const loaded = openChosen(flags);
  if (loaded === undefined) return exitCodes.USAGE;
  const rule = ruleOf(id, [...loaded.rules, ...loaded.series]);
  if (flags.format === 'json') {
    process.stdout.write(`${JSON.stringify(headOf(rule), null, 2)}\n`);
    return exitCodes.OK;
  }
  const feeders = 'series' in rule ? feedersOf(rule, loaded) : { rules: [], series: [] };
  const fed = [...feeders.rules, ...feeders.series].map((each) => each.id).filter((each) => each !== rule.id);
  const tests = testsOf(rule, loaded);
  const of = (label: string, values: readonly string[] | undefined) =>
    values === undefined || values.length === 0 ? [] : [`${label}`, ...values.map((value) => `  - ${forTerminal(value)}`), ''];
  const lines = [
    `${forTerminal(rule.title)}`,
    '',
    ...facts(rule),
    '',
    ...paragraph('What it is about', rule.description),
    ...of('When it is nothing', rule.falsePositives),
    ...paragraph('What to do now', rule.response),
    ...of('Fed by', fed),
    ...of('Replaces', rule.replaces),
    ...of(
      'Tests',
      tests.map((test) => `${test.name}: ${test.match ? 'must match' : 'must not match'}`),
    ),
    ...of('References', rule.references),
  ];
  process.stdout.write(`${lines.join('\n').trimEnd()}\n`);
  return exitCodes.OK;
}

function facts(rule: RuleHead): string[] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['id', rule.id],
    ['severity', rule.severity],
    ['kind', 'series' in rule ? 'over many events' : 'over one event'],
    ['status', rule.status],
    ['profile', rule.profile],
    ['ATT&CK', rule.attack.join(', ') || undefined],
    ['tags', rule.tags?.filter((tag) => !tag.startsWith('attack.')).join(', ') || undefined],
    ['written in', formatPlace({ ...rule.place, file: fromHere(rule.place.file ?? '') })],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : `${name.padEnd(11)} ${forTerminal(value)}`));
}

function paragraph(label: string, text: string | undefined): string[] {
  if (text === undefined) return [];
  return [
    label,
    ...text
      .trim()
      .split('\n')
      .map((line) => `  ${forTerminal(line)}`.trimEnd()),
    '',
  ];
}

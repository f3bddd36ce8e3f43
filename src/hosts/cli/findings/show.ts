import { forTerminal, toJsonLine } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import { responderNames } from '../../../edges/responders/responder.ts';
import { alertText } from '../../../edges/sinks/wording/text.ts';
import type { AlertRule } from '../../../model/alert.ts';
import type { Note, StoredFinding } from '../../../model/stored-finding.ts';
import { alertRule } from '../../../pipeline/works.ts';
import { loadConfigSet } from '../../config/config-set.ts';
import { defaultConfigFile } from '../../config/load-config.ts';
import { loadChosen } from '../../rules/chosen-rules.ts';
import { exitCodes } from '../exit-codes.ts';
import type { StoreFlags } from '../store/store-option.ts';
import { withStore } from '../store/with-store.ts';

/** @throws {Problem} STORE_NOT_FOUND, STORE_* */
export async function showFinding(id: string, flags: StoreFlags & { readonly format: 'table' | 'json' }): Promise<number> {
  const stored = await withStore(flags, 'read', (store) => store.finding(id));
  if (stored === undefined) throw noSuchFinding(id);
  const rule = await ruleOf(stored.finding.ruleId);
  process.stdout.write(flags.format === 'json' ? json(stored, rule) : text(stored, rule));
  return exitCodes.OK;
}

export function noSuchFinding(id: string): Problem {
  return new Problem('STORE_NOT_FOUND', `there is no finding ${id}`, { hint: '`trailwatch findings list` shows the ids' });
}

/** What the rule says of itself and of what to do now: of the configuration if there is one, else of the shipped rules. */
async function ruleOf(id: string): Promise<AlertRule> {
  const file = defaultConfigFile(process.env);
  const set = file === undefined ? undefined : (await loadConfigSet({ file, environment: process.env })).set;
  const { rules, series } = set?.rules.selected ?? loadChosen(shipped, { compiled: true });
  return alertRule([...rules, ...series].find((rule) => rule.id === id));
}

const shipped = { rules: [], lists: [], pack: true, rulesSet: 'both' } as const;

/** Without what only the engine can read. */
function json({ memory: _memory, createdAt, updatedAt, ...stored }: StoredFinding, rule: AlertRule): string {
  return `${toJsonLine({ ...stored, createdAt: iso(createdAt), updatedAt: iso(updatedAt), rule })}\n`;
}

/** As an alert says it, and what the store knows besides. */
function text({ finding, notes = [], told, createdAt, updatedAt }: StoredFinding, rule: AlertRule): string {
  const { context } = finding;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['id', finding.id],
    ['status', finding.status],
    ['rule', finding.ruleId],
    ['suppressed', finding.suppressedBy],
    ['on trial', finding.shadow === true ? 'yes: nobody is told' : undefined],
    ['merged into', finding.mergedInto],
    ['last told', told === undefined ? 'never' : `${told.change}, ${told.severity}, ${told.count} events`],
    ['found', iso(createdAt)],
    ['changed', iso(updatedAt)],
  ];
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['User agents', context.userAgents.map(forTerminal)],
    ['Event ids', finding.eventIds.map(forTerminal)],
    ['Notes', notes.map(noteLines)],
  ];
  return [
    alertText({ finding, change: 'opened', at: createdAt, rule }),
    ...facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : `${name.padEnd(11)} ${forTerminal(value)}`)),
    ...lists.flatMap(([name, values]) => (values.length === 0 ? [] : ['', name, ...values.map((value) => `  - ${value}`)])),
    '',
  ].join('\n');
}

/** What a responder notes has several lines, none of which an attacker could write; what others note has one. */
function noteLines({ at, by, text }: Note): string {
  const isResponder = (responderNames as readonly string[]).includes(by);
  const lines = isResponder ? text.split('\n') : [text];
  return (
    forTerminal(`${iso(at)} ${by}: ${lines[0]}`) +
    lines
      .slice(1)
      .map((line) => `\n    ${forTerminal(line)}`)
      .join('')
  );
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

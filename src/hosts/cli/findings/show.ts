import { forTerminal, toJsonLine } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import type { StoredFinding } from '../../../model/stored-finding.ts';
import { exitCodes } from '../exit-codes.ts';
import type { StoreFlags } from '../store/store-option.ts';
import { withStore } from '../store/with-store.ts';

/** @throws {Problem} STORE_NOT_FOUND, STORE_* */
export async function showFinding(id: string, flags: StoreFlags & { readonly format: 'table' | 'json' }): Promise<number> {
  const stored = await withStore(flags, 'read', (store) => store.finding(id));
  if (stored === undefined) throw noSuchFinding(id);
  process.stdout.write(flags.format === 'json' ? json(stored) : text(stored));
  return exitCodes.OK;
}

export function noSuchFinding(id: string): Problem {
  return new Problem('STORE_NOT_FOUND', `there is no finding ${id}`, { hint: '`trailwatch findings list` shows the ids' });
}

/** Without what only the engine can read. */
function json({ memory: _memory, createdAt, updatedAt, ...stored }: StoredFinding): string {
  return `${toJsonLine({ ...stored, createdAt: iso(createdAt), updatedAt: iso(updatedAt) })}\n`;
}

function text({ finding, notes = [], told, createdAt, updatedAt }: StoredFinding): string {
  const { context } = finding;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['id', finding.id],
    ['status', finding.status],
    ['severity', finding.severity],
    ['rule', finding.ruleId],
    ['first seen', finding.firstAt],
    ['last seen', finding.lastAt],
    ['events', String(finding.count)],
    ['actor', finding.actor],
    ['origin', finding.origin],
    ['account', [finding.account, finding.accountName, finding.environment].filter((part) => part !== undefined).join(' ')],
    ['region', finding.region],
    ['ATT&CK', finding.attack.join(', ')],
    ['suppressed', finding.suppressedBy],
    ['on trial', finding.shadow === true ? 'yes: nobody is told' : undefined],
    ['merged into', finding.mergedInto],
    ['last told', told === undefined ? 'never' : `${told.change}, ${told.severity}, ${told.count} events`],
    ['found', iso(createdAt)],
    ['changed', iso(updatedAt)],
  ];
  const lists: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['Resources', finding.resources],
    ['Calls', context.eventNames],
    ['Addresses', context.sourceIPAddresses],
    ['Countries', context.countries],
    ['Networks', context.networks],
    ['User agents', context.userAgents],
    ['Errors', context.errorCodes],
    ['Event ids', finding.eventIds],
    ['Notes', notes.map(({ at, by, text }) => `${iso(at)} ${by}: ${text}`)],
  ];
  return [
    forTerminal(finding.title),
    forTerminal(finding.summary),
    '',
    ...facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : `${name.padEnd(11)} ${forTerminal(value)}`)),
    ...lists.flatMap(([name, values = []]) =>
      values.length === 0 ? [] : ['', name, ...values.map((value) => `  - ${forTerminal(value)}`)],
    ),
    '',
  ].join('\n');
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

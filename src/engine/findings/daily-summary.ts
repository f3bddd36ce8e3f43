import { isoTime } from '../../base/iso-time.ts';
import type { EpochMs } from '../../base/units.ts';
import type { Finding } from '../../model/finding.ts';
import { severities } from '../../model/severity.ts';
import { shortActor } from './formats/short-actor.ts';

/** What a day was like. */
export interface DayFacts {
  /** `2026-01-30`, of the time zone that the day is of. */
  readonly day: string;
  /** Open, acknowledged or closed; none that is hidden. */
  readonly findings: readonly Finding[];
  /** There were more than could be counted. */
  readonly more: boolean;
  /** ARNs that had no finding before. */
  readonly newPrincipals: readonly string[];
  /** Accounts and regions that are silent now. */
  readonly silent: readonly { readonly account: string; readonly region: string; readonly since: string }[];
  readonly expiring: readonly { readonly id: string; readonly owner: string; readonly expires: EpochMs }[];
}

const LISTED = 10;

/** A summary in lines, the same for the same facts. Not yet escaped: sinks do that. */
export function summaryText(facts: DayFacts): string {
  const { findings, newPrincipals, silent, expiring } = facts;
  const counted = severities
    .map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .reverse();
  const byRule = new Map<string, { count: number; title: string; rank: number }>();
  for (const { ruleId, title, severity } of findings) {
    const known = byRule.get(ruleId) ?? { count: 0, title, rank: 0 };
    byRule.set(ruleId, { ...known, count: known.count + 1, rank: Math.max(known.rank, severities.indexOf(severity)) });
  }
  const worst = [...byRule.values()].sort((a, b) => b.rank - a.rank || b.count - a.count || (a.title < b.title ? -1 : 1));
  const total = `${findings.length}${facts.more ? ' and more' : ''}`;
  return [
    findings.length === 0
      ? 'No findings.'
      : `${total} finding${findings.length === 1 ? '' : 's'}: ${counted.map(([severity, count]) => `${count} ${severity}`).join(', ')}.`,
    ...listed(worst, ({ count, title }) => `${count} × ${title}`),
    ...section('Principals with a finding for the first time', newPrincipals, (arn) => shortActor(arn)),
    ...section('Silent sources', silent, ({ account, region, since }) => `${account} ${region}, since ${since}`),
    ...section(
      'Exceptions that end within 7 days',
      expiring,
      ({ id, owner, expires }) => `${id} (${owner}): ${isoTime(expires)}`,
    ),
  ].join('\n');
}

function section<T>(title: string, items: readonly T[], line: (item: T) => string): string[] {
  return items.length === 0 ? [`${title}: none.`] : [`${title}: ${items.length}`, ...listed(items, line)];
}

function listed<T>(items: readonly T[], line: (item: T) => string): string[] {
  const more = items.length - LISTED;
  return [...items.slice(0, LISTED).map((item) => `- ${line(item)}`), ...(more > 0 ? [`- and ${more} more`] : [])];
}

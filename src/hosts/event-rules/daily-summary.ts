import { DAY, type EpochMs } from '../../base/units.ts';
import type { Store } from '../../edges/stores/store.ts';
import { type DayFacts, summaryText } from '../../engine/findings/daily-summary.ts';
import { SILENT_SOURCE } from '../../engine/findings/silence.ts';
import { instantOf, localTimeAt } from '../../engine/schedules/local-time.ts';
import type { Alert } from '../../model/alert.ts';
import type { Finding } from '../../model/finding.ts';
import type { PlacedException } from '../config/exceptions.ts';
import type { EventRuleFile } from './event-rule.ts';
import { alertOf } from './event-messages.ts';

export interface SummaryParts {
  readonly store: Pick<Store, 'findings'>;
  readonly exceptions: readonly Pick<PlacedException, 'id' | 'owner' | 'expires'>[];
  /** Where the rule names none. */
  readonly timeZone: string;
}

const PAGE = 1_000;
/** Of a day: what is more is said to be more. */
const MOST = 20_000;
/** Actors that are looked up. */
const ACTORS = 200;
const SOON = 7 * DAY;

/** Yesterday, as it looks when a schedule runs. The title of the alert says which day. @throws {Problem} STORE_FAILED, STORE_BUSY */
export async function dailySummary(rule: EventRuleFile, run: EpochMs, parts: SummaryParts): Promise<Alert> {
  const timeZone = (rule.trigger.kind === 'schedule' ? rule.trigger.timeZone : undefined) ?? parts.timeZone;
  const facts = await dayFacts(run, { ...parts, timeZone });
  const event = { id: `summary:${facts.day}`, at: run, envelope: {} };
  const alert = alertOf(rule, event, summaryText(facts), run);
  return { ...alert, finding: { ...alert.finding, title: `Summary of ${facts.day}` } };
}

/** The day before the one that a time is in. */
export async function dayFacts(now: EpochMs, { store, exceptions, timeZone }: SummaryParts): Promise<DayFacts> {
  const midnight = Math.floor(localTimeAt(now, timeZone) / DAY) * DAY;
  // Where clocks jump over midnight, the day begins when they land.
  const at = (local: number): EpochMs => instantOf(local, timeZone) ?? instantOf(local + DAY / 24, timeZone) ?? local;
  const [from, to] = [at(midnight - DAY), at(midnight)];
  const { findings, more } = await findingsOf(store, from, to);
  const silent = await store.findings({ ruleId: SILENT_SOURCE, status: 'open', limit: PAGE });
  return {
    day: new Date(midnight - DAY).toISOString().slice(0, 10),
    findings,
    more,
    newPrincipals: await newPrincipals(store, findings, from),
    silent: silent.findings.map(({ finding: { account, region, firstAt } }) => ({ account, region, since: firstAt })),
    expiring: exceptions.filter(({ expires }) => expires > now && expires <= now + SOON).sort((a, b) => a.expires - b.expires),
  };
}

async function findingsOf(store: SummaryParts['store'], from: EpochMs, to: EpochMs) {
  const findings: Finding[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.findings({ from, to, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    findings.push(...page.findings.map(({ finding }) => finding));
    cursor = page.cursor;
  } while (cursor !== undefined && findings.length < MOST);
  return { findings, more: cursor !== undefined };
}

async function newPrincipals(store: SummaryParts['store'], findings: readonly Finding[], from: EpochMs): Promise<string[]> {
  const actors = [...new Set(findings.map(({ actor }) => actor))].filter((actor) => actor !== '').slice(0, ACTORS);
  const fresh: string[] = [];
  for (const actor of actors.toSorted()) {
    // A page may be short although more follow.
    let cursor: string | undefined;
    let known = false;
    do {
      const page = await store.findings({ actor, to: from, limit: 1, hidden: true, ...(cursor !== undefined && { cursor }) });
      known = page.findings.length > 0;
      cursor = page.cursor;
    } while (!known && cursor !== undefined);
    // A finding that began before and went on yesterday is told by its beginning.
    const began = findings.filter((finding) => finding.actor === actor).some(({ firstAt }) => Date.parse(firstAt) < from);
    if (!known && !began) fresh.push(actor);
  }
  return fresh;
}

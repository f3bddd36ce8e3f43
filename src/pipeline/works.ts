import type { EpochMs } from '../base/units.ts';
import type { StoreCommit, StoreLoaded, StoreNeeds } from '../edges/stores/store.ts';
import { concludeFinding, seenOf } from '../engine/findings/conclude-finding.ts';
import { concludeSeries } from '../engine/findings/conclude-series.ts';
import type { FindingConclusion } from '../engine/findings/conclusion.ts';
import type { Policy } from '../engine/findings/policy.ts';
import { type CredentialIssue, betterIssue, chainCell, chainKey, nextKey, withOrigin } from '../engine/findings/role-chain.ts';
import type { Conclusion } from '../engine/state/conclusion.ts';
import type { State } from '../engine/state/state.ts';
import { targetsOfFinding } from '../engine/findings/targets/targets-of-finding.ts';
import type { Unit } from '../engine/state/units.ts';
import type { Alert, AlertRule, Message } from '../model/alert.ts';
import { seenKey } from '../model/cell.ts';
import type { Finding } from '../model/finding.ts';
import type { RuleHead } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import type { TriageItem } from '../model/triage-item.ts';
import type { Concluded, Work } from './commit-units.ts';

/** What turns matches into findings and messages: rules and configuration as they are in force. */
export interface Judgement {
  readonly state: State;
  readonly policy: Policy;
  /** All rules that run, by id. */
  readonly rules: ReadonlyMap<string, RuleHead>;
  /** What is to be said, to whom. */
  readonly tell: (alert: Alert) => readonly Message[];
  /** What responders are to look at. @default nobody responds */
  readonly respond?: (finding: Finding, targets: readonly Target[], now: EpochMs) => readonly Message[];
  /** Rules that anybody responds to. */
  readonly responded?: ReadonlySet<string>;
}

/** Issues of a batch, by access key. */
export function issuesByKey(issues: readonly CredentialIssue[]): Map<string, CredentialIssue> {
  const byKey = new Map<string, CredentialIssue>();
  for (const issue of issues) byKey.set(issue.accessKeyId, better(issue, byKey.get(issue.accessKeyId)));
  return byKey;
}

function better(a: CredentialIssue, b: CredentialIssue | undefined): CredentialIssue {
  return b === undefined ? a : betterIssue(a, b);
}

/** Who was given which credentials: remembered, so that later events can be followed back. */
export function issueWorks(issues: ReadonlyMap<string, CredentialIssue>): Work[] {
  return [...issues.values()].map((issue) => {
    const key = chainKey(issue.accessKeyId);
    return {
      name: key,
      needs: { cells: [key], seen: [], findings: [] },
      conclude({ cells }) {
        const cell = chainCell(issue, cells.get(key));
        return cell && { commit: { ...nothing, cells: [cell] }, alerts: [] };
      },
    };
  });
}

/** Matches of event rules: one unit for each finding. @param issues of the same batch, not yet in the store */
export function findingWorks(
  items: readonly TriageItem[],
  issues: ReadonlyMap<string, CredentialIssue>,
  judgement: Judgement,
  now: EpochMs,
): Work[] {
  const byFinding = new Map<string, TriageItem[]>();
  for (const item of items) {
    const same = byFinding.get(item.findingId);
    if (same === undefined) byFinding.set(item.findingId, [item]);
    else same.push(item);
  }
  return [...byFinding].map(([id, unit]) => {
    const keys = new Set(unit.flatMap(({ accessKeyId }) => accessKeyId ?? []));
    return {
      name: `finding ${id}`,
      needs: { cells: [...keys].map(chainKey), seen: unit.map((item) => seenKey(seenOf(item))), findings: [id] },
      conclude(loaded) {
        const lookup = (key: string) => {
          const known = loaded.cells.get(chainKey(key))?.value as CredentialIssue | undefined;
          const own = issues.get(key);
          return own === undefined ? known : better(own, known);
        };
        const missing = [...keys]
          .flatMap((key) => nextKey(key, lookup) ?? [])
          .map(chainKey)
          .filter((key) => !loaded.cells.has(key));
        if (missing.length > 0) return { more: { ...NONE, cells: missing } };
        const traced = unit.map((item) => withOrigin(item, lookup));
        const concluded = concludeFinding(traced, loaded.findings.get(id), loaded.seen, judgement.policy, now);
        if (concluded === undefined) return undefined;
        const { ledger, fresh, finding } = concluded;
        const targets = fresh.flatMap((item) => (item.excepted === undefined ? (item.targets ?? []) : []));
        const messages = judgement.respond?.(finding.finding, targets, now) ?? [];
        return concludedOf([concluded], { ...nothing, ledger, messages }, judgement, now);
      },
    };
  });
}

/** What a batch brings to the groups of series rules. */
export function seriesWorks(units: readonly Unit[], judgement: Judgement, now: EpochMs): Work[] {
  return units.map((unit) => {
    const { cells, seen } = judgement.state.needs(unit);
    // A unit looks at more cells than it writes, and so does a writer beside it, each perhaps at what the other is changing: both
    // would be in, and neither see the other. All write the guard of the group, and load it first: what is loaded later is newer.
    const guard = `${unit.name} guard`;
    // Asked again for the findings that it changes, it needn't think again: what it saw is the same.
    const looked = new Set(cells);
    let before: { readonly loaded: StoreLoaded; readonly conclusion: Conclusion } | undefined;
    const isKnown = (loaded: StoreLoaded) =>
      before !== undefined &&
      [...looked].every((key) => before!.loaded.cells.get(key) === loaded.cells.get(key)) &&
      seen.every((key) => before!.loaded.seen.has(key) === loaded.seen.has(key));
    const think = (loaded: StoreLoaded) => {
      if (isKnown(loaded)) return before!.conclusion;
      const conclusion = judgement.state.conclude(unit, loaded.cells, loaded.seen);
      before = 'more' in conclusion ? undefined : { loaded, conclusion };
      if ('more' in conclusion) for (const key of conclusion.more) looked.add(key);
      return conclusion;
    };
    return {
      name: unit.name,
      needs: { ...NONE, cells: [guard] },
      conclude(loaded) {
        if (!cells.every((key) => loaded.cells.has(key))) return { more: { cells, seen, findings: [] } };
        const conclusion = think(loaded);
        if ('more' in conclusion) return { more: { ...NONE, cells: conclusion.more } };
        const missing = conclusion.updates.map(idOf).filter((id) => !loaded.findings.has(id));
        if (missing.length > 0) return { more: { ...NONE, findings: missing } };
        if (conclusion.cells.length + conclusion.ledger.length === 0) return undefined;
        // A rule that only feeds others makes no finding.
        const told = unit.rule.silent === true ? [] : conclusion.updates;
        const findings = told.flatMap((update) => {
          return concludeSeries(unit.rule, update, loaded.findings.get(idOf(update)), judgement.policy, now) ?? [];
        });
        const { cells: changed, ledger, feeds } = conclusion;
        const validUntil = changed.reduce((last, cell) => Math.max(last, cell.validUntil), 0);
        const next = { key: guard, version: (loaded.cells.get(guard)?.version ?? 0) + 1, value: null, validUntil };
        // Of many events one finding is made, once: responders look at what it names itself.
        const messages = findings.flatMap(({ finding: { finding }, change }) =>
          change === 'opened' ? (judgement.respond?.(finding, targetsOfFinding(finding), now) ?? []) : [],
        );
        return concludedOf(findings, { ...nothing, cells: [...changed, next], ledger, feeds, messages }, judgement, now);
      },
    };
  });
}

function idOf(update: Conclusion['updates'][number]): string {
  return update.kind === 'stands' ? update.match.id : update.id;
}

function concludedOf(
  findings: readonly FindingConclusion[],
  commit: StoreCommit,
  { rules, tell }: Judgement,
  now: EpochMs,
): Concluded {
  const alerts = findings.flatMap(({ finding: { finding }, first, change }): Alert[] => {
    const changes = [first, change].filter((each) => each !== undefined);
    return changes.map((each) => ({ finding, change: each, at: now, rule: alertRule(rules.get(finding.ruleId)) }));
  });
  return {
    commit: {
      ...commit,
      findings: findings.map(({ finding }) => finding),
      messages: [...commit.messages, ...alerts.flatMap(tell)],
    },
    alerts,
  };
}

/** What an alert says of its rule. */
export function alertRule(rule: RuleHead | undefined): AlertRule {
  const { description, response, falsePositives, references } = rule ?? {};
  return {
    ...(description !== undefined && { description }),
    ...(response !== undefined && { response }),
    ...(falsePositives !== undefined && { falsePositives }),
    ...(references !== undefined && { references }),
  };
}

const NONE: StoreNeeds = { cells: [], seen: [], findings: [] };
const nothing: StoreCommit = { cells: [], ledger: [], findings: [], messages: [], feeds: [] };

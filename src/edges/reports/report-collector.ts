import type { EpochMs } from '../../base/units.ts';
import type { Finding } from '../../model/finding.ts';
import type { ReportContext } from '../../model/report.ts';
import { severities, severityRank } from '../../model/severity.ts';
import type { TriageItem } from '../../model/triage-item.ts';
import { createHistogram, type Histogram } from './histogram.ts';
import { createRanking, type Ranked } from './ranking.ts';

/** A finding as the report shows it, with the events that are kept of it. */
export interface ReportFinding {
  readonly finding: Finding;
  readonly events: readonly TriageItem[];
}

/** Everything that a report says. Counts, plot and rankings cover all findings; details are kept of a few hundred. */
export interface ReportData {
  readonly context: ReportContext;
  readonly totals: ReportTotals;
  readonly histogram: Histogram;
  readonly principals: Ranking;
  readonly addresses: Ranking;
  readonly calls: Ranking;
  readonly accounts: Ranking;
  /** The most severe first, of the same severity the most recent first. */
  readonly shown: readonly ReportFinding[];
  /** Shown findings whose raw events were left out, because all raw events together would be over `RAW_BUDGET`. */
  readonly withoutRaw: number;
}

export interface ReportTotals {
  readonly findings: number;
  /** By severity, from informational to critical. */
  readonly bySeverity: readonly number[];
  /** ISO 8601, empty if there is no finding. */
  readonly firstAt: string;
  readonly lastAt: string;
}

export interface Ranking {
  readonly top: readonly Ranked[];
  /** How many different ones there are beyond `top`; a lower bound if `bounded`. */
  readonly more: number;
  readonly bounded: boolean;
}

export interface ReportCollector {
  add(finding: Finding, events: readonly TriageItem[]): void;
  /** Events of shown findings whose JSON nobody kept, by the file that they were read from: `eventId`s. */
  lacking(): ReadonlyMap<string, ReadonlySet<string>>;
  /** Here it is, by `eventId`. Within the budget for raw JSON, the most important findings first. */
  fill(raw: ReadonlyMap<string, Pick<TriageItem, 'raw' | 'rawLength'>>): void;
  finish(context: ReportContext): ReportData;
}

/** Characters of raw JSON that a report holds in all. */
export const RAW_BUDGET = 24 * 1024 * 1024;
const DEFAULT_LIMIT = 300;
const TOP = 10;

/**
 * Takes findings one by one, in any order, and keeps what a report needs in memory that doesn't grow with their number: the
 * `limit` (default 300) that matter most in detail, all others in counts. What matters most: severity, then how recent.
 */
export function createReportCollector({ limit = DEFAULT_LIMIT, rawBudget = RAW_BUDGET } = {}): ReportCollector {
  const shown: ReportFinding[] = [];
  const bySeverity = severities.map(() => 0);
  const histogram = createHistogram();
  const principals = createRanking();
  const addresses = createRanking();
  const calls = createRanking();
  const accounts = createRanking();
  let findings = 0;
  let firstAt = '';
  let lastAt = '';
  let rawSize = 0;

  const keep = (finding: Finding, events: readonly TriageItem[]): void => {
    const place = placeOf(shown, finding);
    if (place >= limit) return;
    shown.splice(place, 0, { finding, events });
    rawSize += rawSizeOf(events);
    if (shown.length > limit) rawSize -= rawSizeOf(shown.pop()!.events);
    // Over the budget the least important lose their raw events first.
    for (let i = shown.length - 1; rawSize > rawBudget && i >= 0; i--) {
      const size = rawSizeOf(shown[i]!.events);
      if (size === 0) continue;
      rawSize -= size;
      shown[i] = { finding: shown[i]!.finding, events: shown[i]!.events.map(withoutItsRaw) };
    }
  };

  return {
    add(finding, events) {
      const rank = severityRank(finding.severity);
      findings++;
      bySeverity[rank]!++;
      if (firstAt === '' || finding.firstAt < firstAt) firstAt = finding.firstAt;
      if (finding.lastAt > lastAt) lastAt = finding.lastAt;
      const at: EpochMs = Date.parse(finding.firstAt);
      if (!Number.isNaN(at)) histogram.add(at, rank);
      if (finding.actor !== '') principals.add(finding.actor, rank);
      if (finding.account !== '') accounts.add(finding.account, rank);
      for (const address of finding.context.sourceIPAddresses) addresses.add(address, rank);
      for (const call of finding.context.eventNames) calls.add(call, rank);
      keep(finding, events);
    },
    lacking() {
      const files = new Map<string, Set<string>>();
      for (const { record, raw } of shown.flatMap(({ events }) => events)) {
        if (raw !== undefined) continue;
        const ids = files.get(record.file);
        if (ids === undefined) files.set(record.file, new Set([record.eventId]));
        else ids.add(record.eventId);
      }
      return files;
    },
    fill(raws) {
      for (const [place, { finding, events }] of shown.entries()) {
        const filled = events.map((event) => (event.raw === undefined ? { ...event, ...raws.get(event.record.eventId) } : event));
        const more = rawSizeOf(filled) - rawSizeOf(events);
        if (more === 0 || rawSize + more > rawBudget) continue;
        rawSize += more;
        shown[place] = { finding, events: filled };
      }
    },
    finish(context) {
      const withoutRaw = shown.filter(
        ({ events }) => events.length > 0 && events.every((event) => event.raw === undefined),
      ).length;
      return {
        context,
        totals: { findings, bySeverity, firstAt, lastAt },
        histogram: histogram.finish(),
        principals: principals.finish(TOP),
        addresses: addresses.finish(TOP),
        calls: calls.finish(TOP),
        accounts: accounts.finish(TOP),
        shown,
        withoutRaw,
      };
    },
  };
}

/** Where a finding belongs among those that are sorted by importance: a binary search. */
function placeOf(shown: readonly ReportFinding[], finding: Finding): number {
  let low = 0;
  let high = shown.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareImportance(shown[middle]!.finding, finding) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareImportance(a: Finding, b: Finding): number {
  return severityRank(b.severity) - severityRank(a.severity) || compareText(b.firstAt, a.firstAt) || compareText(a.id, b.id);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rawSizeOf(events: readonly TriageItem[]): number {
  let size = 0;
  for (const event of events) size += event.raw?.length ?? 0;
  return size;
}

function withoutItsRaw(item: TriageItem): TriageItem {
  const { raw: _, ...rest } = item;
  return rest;
}

import { toJsonLine } from '../../../base/escape.ts';
import type { Finding } from '../../../model/finding.ts';
import type { MatchRecord } from '../../../model/match.ts';

/** A finding or match as one line of JSON, with its line break. Keys in the order of the model; safe in a terminal. */
export function findingJsonLine(finding: Finding): string {
  return `${toJsonLine(orderedFinding(finding))}\n`;
}

export function matchJsonLine(record: MatchRecord): string {
  return `${toJsonLine(orderedMatch(record))}\n`;
}

/** A JSON array that is written as it comes: `open`, then each item with `separator` between them, then `close`. */
export const jsonArray = { open: '[', separator: ',\n', close: ']\n' } as const;

/** An item of a `jsonArray`. */
export function findingJson(finding: Finding): string {
  return toJsonLine(orderedFinding(finding));
}

export function matchJson(record: MatchRecord): string {
  return toJsonLine(orderedMatch(record));
}

function orderedMatch(record: MatchRecord): MatchRecord {
  return {
    ruleId: record.ruleId,
    title: record.title,
    severity: record.severity,
    eventId: record.eventId,
    eventTime: record.eventTime,
    eventSource: record.eventSource,
    eventName: record.eventName,
    awsRegion: record.awsRegion,
    account: record.account,
    actor: record.actor,
    sourceIPAddress: record.sourceIPAddress,
    userAgent: record.userAgent,
    errorCode: record.errorCode,
    attack: record.attack,
    file: record.file,
  };
}

function orderedFinding(finding: Finding): Finding {
  const { context } = finding;
  return {
    id: finding.id,
    ruleId: finding.ruleId,
    severity: finding.severity,
    title: finding.title,
    summary: finding.summary,
    status: finding.status,
    firstAt: finding.firstAt,
    lastAt: finding.lastAt,
    count: finding.count,
    actor: finding.actor,
    account: finding.account,
    region: finding.region,
    resources: finding.resources,
    eventIds: finding.eventIds,
    attack: finding.attack,
    context: {
      eventNames: context.eventNames,
      eventSources: context.eventSources,
      regions: context.regions,
      sourceIPAddresses: context.sourceIPAddresses,
      userAgents: context.userAgents,
      errorCodes: context.errorCodes,
      ...(context.countries !== undefined && { countries: context.countries }),
      ...(context.networks !== undefined && { networks: context.networks }),
    },
    ...(finding.origin !== undefined && { origin: finding.origin }),
    ...(finding.accountName !== undefined && { accountName: finding.accountName }),
    ...(finding.environment !== undefined && { environment: finding.environment }),
    ...(finding.shadow !== undefined && { shadow: finding.shadow }),
    ...(finding.suppressedBy !== undefined && { suppressedBy: finding.suppressedBy }),
    ...(finding.mergedInto !== undefined && { mergedInto: finding.mergedInto }),
  };
}

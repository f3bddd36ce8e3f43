import { forCsvCell } from '../../../base/escape.ts';
import type { Finding } from '../../../model/finding.ts';
import type { MatchRecord } from '../../../model/match.ts';

type Columns<T> = readonly (readonly [name: string, value: (row: T) => string])[];

const matchColumns: Columns<MatchRecord> = [
  ['ruleId', (record) => record.ruleId],
  ['title', (record) => record.title],
  ['severity', (record) => record.severity],
  ['eventId', (record) => record.eventId],
  ['eventTime', (record) => record.eventTime],
  ['eventSource', (record) => record.eventSource],
  ['eventName', (record) => record.eventName],
  ['awsRegion', (record) => record.awsRegion],
  ['account', (record) => record.account],
  ['actor', (record) => record.actor],
  ['sourceIPAddress', (record) => record.sourceIPAddress],
  ['userAgent', (record) => record.userAgent],
  ['errorCode', (record) => record.errorCode],
  ['attack', (record) => list(record.attack)],
  ['file', (record) => record.file],
];

/** A finding's keys, the context's ones in place of `context`. */
const findingColumns: Columns<Finding> = [
  ['id', (finding) => finding.id],
  ['ruleId', (finding) => finding.ruleId],
  ['severity', (finding) => finding.severity],
  ['title', (finding) => finding.title],
  ['summary', (finding) => finding.summary],
  ['status', (finding) => finding.status],
  ['firstAt', (finding) => finding.firstAt],
  ['lastAt', (finding) => finding.lastAt],
  ['count', (finding) => String(finding.count)],
  ['actor', (finding) => finding.actor],
  ['account', (finding) => finding.account],
  ['region', (finding) => finding.region],
  ['resources', (finding) => list(finding.resources)],
  ['eventIds', (finding) => list(finding.eventIds)],
  ['attack', (finding) => list(finding.attack)],
  ['eventNames', (finding) => list(finding.context.eventNames)],
  ['eventSources', (finding) => list(finding.context.eventSources)],
  ['regions', (finding) => list(finding.context.regions)],
  ['sourceIPAddresses', (finding) => list(finding.context.sourceIPAddresses)],
  ['userAgents', (finding) => list(finding.context.userAgents)],
  ['errorCodes', (finding) => list(finding.context.errorCodes)],
  ['countries', (finding) => list(finding.context.countries ?? [])],
  ['networks', (finding) => list(finding.context.networks ?? [])],
  ['origin', (finding) => finding.origin ?? ''],
  ['accountName', (finding) => finding.accountName ?? ''],
  ['environment', (finding) => finding.environment ?? ''],
  ['shadow', (finding) => (finding.shadow === true ? 'true' : '')],
  ['suppressedBy', (finding) => finding.suppressedBy ?? ''],
  ['mergedInto', (finding) => finding.mergedInto ?? ''],
];

/** The first line of a CSV file, and then one for each row: each with its line break. Lists are joined by ` | `. */
export const matchCsvHeader = header(matchColumns);
export const findingCsvHeader = header(findingColumns);

export function matchCsvLine(record: MatchRecord): string {
  return line(matchColumns, record);
}

export function findingCsvLine(finding: Finding): string {
  return line(findingColumns, finding);
}

function header<T>(columns: Columns<T>): string {
  return `${columns.map(([name]) => name).join(',')}\n`;
}

function line<T>(columns: Columns<T>, row: T): string {
  return `${columns.map(([, value]) => forCsvCell(value(row))).join(',')}\n`;
}

function list(values: readonly string[]): string {
  return values.join(' | ');
}

import { DAY, HOUR } from '../../base/units.ts';
import type { Finding } from '../../model/finding.ts';
import type { ReportContext } from '../../model/report.ts';
import { severities } from '../../model/severity.ts';
import type { TriageItem } from '../../model/triage-item.ts';

/** The `index`th of many findings: an hour later than the one before, severities in turn; `text` wherever a log has a say. */
export function sampleFinding(index: number, text = ''): Finding {
  const at = new Date(Date.UTC(2026, 2, 1) + ((index * HOUR) % (3000 * DAY))).toISOString().replace('.000Z', 'Z');
  const value = (plain: string) => (text === '' ? plain : text);
  return {
    id: index.toString(16).padStart(32, '0'),
    ruleId: value('a-rule'),
    severity: severities[index % severities.length]!,
    title: value('A rule said yes'),
    summary: value(`user/u${index % 7} called StopLogging`),
    status: 'open',
    firstAt: at,
    lastAt: at,
    count: 1 + (index % 3),
    actor: value(`arn:aws:iam::123456789012:user/u${index % 7}`),
    account: value('123456789012'),
    region: value('eu-central-1'),
    resources: [value('arn:aws:s3:::b')],
    eventIds: [value('e')],
    attack: [value('T1562.008')],
    context: {
      eventNames: [value('StopLogging')],
      eventSources: [value('cloudtrail.amazonaws.com')],
      regions: [value('eu-central-1')],
      sourceIPAddresses: [value(`192.0.2.${index % 9}`)],
      userAgents: [value('aws-cli')],
      errorCodes: [value('AccessDenied')],
    },
  };
}

/** An event of that finding, with this JSON. */
export function sampleEvent(finding: Finding, raw: string | undefined, text = ''): TriageItem {
  return {
    findingId: finding.id,
    at: Date.parse(finding.firstAt),
    resources: [],
    record: {
      ruleId: finding.ruleId,
      title: finding.title,
      severity: finding.severity,
      eventId: text || 'e',
      eventTime: text || finding.firstAt,
      eventSource: text || 'cloudtrail.amazonaws.com',
      eventName: text || 'StopLogging',
      awsRegion: text || 'eu-central-1',
      account: finding.account,
      actor: finding.actor,
      sourceIPAddress: text || '192.0.2.1',
      userAgent: text || 'aws-cli',
      errorCode: text,
      attack: finding.attack,
      file: text || 'logs/a.json.gz',
    },
    ...(raw === undefined ? {} : { raw }),
  };
}

export const sampleContext: ReportContext = {
  generatedAt: Date.UTC(2026, 3, 1),
  version: '0.1.0',
  inputs: ['./logs'],
  options: [['--emit', 'findings']],
  rules: { count: 3, files: ['rules/monitored_events.json'] },
  counts: {
    files: 2,
    bytes: 2048,
    events: 100,
    outside: 0,
    duplicates: 0,
    rejects: 0,
    ignored: 0,
    pointers: 0,
    withheld: 0,
    matches: 5,
    findings: 5,
  },
  rejects: [],
};

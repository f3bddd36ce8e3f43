import type { Finding } from '../../model/finding.ts';
import { parseSeverity } from '../../model/severity.ts';
import type { TriageItem } from '../../model/triage-item.ts';
import { summarize } from './summary.ts';
import { createTally } from './tally.ts';

/** Events of a finding that are kept with it, and ARNs. */
const KEPT = 20;
/** Values of one kind in the context. */
const SHOWN = 10;
/** Distinct values of one kind that are counted at a time. */
const TRACKED = 1000;
/** Characters of a value in the context: a user agent can be as long as a request. */
const LONGEST = 1024;

/** Collects the items of one finding, in order of time, in bounded memory. */
export function createFindingBuilder(first: TriageItem) {
  const events: TriageItem[] = [];
  const resources = new Set<string>();
  const eventNames = createTally(TRACKED);
  const eventSources = createTally(TRACKED);
  const regions = createTally(TRACKED);
  const addresses = createTally(TRACKED);
  const userAgents = createTally(TRACKED);
  const errorCodes = createTally(TRACKED);
  let last = first;
  let count = 0;
  let failed = 0;

  return {
    id: first.findingId,

    add(item: TriageItem): void {
      const { record } = item;
      count++;
      last = item;
      if (events.length < KEPT) events.push(item);
      for (const arn of item.resources) if (resources.size < KEPT) resources.add(arn);
      if (record.eventName !== '') eventNames.add(cut(record.eventName));
      if (record.eventSource !== '') eventSources.add(cut(record.eventSource));
      if (record.awsRegion !== '') regions.add(cut(record.awsRegion));
      if (record.sourceIPAddress !== '') addresses.add(cut(record.sourceIPAddress));
      if (record.userAgent !== '') userAgents.add(cut(record.userAgent));
      if (record.errorCode !== '') {
        failed++;
        errorCodes.add(cut(record.errorCode));
      }
    },

    build(): { finding: Finding; events: TriageItem[] } {
      const { record } = first;
      const context = {
        eventNames: eventNames.top(SHOWN),
        eventSources: eventSources.top(SHOWN),
        regions: regions.top(SHOWN),
        sourceIPAddresses: addresses.top(SHOWN),
        userAgents: userAgents.top(SHOWN),
        errorCodes: errorCodes.top(SHOWN),
      };
      const finding: Finding = {
        id: first.findingId,
        ruleId: record.ruleId,
        severity: parseSeverity(record.severity) ?? 'medium',
        title: record.title,
        summary: summarize({ actor: record.actor, title: record.title, count, failed, context }),
        status: 'open',
        firstAt: record.eventTime,
        lastAt: last.record.eventTime,
        count,
        actor: record.actor,
        account: record.account,
        region: record.awsRegion,
        resources: [...resources].sort(),
        eventIds: events.map((item) => item.record.eventId),
        attack: record.attack,
        context,
      };
      return { finding, events };
    },
  };
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

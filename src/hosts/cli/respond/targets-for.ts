import { isJsonObject } from '../../../base/json.ts';
import { SECOND } from '../../../base/units.ts';
import type { AwsAccess } from '../../../edges/aws/use/access.ts';
import { createTrailReader } from '../../../edges/aws/use/cloudtrail.ts';
import { decodeValue } from '../../../engine/events/decode.ts';
import { targetsOfEvent } from '../../../engine/findings/targets/targets-of-event.ts';
import { targetsOfFinding } from '../../../engine/findings/targets/targets-of-finding.ts';
import { targetsOfNotification } from '../../../engine/findings/targets/targets-of-notification.ts';
import type { TrailEvent } from '../../../model/event.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Target, TargetKind } from '../../../model/target.ts';
import { readJsonFile } from '../read-json-file.ts';

interface TargetsForOptions {
  readonly access: AwsAccess;
  /** A file with the event. */
  readonly event: string | undefined;
  readonly whom: Target['as'] | undefined;
}

const MOST_PAGES = 5;

/**
 * What a finding is about that a responder takes: as the given event says, else as the finding does, else as its events do in
 * CloudTrail's event history. Each once.
 * @throws {Problem} READ_*, CLI_USAGE, AWS_*
 */
export async function targetsFor(finding: Finding, takes: TargetKind, options: TargetsForOptions): Promise<Target[]> {
  const { access, event, whom } = options;
  const wanted = (targets: readonly Target[]) => {
    const fitting = targets.filter(({ kind, as }) => kind === takes && (whom === undefined || as === whom));
    return [...new Map(fitting.map((target) => [JSON.stringify({ ...target, at: 0, by: '' }), target])).values()];
  };
  if (event !== undefined) return wanted(targetsInFile(event, finding.account));
  const own = wanted(targetsOfFinding(finding));
  // A finding says whose snapshot it is, and not with whom it was shared.
  if (own.length > 0 && takes !== 'snapshot') return own;
  const found = wanted(await targetsInHistory(finding, access));
  return found.length > 0 ? found : own;
}

function targetsInFile(file: string, account: string): Target[] {
  const content = readJsonFile(file, '--event');
  const notices = targetsOfNotification(content, account);
  return notices.length > 0 ? notices.map(({ target }) => target) : eventsIn(content, file).flatMap(targetsOfEvent);
}

/** Of the first second of the finding: most have one event, and a correlation's first ones tell as much as its last. */
async function targetsInHistory({ eventIds, region, firstAt }: Finding, access: AwsAccess): Promise<Target[]> {
  const from = Date.parse(firstAt);
  if (eventIds.length === 0 || Number.isNaN(from)) return [];
  const reader = createTrailReader({ ...access, ...(region !== '' && { region }) });
  try {
    const targets: Target[] = [];
    let token: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const found = await reader.lookupEvents({ from, to: from + SECOND, token });
      const ours = found.events.filter(({ id }) => id !== undefined && eventIds.includes(id));
      targets.push(...ours.flatMap(({ json }) => eventsIn(json, 'lookup-events')).flatMap(targetsOfEvent));
      token = found.token;
      if (token === undefined) break;
    }
    return targets;
  } finally {
    reader.close();
  }
}

function eventsIn(content: unknown, file: string): TrailEvent[] {
  const value = isJsonObject(content) && 'CloudTrailEvent' in content ? { Events: [content] } : content;
  return decodeValue(value, file).flatMap((decoded) => (decoded.kind === 'event' ? decoded.record.event() : []));
}

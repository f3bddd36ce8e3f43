import type { EpochMs } from '../../../base/units.ts';
import type { Alert, Change } from '../../../model/alert.ts';
import type { Finding, FindingStatus } from '../../../model/finding.ts';
import type { Severity } from '../../../model/severity.ts';
import { parseArn, partitionOf } from './arn.ts';
import { shortActor } from './short-actor.ts';

export interface OcsfOptions {
  /** Of this statement about the finding: the same when it is made again. */
  readonly uid?: string | undefined;
  /** Of trailwatch. */
  readonly version?: string | undefined;
  /** Of the finding in the console. */
  readonly url?: string | undefined;
}

/** The version of the schema that the output keeps to. */
export const OCSF_VERSION = '1.4.0';
const CLASS = 2004;

const activities: Readonly<Record<Change, readonly [id: number, name: string]>> = {
  opened: [1, 'Create'],
  repeated: [2, 'Update'],
  escalated: [2, 'Update'],
  resolved: [3, 'Close'],
};
const severityIds: Readonly<Record<Severity, readonly [id: number, name: string]>> = {
  informational: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};
const statuses: Readonly<Record<FindingStatus, readonly [id: number, name: string]>> = {
  open: [1, 'New'],
  acknowledged: [2, 'In Progress'],
  closed: [4, 'Resolved'],
};

/**
 * An alert as a Detection Finding of the Open Cybersecurity Schema Framework (class 2004, with the `cloud` profile). Who did it
 * from where is in `evidences`: the class itself has neither actor nor endpoint.
 * Source: schema.ocsf.io 1.4.0, classes/detection_finding and the objects that it names.
 */
export function toOcsf(alert: Alert, options: OcsfOptions = {}) {
  const { finding, change, at, rule } = alert;
  const [activity_id, activity_name] = activities[change];
  const [severity_id, severity] = severityIds[finding.severity];
  const [status_id, status] = change === 'resolved' ? statuses.closed : statuses[finding.status];
  const start_time = timeOf(finding.firstAt);
  const end_time = timeOf(finding.lastAt);
  const found = evidences(finding);
  const resources = finding.resources.map((uid) => toResource(uid));
  return {
    category_uid: 2,
    category_name: 'Findings',
    class_uid: CLASS,
    class_name: 'Detection Finding',
    type_uid: CLASS * 100 + activity_id,
    type_name: `Detection Finding: ${activity_name}`,
    activity_id,
    activity_name,
    severity_id,
    severity,
    status_id,
    status,
    is_alert: change !== 'resolved',
    time: at,
    ...(start_time !== undefined && { start_time }),
    ...(end_time !== undefined && { end_time }),
    count: finding.count,
    message: finding.summary,
    metadata: {
      version: OCSF_VERSION,
      profiles: ['cloud'],
      product: {
        name: 'trailwatch',
        vendor_name: 'trailwatch',
        ...(options.version !== undefined && { version: options.version }),
      },
      ...(options.uid !== undefined && { uid: options.uid }),
    },
    finding_info: findingInfo(alert, options, start_time, end_time),
    cloud: {
      provider: 'AWS',
      cloud_partition: partitionOf(finding.region),
      ...(finding.account !== '' && { account: toAccount(finding) }),
      ...(finding.region !== '' && { region: finding.region }),
    },
    ...(found.length > 0 && { evidences: found }),
    ...(resources.length > 0 && { resources }),
    ...(rule.response !== undefined && { remediation: { desc: rule.response } }),
    unmapped: unmapped(alert),
  };
}

function findingInfo({ finding, change, at, rule }: Alert, { url }: OcsfOptions, first?: EpochMs, last?: EpochMs) {
  return {
    uid: finding.id,
    title: finding.title,
    desc: rule.description ?? finding.summary,
    types: [finding.ruleId],
    ...(change === 'opened' ? { created_time: at } : { modified_time: at }),
    ...(first !== undefined && { first_seen_time: first }),
    ...(last !== undefined && { last_seen_time: last }),
    analytic: { type_id: 1, type: 'Rule', uid: finding.ruleId, name: finding.title },
    ...(finding.attack.length > 0 && { attacks: finding.attack.map(toAttack) }),
    ...(finding.context.eventSources.length > 0 && { data_sources: finding.context.eventSources }),
    ...(finding.eventIds.length > 0 && { related_events: finding.eventIds.map((uid) => ({ uid })) }),
    related_events_count: finding.count,
    ...(url !== undefined && { src_url: url }),
  };
}

/** `T1562.008` is a sub-technique of `T1562`; `TA0005` is a tactic. */
function toAttack(id: string) {
  if (id.startsWith('TA')) return { tactic: { uid: id } };
  const [technique] = id.split('.');
  return { technique: { uid: technique }, ...(technique !== id && { sub_technique: { uid: id } }) };
}

function toAccount({ account, accountName }: Finding) {
  return { uid: account, ...(accountName !== undefined && { name: accountName }), type_id: 10, type: 'AWS Account' };
}

/**
 * Calls, addresses and user agents, each by itself: a finding counts what its events had and doesn't know which came with which.
 */
function evidences({ actor: who, account, context }: Finding) {
  const actor = who === '' ? undefined : toActor(who, account);
  const [service, ...others] = context.eventSources;
  const serviceOfAll = service !== undefined && others.length === 0 ? { service: { name: service } } : {};
  const by = actor === undefined ? {} : { actor };
  const calls = context.eventNames.map((operation) => ({ ...by, api: { operation, ...serviceOfAll } }));
  const places = context.sourceIPAddresses.map((address) => ({ src_endpoint: toEndpoint(address) }));
  const agents = actor === undefined ? [] : context.userAgents.map((user_agent) => ({ actor, http_request: { user_agent } }));
  const all = [...calls, ...places, ...agents];
  return all.length === 0 && actor !== undefined ? [{ actor }] : all;
}

function toActor(who: string, account: string) {
  const arn = parseArn(who);
  const isService = /\.amazonaws\.com(?:\.cn)?$/.test(who);
  const [type_id, type] =
    arn?.resource === 'root' ? [2, 'Admin'] : isService ? [3, 'System'] : arn === undefined ? [0, 'Unknown'] : [1, 'User'];
  const home = arn?.account ?? '';
  return {
    user: {
      ...(arn !== undefined && { uid: who }),
      name: shortActor(who, account),
      type_id,
      type,
      ...(home !== '' && { account: { uid: home, type_id: 10, type: 'AWS Account' } }),
    },
  };
}

/** CloudTrail names a service instead of an address where a service called. */
function toEndpoint(address: string) {
  return isAddress(address) ? { ip: address } : { svc_name: address };
}

function isAddress(text: string): boolean {
  const parts = text.split('.');
  if (parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return true;
  // A URL knows how IPv6 is written.
  return /^[\da-fA-F:.]+$/.test(text) && text.includes(':') && URL.canParse(`http://[${text}]/`);
}

function toResource(uid: string) {
  const arn = parseArn(uid);
  if (arn === undefined) return { uid };
  return {
    uid,
    type: arn.service,
    cloud_partition: arn.partition,
    ...(arn.region !== '' && { region: arn.region }),
  };
}

/** What the schema has no place for. */
function unmapped({ finding, change, rule }: Alert) {
  const { context, origin, environment, mergedInto, suppressedBy } = finding;
  return {
    change,
    error_codes: context.errorCodes,
    regions: context.regions,
    ...(context.countries !== undefined && { countries: context.countries }),
    ...(context.networks !== undefined && { networks: context.networks }),
    ...(origin !== undefined && { origin }),
    ...(environment !== undefined && { environment }),
    ...(mergedInto !== undefined && { merged_into: mergedInto }),
    ...(suppressedBy !== undefined && { suppressed_by: suppressedBy }),
    ...(rule.falsePositives !== undefined && { false_positives: rule.falsePositives }),
    ...(rule.references !== undefined && { references: rule.references }),
  };
}

function timeOf(text: string): EpochMs | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

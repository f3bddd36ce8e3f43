import { DAY, type EpochMs, HOUR, type Milliseconds } from '../../base/units.ts';
import type { Predicate } from '../../model/predicate.ts';
import type { Cell } from '../../model/cell.ts';
import type { Envelope, TrailEvent } from '../../model/event.ts';
import { unusualValue, type WaitingRecord } from '../../model/selection.ts';
import type { TriageItem } from '../../model/triage-item.ts';
import { actorOf } from './actor.ts';
import { fieldOf, fieldText } from './value-text.ts';

/** Somebody was given temporary credentials. */
export interface CredentialIssue {
  readonly accessKeyId: string;
  readonly by: {
    readonly actor: string;
    /** If the credentials that they used were temporary too. */
    readonly accessKeyId?: string;
  };
  readonly at: EpochMs;
}

/** The longest life of credentials of AWS STS (GetSessionToken, GetFederationToken). */
const LONGEST_SESSION: Milliseconds = DAY + 12 * HOUR;
const MOST_HOPS = 8;
const LONGEST_KEY = 128;
const LONGEST_ACTOR = 2048;

/** Calls of `sts.amazonaws.com` that hand out credentials. Source: AWS STS API Reference. */
const issuing: ReadonlySet<string> = new Set([
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'AssumeRoot',
  'GetFederationToken',
  'GetSessionToken',
]);

/** What holds for all events that `credentialIssue` makes something of. */
export const issuesCredentials: Predicate = {
  op: 'all',
  of: [
    { op: 'field', path: 'detail.eventSource', test: { is: 'equals', value: 'sts.amazonaws.com' } },
    {
      op: 'any',
      of: [...issuing].map((value) => ({ op: 'field', path: 'detail.eventName', test: { is: 'equals', value } }) as const),
    },
  ],
};

/** Stands for that among the rules that a record may match without having been parsed. */
export const ISSUE = 'credentials are issued';

/** What has to be known of a record for `waitingIssue`. */
export const issuePaths = [
  'responseElements.credentials.accessKeyId',
  'userIdentity.arn',
  'userIdentity.accessKeyId',
  'userIdentity.type',
] as const;

/**
 * `credentialIssue` of a record that issues credentials and hasn't been parsed.
 * @throws unusualValue if it can't be told without
 */
export function waitingIssue({ at, value }: Pick<WaitingRecord, 'at' | 'value'>): CredentialIssue | undefined {
  const accessKeyId = value('responseElements.credentials.accessKeyId') ?? '';
  if (typeof accessKeyId !== 'string' || !isTemporaryKey(accessKeyId)) return undefined;
  if (value('userIdentity.type') === 'AWSService') return undefined;
  const actor = value('userIdentity.arn');
  const used = value('userIdentity.accessKeyId');
  // Without an ARN there is more to be asked for the actor's name.
  if (typeof actor !== 'string' || actor === '') throw unusualValue;
  if (actor.length > LONGEST_ACTOR) return undefined;
  return { accessKeyId, by: { actor, ...(typeof used === 'string' && isTemporaryKey(used) && { accessKeyId: used }) }, at };
}

/**
 * Who was given which credentials by this event; nothing if it hands out none, or to an AWS service that acts by itself (nobody is
 * at the beginning of that). Source: AWS CloudTrail User Guide, "Logging IAM and AWS STS API calls with AWS CloudTrail".
 */
export function credentialIssue({ at, envelope }: TrailEvent): CredentialIssue | undefined {
  const { detail } = envelope;
  if (fieldText(detail, 'eventSource') !== 'sts.amazonaws.com' || !issuing.has(fieldText(detail, 'eventName'))) return undefined;
  const accessKeyId = fieldText(fieldOf(fieldOf(detail, 'responseElements'), 'credentials'), 'accessKeyId');
  const actor = actorOf(envelope);
  if (!isTemporaryKey(accessKeyId) || actor === '' || actor.length > LONGEST_ACTOR) return undefined;
  if (fieldText(fieldOf(detail, 'userIdentity'), 'type') === 'AWSService') return undefined;
  const used = temporaryKeyOf(envelope);
  return { accessKeyId, by: { actor, ...(used !== undefined && { accessKeyId: used }) }, at };
}

/** The temporary credentials that an event was done with. */
export function temporaryKeyOf(envelope: Envelope): string | undefined {
  const key = fieldText(fieldOf(envelope.detail, 'userIdentity'), 'accessKeyId');
  return isTemporaryKey(key) ? key : undefined;
}

/** Source: AWS IAM User Guide, "IAM identifiers", unique ID prefixes: `ASIA` are temporary, `AKIA` long-term. */
function isTemporaryKey(key: string): boolean {
  return key.startsWith('ASIA') && key.length <= LONGEST_KEY;
}

/** Which credentials were handed out to whom, as far as it is known. */
export type IssueLookup = (accessKeyId: string) => CredentialIssue | undefined;

/** The actor at the beginning of the chain of roles; nothing if that is the item's own, or nothing is known of the chain. */
export function originOf(item: Pick<TriageItem, 'accessKeyId' | 'record'>, lookup: IssueLookup): string | undefined {
  const actor = issuesBehind(item.accessKeyId, lookup).at(-1)?.by.actor;
  return actor === item.record.actor ? undefined : actor;
}

/** The item as it counts towards its finding. */
export function withOrigin(item: TriageItem, lookup: IssueLookup): TriageItem {
  if (item.accessKeyId === undefined) return item;
  const origin = originOf(item, lookup);
  return origin === undefined ? item : { ...item, origin };
}

/** What has to be looked up next to follow the chain further: where cells have to be loaded before they can be asked. */
export function nextKey(accessKeyId: string | undefined, lookup: IssueLookup): string | undefined {
  const issues = issuesBehind(accessKeyId, lookup);
  if (issues.length >= MOST_HOPS) return undefined;
  const next = issues.length === 0 ? accessKeyId : issues.at(-1)!.by.accessKeyId;
  return next === undefined || lookup(next) !== undefined ? undefined : next;
}

/** From the nearest to the farthest. */
function issuesBehind(accessKeyId: string | undefined, lookup: IssueLookup): CredentialIssue[] {
  const issues: CredentialIssue[] = [];
  let key = accessKeyId;
  while (key !== undefined && issues.length < MOST_HOPS) {
    const issue = lookup(key);
    if (issue === undefined || issues.includes(issue)) break;
    issues.push(issue);
    key = issue.by.accessKeyId;
  }
  return issues;
}

/**
 * Of two accounts of the same credentials the one that says more: a role assumed from another account is logged in both, and only
 * the caller's own names the caller.
 */
export function betterIssue(a: CredentialIssue, b: CredentialIssue): CredentialIssue {
  const score = ({ by }: CredentialIssue) => (by.actor.startsWith('arn:') ? 2 : 0) + (by.accessKeyId === undefined ? 0 : 1);
  const difference = score(a) - score(b);
  if (difference !== 0) return difference > 0 ? a : b;
  return JSON.stringify([a.at, a.by.actor, a.by.accessKeyId]) <= JSON.stringify([b.at, b.by.actor, b.by.accessKeyId]) ? a : b;
}

/** The cell that remembers who was given these credentials. */
export function chainKey(accessKeyId: string): string {
  return `chain ${accessKeyId}`;
}

/** The next version of that cell; nothing if what is stored says as much. */
export function chainCell(issue: CredentialIssue, loaded: Cell | undefined): Cell<CredentialIssue> | undefined {
  const known = loaded?.value as CredentialIssue | undefined;
  const value = known === undefined ? issue : betterIssue(known, issue);
  if (known !== undefined && sameIssue(value, known)) return undefined;
  return { key: chainKey(issue.accessKeyId), version: (loaded?.version ?? 0) + 1, value, validUntil: value.at + LONGEST_SESSION };
}

function sameIssue(a: CredentialIssue, b: CredentialIssue): boolean {
  return a.at === b.at && a.by.actor === b.by.actor && a.by.accessKeyId === b.by.accessKeyId;
}

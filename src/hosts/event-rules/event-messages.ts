import { hash128 } from '../../base/hash.ts';
import { isoTime } from '../../base/iso-time.ts';
import { isJsonObject, type Json, type JsonObject, stringOf } from '../../base/json.ts';
import type { EpochMs } from '../../base/units.ts';
import type { StoreCommit } from '../../edges/stores/store.ts';
import { responderCatalog } from '../../edges/responders/responder-catalog.ts';
import type { ResponderName } from '../../edges/responders/responder.ts';
import { targetsOfEvent } from '../../engine/findings/targets/targets-of-event.ts';
import type { Alert } from '../../model/alert.ts';
import type { TrailEvent } from '../../model/event.ts';
import type { Finding } from '../../model/finding.ts';
import type { EventRuleFile, EventTarget } from './event-rule.ts';

/** The lane of the outbox for an ARN. */
export const laneName = (arn: string): string => `event-target:${arn}`;

/** An event, or a run of a schedule, that a rule hands to its targets. */
export interface RuleEvent {
  /** The same for the same event, however often it comes. */
  readonly id: string;
  readonly at: EpochMs;
  readonly envelope: JsonObject;
}

/** What a rule makes of an event: one unit of commit for each target, known again by its row in the ledger. */
export function eventCommits(rule: EventRuleFile, event: RuleEvent, now: EpochMs): StoreCommit[] {
  const arn = ruleArn(rule.name, event.envelope);
  return rule.targets.flatMap((target): StoreCommit[] => {
    // A summary is of the store, which knows it when it is due.
    if (target.kind === 'summary') return [];
    const payload = target.input(event.envelope, { name: rule.name, arn }, now);
    if (payload === undefined) return [];
    const alert = alertOf(rule, event, target.kind === 'sink' ? wordsOf(target, payload, event.envelope) : payload, now);
    return [commitOf(rule, target, event, target.kind === 'responder' ? forResponder(alert, event, target) : [alert], now)];
  });
}

/** A message for each thing that the event names, of the kind that the responder mends: none where it names none. */
function forResponder(alert: Alert, { envelope, at }: RuleEvent, { name }: EventTarget): Alert[] {
  const { takes } = responderCatalog[name as ResponderName];
  const event = { envelope: envelope as unknown as TrailEvent['envelope'], at };
  return targetsOfEvent(event)
    .filter(({ kind, as }) => kind === takes && as === 'named')
    .map((target) => ({ ...alert, target }));
}

/** Messages to one target, with the row that makes them be said once. */
export function commitOf(
  rule: EventRuleFile,
  { id, kind, arn, name }: EventTarget,
  event: Pick<RuleEvent, 'id' | 'at'>,
  alerts: readonly Alert[],
  now: EpochMs,
): StoreCommit {
  const to = kind === 'sink' || kind === 'summary' ? name : kind === 'responder' ? arn : laneName(arn);
  const messages = alerts.map((alert, index) => ({
    id: hash128(JSON.stringify(['event-rule', rule.name, id, event.id, index])),
    to,
    alert,
    createdAt: now,
    dueAt: now,
  }));
  const ledger = [{ ruleId: ruleId(rule.name), group: id, eventId: event.id, at: event.at }];
  return { cells: [], ledger, findings: [], messages, feeds: [] };
}

export const ruleId = (name: string): string => `event-rule:${name}`;

/** An alert of an event rule: no finding is kept of it. */
export function alertOf(rule: EventRuleFile, event: RuleEvent, summary: string, now: EpochMs): Alert {
  const { account, region, detail } = event.envelope;
  const time = isoTime(event.at);
  const field = (name: string) => (isJsonObject(detail) ? stringOf(detail[name]) : undefined);
  const one = (value: string | undefined) => (value === undefined ? [] : [value]);
  const finding: Finding = {
    id: hash128(JSON.stringify([ruleId(rule.name), event.id])),
    ruleId: ruleId(rule.name),
    severity: 'informational',
    title: rule.name,
    summary,
    status: 'open',
    firstAt: time,
    lastAt: time,
    count: 1,
    actor: '',
    account: stringOf(account) ?? '',
    region: stringOf(region) ?? '',
    resources: [],
    eventIds: [event.id],
    attack: [],
    context: {
      eventNames: one(field('eventName')),
      eventSources: one(field('eventSource')),
      regions: one(stringOf(region)),
      sourceIPAddresses: one(field('sourceIPAddress')),
      userAgents: [],
      errorCodes: one(field('errorCode')),
    },
  };
  return { finding, change: 'opened', at: now, rule: rule.description === undefined ? {} : { description: rule.description } };
}

/** For people: a text without its quotes; of a whole event, what kind it is. */
function wordsOf({ fields }: EventTarget, payload: string, envelope: JsonObject): string {
  if (fields.Input !== undefined || fields.InputPath !== undefined || fields.InputTransformer !== undefined) {
    return payload
      .split('\n')
      .map((line) => textOf(line) ?? line)
      .join('\n');
  }
  const { detail, account, region } = envelope;
  const name = isJsonObject(detail) ? stringOf(detail.eventName) : undefined;
  return `${stringOf(envelope['detail-type']) ?? 'Event'}${name === undefined ? '' : `: ${name}`} in ${stringOf(account) || 'an unknown account'}, ${stringOf(region) || 'an unknown region'}`;
}

function textOf(line: string): string | undefined {
  try {
    const value = JSON.parse(line) as Json;
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** As the deployed rule would be called. */
export function ruleArn(name: string, { account, region }: JsonObject): string {
  return `arn:aws:events:${stringOf(region) || 'us-east-1'}:${stringOf(account) || '000000000000'}:rule/${name}`;
}

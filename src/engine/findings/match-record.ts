import type { TrailEvent } from '../../model/event.ts';
import type { Match, MatchRecord } from '../../model/match.ts';
import { actorOf } from './actor.ts';
import { isoTime } from './iso-time.ts';
import { fieldText, valueText } from './value-text.ts';

/**
 * A match as one flat line. AWS's values as they came, as text; empty where the event lacks them. An event that is no CloudTrail
 * record is told by its envelope: `eventSource` is its `source`, `eventName` its `detail-type`.
 */
export function toMatchRecord({ rule, event }: Match): MatchRecord {
  if (event !== knownEvent) {
    knownPart = partOf(event);
    knownEvent = event;
  } else if (rule === knownRule) return knownRecord!;
  const part = knownPart!;
  knownRule = rule;
  knownRecord = {
    ruleId: rule.id,
    title: rule.title,
    severity: rule.severity,
    eventId: event.id,
    eventTime: part.eventTime,
    eventSource: part.eventSource,
    eventName: part.eventName,
    awsRegion: part.awsRegion,
    account: part.account,
    actor: part.actor,
    sourceIPAddress: part.sourceIPAddress,
    userAgent: part.userAgent,
    errorCode: part.errorCode,
    attack: rule.attack,
    file: event.origin.file,
  };
  return knownRecord;
}

type EventPart = Omit<MatchRecord, 'ruleId' | 'title' | 'severity' | 'eventId' | 'attack' | 'file'>;

/** Remembered: several rules match one event, and a rule that also feeds others asks twice. */
let knownEvent: TrailEvent | undefined;
let knownPart: EventPart | undefined;
let knownRule: Match['rule'] | undefined;
let knownRecord: MatchRecord | undefined;

function partOf({ at, envelope }: TrailEvent): EventPart {
  const { detail } = envelope;
  return {
    eventTime: isoTime(at) || valueText(envelope.time),
    eventSource: fieldText(detail, 'eventSource') || valueText(envelope.source),
    eventName: fieldText(detail, 'eventName') || valueText(envelope['detail-type']),
    awsRegion: fieldText(detail, 'awsRegion') || valueText(envelope.region),
    account: valueText(envelope.account) || fieldText(detail, 'recipientAccountId'),
    actor: actorOf(envelope),
    sourceIPAddress: fieldText(detail, 'sourceIPAddress') || fieldText(detail, 'source-ip-address'),
    userAgent: fieldText(detail, 'userAgent'),
    errorCode: fieldText(detail, 'errorCode'),
  };
}

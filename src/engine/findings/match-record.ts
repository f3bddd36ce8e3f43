import type { Match, MatchRecord } from '../../model/match.ts';
import { actorOf } from './actor.ts';
import { isoTime } from './iso-time.ts';
import { fieldText, valueText } from './value-text.ts';

/**
 * A match as one flat line. AWS's values as they came, as text; empty where the event lacks them. An event that is no CloudTrail
 * record is told by its envelope: `eventSource` is its `source`, `eventName` its `detail-type`.
 */
export function toMatchRecord(match: Match): MatchRecord {
  const { rule, event } = match;
  const { envelope } = event;
  const { detail } = envelope;
  return {
    ruleId: rule.id,
    title: rule.title,
    severity: rule.severity,
    eventId: event.id,
    eventTime: isoTime(event.at) || valueText(envelope.time),
    eventSource: fieldText(detail, 'eventSource') || valueText(envelope.source),
    eventName: fieldText(detail, 'eventName') || valueText(envelope['detail-type']),
    awsRegion: fieldText(detail, 'awsRegion') || valueText(envelope.region),
    account: valueText(envelope.account) || fieldText(detail, 'recipientAccountId'),
    actor: actorOf(envelope),
    sourceIPAddress: fieldText(detail, 'sourceIPAddress') || fieldText(detail, 'source-ip-address'),
    userAgent: fieldText(detail, 'userAgent'),
    errorCode: fieldText(detail, 'errorCode'),
    attack: rule.attack,
    file: event.origin.file,
  };
}

import { hash128 } from '../../base/hash.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { stringOf } from '../../base/json.ts';
import type { Bytes, EpochMs } from '../../base/units.ts';
import type { EventRecord } from '../../model/decoded.ts';
import type { Envelope, Origin, TrailEvent } from '../../model/event.ts';
import { detailTypeOf, sourceOf } from './cloudtrail-envelope.ts';
import { formatTime } from './time.ts';

const NO_RESOURCES: readonly Json[] = [];

function originOf(file: string, record: number, offset: Bytes | undefined): Origin {
  return offset === undefined ? { file, record } : { file, record, offset };
}

/** A CloudTrail record, which becomes the `detail` of the envelope that EventBridge would have sent. */
export class CloudTrailRecord implements EventRecord {
  private readonly file: string;
  private readonly index: number;
  private readonly offset: Bytes | undefined;
  private readonly detail: JsonObject;
  private readonly at: EpochMs;
  private readonly partial: boolean;
  private readonly text: string | undefined;
  private made: TrailEvent | undefined;

  constructor(
    file: string,
    index: number,
    offset: Bytes | undefined,
    detail: JsonObject,
    at: EpochMs,
    partial: boolean,
    text: string | undefined,
  ) {
    this.file = file;
    this.index = index;
    this.offset = offset;
    this.detail = detail;
    this.at = at;
    this.partial = partial;
    this.text = text;
    this.made = undefined;
  }

  get origin(): Origin {
    return originOf(this.file, this.index, this.offset);
  }

  event(): TrailEvent {
    if (this.made !== undefined) return this.made;
    const detail = this.detail;
    const eventId = detail.eventID;
    const id = typeof eventId === 'string' && eventId !== '' ? eventId : hash128(JSON.stringify(detail));
    const time = detail.eventTime;
    const envelope: Envelope = {
      version: '0',
      id,
      'detail-type': detailTypeOf(detail),
      source: sourceOf(detail),
      account: accountOf(detail),
      time: typeof time === 'string' && time.length === 20 && time.charCodeAt(10) === 84 ? time : formatTime(this.at),
      region: stringOf(detail.awsRegion) ?? '',
      resources: NO_RESOURCES,
      detail,
    };
    const origin = originOf(this.file, this.index, this.offset);
    this.made = this.partial ? { id, at: this.at, envelope, origin, partial: true } : { id, at: this.at, envelope, origin };
    return this.made;
  }

  raw(): string {
    return this.text ?? JSON.stringify(this.detail);
  }
}

/** Whose trail it is in; for events that cross accounts the owner of the resource, as EventBridge delivers to him. */
function accountOf(detail: JsonObject): string {
  const recipient = detail.recipientAccountId;
  if (typeof recipient === 'string') return recipient;
  const identity = detail.userIdentity as JsonObject | null | undefined;
  return (typeof identity === 'object' && identity !== null && stringOf(identity.accountId)) || '';
}

/** An event that comes in EventBridge's envelope, and passes as it is. */
export class EnvelopeRecord implements EventRecord {
  readonly origin: Origin;
  private readonly content: JsonObject;
  private readonly at: EpochMs;
  private readonly text: string | undefined;
  private made: TrailEvent | undefined;

  constructor(
    file: string,
    index: number,
    offset: Bytes | undefined,
    content: JsonObject,
    at: EpochMs,
    text: string | undefined,
  ) {
    this.origin = originOf(file, index, offset);
    this.content = content;
    this.at = at;
    this.text = text;
  }

  event(): TrailEvent {
    if (this.made !== undefined) return this.made;
    const content = this.content;
    const id = idOf(content) ?? hash128(JSON.stringify(content));
    this.made = { id, at: this.at, envelope: completed(content, id, this.at), origin: this.origin };
    return this.made;
  }

  raw(): string {
    return this.text ?? JSON.stringify(this.content);
  }
}

/** The id under which the same event lies in a log file: the envelope's own id is EventBridge's, and differs. */
function idOf(content: JsonObject): string | undefined {
  const detail = content.detail as JsonObject;
  if (
    stringOf(content['detail-type'])?.endsWith(' via CloudTrail') &&
    typeof detail.eventID === 'string' &&
    detail.eventID !== ''
  )
    return detail.eventID;
  return stringOf(content.id) || undefined;
}

/** What EventBridge always sends and an event made by hand may lack. Nothing that is there is changed. */
function completed(content: JsonObject, id: string, at: EpochMs): Envelope {
  const whole =
    typeof content.version === 'string' &&
    typeof content.id === 'string' &&
    typeof content.account === 'string' &&
    typeof content.region === 'string' &&
    typeof content.time === 'string' &&
    Array.isArray(content.resources);
  if (whole) return content as unknown as Envelope;
  const { version, id: given, account, region, time, resources } = content;
  return {
    ...content,
    version: stringOf(version) ?? '0',
    id: stringOf(given) ?? id,
    account: stringOf(account) ?? '',
    time: stringOf(time) ?? formatTime(at),
    region: stringOf(region) ?? '',
    resources: Array.isArray(resources) ? resources : NO_RESOURCES,
  } as unknown as Envelope;
}

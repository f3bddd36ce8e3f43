import { forTerminal } from '../../base/escape.ts';
import { Problem } from '../../base/problem.ts';
import { type Bytes, KiB } from '../../base/units.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { createSnsPublisher } from '../aws/use/sns.ts';
import { askAws } from './ask-aws.ts';
import { worstSeverity } from './notice-severity.ts';
import type { Notice, Sink, Wording } from './sink.ts';
import type { WordedSinkOptions } from './sink-options.ts';
import { clip } from './wording/document.ts';
import { fitJson, noticeData } from './wording/notice-json.ts';
import { asciiSubject, smsText } from './wording/short-texts.ts';
import { noticeText } from './wording/text.ts';

export interface SnsOptions extends WordedSinkOptions {
  readonly topicArn: string;
  /** The region is the topic's. */
  readonly access?: AwsAccess;
}

/** Message and attributes. Source: SNS API Reference, `Publish`: 256 KB. */
const LIMIT: Bytes = 256 * KiB;

/**
 * Publishes to a topic: readable text for e-mail, one text message for phones, JSON for queues, functions and webhooks. Attributes
 * for filter policies: `severity`, `account`, `rule`, `change` (also `digest` and `test`). A FIFO topic gets the finding's id as the
 * group and the notice's id as the deduplication id; other topics have the notice's id in the JSON only.
 */
export function createSnsSink({ name, topicArn, access = {}, wording, timeout }: SnsOptions): Sink {
  const publisher = createSnsPublisher({ ...access, region: topicRegion(topicArn) });
  return {
    name,
    type: 'sns',
    async send(notice, signal) {
      const attributes = attributesOf(notice);
      const request = {
        to: { topicArn },
        subject: asciiSubject(notice),
        message: messageFor(notice, wording, LIMIT - attributesSize(attributes)),
        json: true,
        attributes,
        ...(topicArn.endsWith('.fifo') && { groupId: groupOf(notice), deduplicationId: notice.id }),
      };
      await askAws('SNS', (limit) => publisher.publish({ ...request, signal: limit }), signal, timeout);
      return {};
    },
    async close() {
      publisher.close();
    },
  };
}

/** @throws {Problem} CONFIG_FIELD if it isn't the ARN of a topic */
function topicRegion(topicArn: string): string {
  const region = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?$/.exec(topicArn)?.[1];
  if (region === undefined) {
    throw new Problem('CONFIG_FIELD', `${topicArn} is not the ARN of an SNS topic`, {
      hint: 'Write it as `aws sns list-topics` prints it: arn:aws:sns:us-east-1:123456789012:name',
    });
  }
  return region;
}

/** Follow-ups of a finding stay in order. */
function groupOf(notice: Notice): string {
  return notice.kind === 'alert' ? notice.alert.finding.id : notice.kind;
}

/** What all alerts of a digest have in common. An attribute must not be empty. */
function attributesOf(notice: Notice): Record<string, string> {
  const alerts = notice.kind === 'digest' ? notice.alerts : [notice.alert];
  const common = (values: readonly string[]) => (new Set(values).size === 1 ? values[0]! : '');
  const all = {
    severity: worstSeverity(notice),
    account: common(alerts.map(({ finding }) => finding.account)),
    rule: common(alerts.map(({ finding }) => finding.ruleId)),
    change: notice.kind === 'alert' ? notice.alert.change : notice.kind,
  };
  const present = Object.entries(all).filter(([, value]) => value !== '');
  return Object.fromEntries(present.map(([name, value]) => [name, clip(forTerminal(value), 256)]));
}

/** Names, types and values count. */
function attributesSize(attributes: Readonly<Record<string, string>>): Bytes {
  return Object.entries(attributes).reduce((size, [name, value]) => size + Buffer.byteLength(`${name}String${value}`), 0);
}

/** Protocols that programs listen to. */
const programs = ['sqs', 'lambda', 'http', 'https', 'firehose'];

/** Each protocol's own text. What is too long is cut in each of them alike. */
function messageFor(notice: Notice, wording: Wording | undefined, limit: Bytes): string {
  const text = noticeText(notice, wording);
  const sms = smsText(notice);
  const data = noticeData(notice, wording);
  for (let share = 64 * KiB; ; share /= 2) {
    const json = fitJson(data, share);
    const readable = clipBytes(text, share);
    const message = JSON.stringify({
      default: readable,
      email: readable,
      sms,
      ...Object.fromEntries(programs.map((protocol) => [protocol, json])),
    });
    if (Buffer.byteLength(message) <= limit || share < KiB) return message;
  }
}

const SHORTENED = '\n(shortened)\n';

function clipBytes(text: string, limit: Bytes): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  let end = limit - SHORTENED.length;
  // Not within a character.
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return `${bytes.subarray(0, end).toString()}${SHORTENED}`;
}

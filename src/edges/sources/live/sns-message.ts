import { isJsonObject, type JsonObject, stringOf } from '../../../base/json.ts';

/** What SNS posts to an HTTPS endpoint. Source: Amazon SNS Developer Guide, "Parsing Amazon SNS message formats". */
export interface SnsMessage {
  readonly type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  /** What is signed, under SNS's own names. */
  readonly signed: Readonly<Record<string, string>>;
  readonly topicArn: string;
  /** ISO 8601, when it was published. A repeat has the time of the first. */
  readonly timestamp: string;
  readonly signature: string;
  readonly signatureVersion: string;
  readonly signingCertUrl: string;
}

/**
 * Names and values that are signed, in this order; `Subject` only where there is one.
 * Source: Amazon SNS Developer Guide, "Verifying the signatures of Amazon SNS messages".
 */
const SIGNED: Readonly<Record<SnsMessage['type'], readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

/** Undefined if it isn't one. Says nothing of whether it is genuine. */
export function parseSnsMessage(text: string): SnsMessage | undefined {
  const value = parseObject(text);
  const type = value?.Type;
  if (value === undefined || typeof type !== 'string' || !Object.hasOwn(SIGNED, type)) return undefined;
  const signed: Record<string, string> = {};
  for (const name of SIGNED[type as SnsMessage['type']]) {
    const field = Object.hasOwn(value, name) ? (value[name] ?? undefined) : undefined;
    if (typeof field === 'string') signed[name] = field;
    else if (name !== 'Subject' || field !== undefined) return undefined;
  }
  return {
    type: type as SnsMessage['type'],
    signed,
    topicArn: signed.TopicArn as string,
    timestamp: signed.Timestamp as string,
    signature: stringOf(value.Signature) ?? '',
    signatureVersion: stringOf(value.SignatureVersion) ?? '',
    signingCertUrl: stringOf(value.SigningCertURL) ?? '',
  };
}

export function stringToSign({ signed }: SnsMessage): string {
  // `parseSnsMessage` has put them in order.
  return Object.entries(signed)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('');
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

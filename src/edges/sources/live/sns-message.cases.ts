import { type KeyObject, sign } from 'node:crypto';

export const TOPIC = 'arn:aws:sns:us-east-1:123456789012:trail';
export const CERTIFICATE_URL =
  'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';
const TOKEN = '2336412f37fb687f5d51e6e2425929f52e8e353134fe72d5';

type Fields = Record<string, string>;

/** Signs as the developer guide says, by its own list of names: independent of the code under test. */
export function signed(fields: Fields, key: KeyObject, version = '1'): Fields {
  const names =
    fields.Type === 'Notification'
      ? ['Message', 'MessageId', ...('Subject' in fields ? ['Subject'] : []), 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  let text = '';
  for (const name of names) text += `${name}\n${fields[name]}\n`;
  const signature = sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(text), key).toString('base64');
  return { ...fields, SignatureVersion: version, Signature: signature, SigningCertURL: CERTIFICATE_URL };
}

export function notification(message: string, at: number, more: Fields = {}): Fields {
  return {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: TOPIC,
    Message: message,
    Timestamp: new Date(at).toISOString(),
    ...more,
  };
}

export function confirmation(
  type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation',
  at: number,
  more: Fields = {},
): Fields {
  return {
    Type: type,
    MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
    Token: TOKEN,
    TopicArn: TOPIC,
    Message: `You have chosen to subscribe to the topic ${TOPIC}.\nTo confirm the subscription, visit the SubscribeURL.`,
    SubscribeURL: `https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=${TOKEN}`,
    Timestamp: new Date(at).toISOString(),
    ...more,
  };
}

import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../base/units.ts';
import { makeCertificate } from './certificate.cases.ts';
import { confirmsSubscription, snsCertificateNames } from './sns-address.ts';
import { CERTIFICATE_URL, confirmation, notification, signed, TOPIC } from './sns-message.cases.ts';
import { parseSnsMessage, type SnsMessage, stringToSign } from './sns-message.ts';
import { createSnsVerifier } from './sns-signature.ts';
import { testClock } from './test-clock.cases.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const good = { name: 'sns.amazonaws.com', from: new Date(NOW - DAY), to: new Date(NOW + 300 * DAY) };
const certificate = makeCertificate(good);

function setUp(pem = certificate.pem) {
  const clock = testClock(NOW);
  const fetched: string[] = [];
  const fetchCertificate = async (url: string) => {
    fetched.push(url);
    if (pem === '') throw new Error('no answer');
    return pem;
  };
  return { clock, fetched, verify: createSnsVerifier({ clock, fetchCertificate }) };
}
const parsed = (fields: object): SnsMessage => {
  const message = parseSnsMessage(JSON.stringify(fields));
  if (message === undefined) throw new Error('not a message');
  return message;
};
const withSubject = { Subject: 'S3 "événement"\n' };
const genuine = [
  ['a notification', notification('{"s3Bucket":"logs"}\n', NOW)],
  ['a notification with a subject', notification('ä 🜂', NOW, withSubject)],
  ['a subscription', confirmation('SubscriptionConfirmation', NOW)],
  ['the end of a subscription', confirmation('UnsubscribeConfirmation', NOW)],
] as const;

describe('a genuine message', () => {
  test.each(genuine.flatMap(([name, fields]) => ['1', '2'].map((version) => [name, version, fields] as const)))(
    '%s with signature version %s',
    async (_, version, fields) => {
      expect(await setUp().verify(parsed(signed(fields, certificate.key, version)))).toBeUndefined();
    },
  );

  test('what is signed is what the developer guide shows', () => {
    const message = parsed({ ...notification('My Test Message', NOW, { Subject: 'My subject' }), Signature: '' });
    expect(stringToSign(message)).toBe(
      [
        'Message',
        'My Test Message',
        'MessageId',
        '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
        'Subject',
        'My subject',
        'Timestamp',
        '2026-01-15T12:00:00.000Z',
        'TopicArn',
        'arn:aws:sns:us-east-1:123456789012:trail',
        'Type',
        'Notification',
        '',
      ].join('\n'),
    );
  });

  test('a certificate is fetched once', async () => {
    const { verify, fetched } = setUp();
    const message = parsed(signed(notification('a', NOW), certificate.key));
    expect(await Promise.all([verify(message), verify(message), verify(message)])).toEqual([undefined, undefined, undefined]);
    expect(fetched).toEqual([CERTIFICATE_URL]);
  });
});

describe('a message that was changed', () => {
  test.each(
    genuine.flatMap(([name, fields]) =>
      Object.keys(fields)
        .filter((field) => !['Type', 'Timestamp'].includes(field))
        .map((field) => [name, field, fields] as const),
    ),
  )('%s: %s', async (_, field, fields) => {
    const message = { ...signed(fields, certificate.key, '2'), [field]: `${(fields as Record<string, string>)[field]} ` };
    expect(await setUp().verify(parsed(message))).toEqual({ status: 403, reason: 'the signature does not fit the message' });
  });

  test.each([
    ['another time', { Timestamp: new Date(NOW + 1).toISOString() }],
    ['a subject added', { Subject: 'urgent' }],
    ['the version lowered', { SignatureVersion: '1' }],
    ['no signature', { Signature: '' }],
    ['a signature that is no base64', { Signature: '%%%' }],
  ])('%s', async (_, change) => {
    const message = { ...signed(notification('a', NOW), certificate.key, '2'), ...change };
    expect(await setUp().verify(parsed(message))).toMatchObject({ status: 403 });
  });

  test('a field does not flow over into its neighbour', async () => {
    const message = signed(notification('a\nMessageId\nb', NOW, { MessageId: 'c' }), certificate.key);
    const forged = { ...message, Message: 'a', MessageId: 'b\nMessageId\nc' };
    // The string to sign doesn't keep these apart, as AWS defines it: nothing is gained, as the topic can't be changed so.
    expect(stringToSign(parsed(forged))).toBe(stringToSign(parsed(message)));
    expect(parsed(forged).topicArn).toBe(TOPIC);
  });

  test('somebody else signed', async () => {
    const other = makeCertificate(good);
    expect(await setUp().verify(parsed(signed(notification('a', NOW), other.key)))).toMatchObject({ status: 403 });
  });

  test.each(['', '0', '3', '1.0', 'constructor', '__proto__'])('signature version %j', async (version) => {
    const message = { ...signed(notification('a', NOW), certificate.key), SignatureVersion: version };
    expect(await setUp().verify(parsed(message))).toMatchObject({ status: 403 });
  });
});

describe('the time', () => {
  test.each([
    ['an hour old: SNS repeats so long', -HOUR, true],
    ['an hour and a quarter old', -75 * MINUTE, true],
    ['older', -75 * MINUTE - 1, false],
    ['the clock of SNS is ahead', 15 * MINUTE, true],
    ['far ahead', 15 * MINUTE + 1, false],
  ])('%s', async (_, age, accepted) => {
    const refusal = await setUp().verify(parsed(signed(notification('a', NOW + age), certificate.key)));
    expect(refusal === undefined).toBe(accepted);
  });

  test.each(['', 'yesterday', '2026-01-15', '1768478400000', '2026-01-15T12:00:00', 'Thu, 15 Jan 2026 12:00:00 GMT'])(
    '%j is none',
    async (Timestamp) => {
      const message = signed(notification('a', NOW, { Timestamp }), certificate.key);
      expect(await setUp().verify(parsed(message))).toMatchObject({ status: 403 });
    },
  );
});

describe('the certificate', () => {
  test.each([
    ['has ended', { ...good, to: new Date(NOW - 1000) }, 'the certificate is not valid at this time'],
    ['has not begun', { ...good, from: new Date(NOW + 1000) }, 'the certificate is not valid at this time'],
    ['is for another', { ...good, name: 'sns.us-east-1.evil.example' }, 'the certificate is not for SNS'],
    ['is for all', { ...good, name: '*.amazonaws.com' }, 'the certificate is not for SNS'],
  ])('%s', async (_, wish, reason) => {
    const { pem, key } = makeCertificate(wish);
    expect(await setUp(pem).verify(parsed(signed(notification('a', NOW), key)))).toEqual({ status: 403, reason });
  });

  test('ends while it is kept', async () => {
    const { pem, key } = makeCertificate({ ...good, to: new Date(NOW + HOUR) });
    const { verify, clock } = setUp(pem);
    const message = (at: number) => parsed(signed(notification('a', at), key));
    expect(await verify(message(NOW))).toBeUndefined();
    void clock.sleep(2 * HOUR);
    await clock.advance(2 * HOUR);
    expect(await verify(message(NOW + 2 * HOUR))).toMatchObject({ reason: 'the certificate is not valid at this time' });
  });

  test.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
    'that can not be had or read lets the sender come again: %j',
    async (pem) => {
      const { verify, fetched } = setUp(pem);
      const message = parsed(signed(notification('a', NOW), certificate.key));
      expect(await verify(message)).toMatchObject({ status: 503 });
      expect(await verify(message)).toMatchObject({ status: 503 });
      expect(fetched).toHaveLength(2);
    },
  );

  test('nobody can make us fetch without end', async () => {
    const { verify, fetched, clock } = setUp('');
    const ask = (i: number) => {
      const url = CERTIFICATE_URL.replace(/-0123/, `-${1000 + i}`);
      return verify(parsed({ ...signed(notification('a', clock.now()), certificate.key), SigningCertURL: url }));
    };
    for (let i = 0; i < 100; i++) await ask(i);
    expect(fetched).toHaveLength(20);
    void clock.sleep(MINUTE);
    await clock.advance(MINUTE);
    await ask(100);
    expect(fetched).toHaveLength(21);
  });
});

const file = 'SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';

describe('the address of a certificate', () => {
  test.each([
    ['us-east-1', 'amazonaws.com'],
    ['ap-southeast-3', 'amazonaws.com'],
    ['us-gov-east-1', 'amazonaws.com'],
    ['cn-northwest-1', 'amazonaws.com.cn'],
  ])('of SNS in %s', (region, domain) => {
    expect(snsCertificateNames(`https://sns.${region}.${domain}/${file}`)).toBeDefined();
  });

  test('its names are those that the AWS SDK for Java knows', () => {
    const names = (region: string, domain = 'amazonaws.com') => snsCertificateNames(`https://sns.${region}.${domain}/${file}`);
    expect(names('us-east-1')).toContain('sns.amazonaws.com');
    expect(names('us-gov-east-1')).toContain('sns-us-gov-west-1.amazonaws.com');
    expect(names('me-south-1')).toContain('sns-signing.me-south-1.amazonaws.com');
    expect(names('cn-north-1', 'amazonaws.com.cn')).toContain('sns-cn-north-1.amazonaws.com.cn');
  });

  test.each([
    `http://sns.us-east-1.amazonaws.com/${file}`,
    `https://sns.us-east-1.amazonaws.com.evil.example/${file}`,
    `https://sns.us-east-1.amazonaws.com.cn.evil.example/${file}`,
    `https://evil.example/sns.us-east-1.amazonaws.com/${file}`,
    `https://evil.example/${file}?https://sns.us-east-1.amazonaws.com/${file}`,
    `https://evil.example/#https://sns.us-east-1.amazonaws.com/${file}`,
    `https://sns.us-east-1.amazonaws.com@evil.example/${file}`,
    `https://user:secret@sns.us-east-1.amazonaws.com/${file}`,
    `https://evil.sns.us-east-1.amazonaws.com/${file}`,
    `https://sns-us-east-1.amazonaws.com/${file}`,
    `https://snsXus-east-1.amazonaws.com/${file}`,
    `https://sns.us-east-1.amazonawsXcom/${file}`,
    `https://sns.us-east-1.s3.amazonaws.com/${file}`,
    `https://sns.my-bucket.s3.amazonaws.com/${file}`,
    `https://s3.amazonaws.com/sns.us-east-1.amazonaws.com/${file}`,
    `https://sns.us-east-1.amazonaws.com:8443/${file}`,
    `https://sns.us-east-1.amazonaws.com./${file}`,
    `https://sns.us-east-1.amazonaws.com/../${file}`,
    `https://sns.us-east-1.amazonaws.com//evil.example/${file}`,
    `https://sns.us-east-1.amazonaws.com/x/${file}`,
    `https://sns.us-east-1.amazonaws.com/${file}?x`,
    `https://sns.us-east-1.amazonaws.com/${file}#x`,
    `https://sns.us-east-1.amazonaws.com/${file}\n`,
    `https://sns.us-east-1.amazonaws.com/%2e%2e/${file}`,
    `https://sns.us-east-1.amazonaws.com\\@evil.example/${file}`,
    `https://sns.us-east-1.amazonaws.com/?Action=ListTopics&x=.pem`,
    `HTTPS://SNS.US-EAST-1.AMAZONAWS.COM/${file}`,
    `https://sns.us-еast-1.amazonaws.com/${file}`,
    `//sns.us-east-1.amazonaws.com/${file}`,
    `file:///etc/${file}`,
    '',
  ])('%s is none, and is not fetched', async (SigningCertURL) => {
    const { verify, fetched } = setUp();
    const message = parsed({ ...signed(notification('a', NOW), certificate.key), SigningCertURL });
    expect(await verify(message)).toEqual({ status: 403, reason: 'the certificate is not at an address of SNS' });
    expect(fetched).toEqual([]);
  });
});

describe('the address that confirms a subscription', () => {
  const token = 'abc123';
  const url = (host: string, query = `Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=${token}`) =>
    `https://${host}/?${query}`;

  test('as SNS sends it, and with the ARN encoded', () => {
    expect(confirmsSubscription(url('sns.us-east-1.amazonaws.com'), TOPIC, token)).toBe(true);
    const encoded = `Action=ConfirmSubscription&TopicArn=${encodeURIComponent(TOPIC)}&Token=${token}`;
    expect(confirmsSubscription(url('sns.us-east-1.amazonaws.com', encoded), TOPIC, token)).toBe(true);
  });

  test.each([
    ['plain HTTP', url('sns.us-east-1.amazonaws.com').replace('https', 'http')],
    ['another host', url('sns.us-east-1.amazonaws.com.evil.example')],
    ['another host behind an @', url('sns.us-east-1.amazonaws.com@evil.example')],
    ['another region than the topic', url('sns.eu-west-1.amazonaws.com')],
    ['another action', url('sns.us-east-1.amazonaws.com', `Action=Unsubscribe&TopicArn=${TOPIC}&Token=${token}`)],
    ['another topic', url('sns.us-east-1.amazonaws.com', `Action=ConfirmSubscription&TopicArn=${TOPIC}2&Token=${token}`)],
    ['another token', url('sns.us-east-1.amazonaws.com', `Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=x`)],
    ['two actions', `${url('sns.us-east-1.amazonaws.com')}&Action=DeleteTopic`],
    ['something more', `${url('sns.us-east-1.amazonaws.com')}&AuthenticateOnUnsubscribe=true`],
    ['a path', url('sns.us-east-1.amazonaws.com').replace('/?', '/x?')],
    ['a fragment', `${url('sns.us-east-1.amazonaws.com')}#x`],
  ])('%s', (_, address) => {
    expect(confirmsSubscription(address, TOPIC, token)).toBe(false);
  });
});

test.each([
  ['no JSON', 'Type=Notification'],
  ['a list', '[]'],
  ['no type', JSON.stringify({ ...notification('a', NOW), Type: undefined })],
  ['an unknown type', JSON.stringify({ ...notification('a', NOW), Type: 'toString' })],
  ['a field missing', JSON.stringify({ ...notification('a', NOW), MessageId: undefined })],
  ['a field that is no text', JSON.stringify({ ...notification('a', NOW), Message: { a: 1 } })],
  ['a subject that is no text', JSON.stringify({ ...notification('a', NOW), Subject: 1 })],
  ['no token', JSON.stringify({ ...confirmation('SubscriptionConfirmation', NOW), Token: undefined })],
])('%s is no message', (_, text) => {
  expect(parseSnsMessage(text)).toBeUndefined();
});

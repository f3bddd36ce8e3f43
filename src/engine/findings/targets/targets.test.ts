import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Envelope } from '../../../model/event.ts';
import type { Finding } from '../../../model/finding.ts';
import { targetCases } from './events.cases.ts';
import { targetsOfEvent } from './targets-of-event.ts';
import { targetsOfFinding } from './targets-of-finding.ts';
import { targetsOfNotification } from './targets-of-notification.ts';

const AT = Date.parse('2026-01-31T12:00:00Z');

describe('an event names', () => {
  test.each(targetCases)('$fact', ({ event, actors, named }) => {
    const found = targetsOfEvent({ envelope: event as unknown as Envelope, at: AT });
    expect(found.filter(({ as }) => as === 'actor')).toMatchObject(actors);
    expect(found.filter(({ as }) => as === 'named')).toMatchObject(named);
    expect(found).toHaveLength(actors.length + named.length);
    for (const target of found)
      expect(target).toMatchObject({ account: expect.stringMatching(/^\d{12}$/), region: 'us-east-1', at: AT });
  });

  test('who did it, by the id that nobody can choose', () => {
    const [first] = targetsOfEvent({ envelope: targetCases[0]!.event as unknown as Envelope, at: AT });
    expect(first?.by).toBe('AIDACKCEVSQ6C2EXAMPLE');
  });

  test.each([[undefined], [null], [7], ['text'], [[]], [{ userIdentity: 7, requestParameters: [] }]])(
    'nothing, where its detail is %j',
    (detail) => {
      const envelope = { source: 'aws.ec2', 'detail-type': 7, account: '123456789012', region: '', detail };
      expect(targetsOfEvent({ envelope: envelope as unknown as Envelope, at: AT })).toEqual([]);
    },
  );
});

describe('a notification of S3 names', () => {
  const example = JSON.parse(readFileSync('examples/events/responders/s3-object-created.json', 'utf8'));

  test('its object, with its key as S3 has it', () => {
    expect(targetsOfNotification(example, '123456789012')).toEqual([
      {
        eventName: 'ObjectCreated:Put',
        target: {
          kind: 'object',
          bucket: 'example-uploads',
          key: 'reports/2026 q1.txt',
          account: '123456789012',
          region: 'us-east-1',
          as: 'named',
          at: AT,
          by: 'AIDACKCEVSQ6C2EXAMPLE',
        },
      },
    ]);
  });

  const withKey = (key: unknown) => {
    const [record] = example.Records;
    return { Records: [{ ...record, s3: { ...record.s3, object: { ...record.s3.object, key } } }] };
  };
  // Source: Amazon S3 User Guide, "Event message structure"; RFC 3986 for what is encoded.
  test.each([
    ['a+b%2Bc.txt', 'a b+c.txt'],
    ['%F0%9F%94%92.txt', '\u{1f512}.txt'],
    ['%25zz', '%zz'],
  ])('%s as %s', (encoded, key) => {
    expect(targetsOfNotification(withKey(encoded), '123456789012')).toMatchObject([{ target: { key } }]);
  });

  test.each([['%zz'], [''], [7], ['a'.repeat(1025)]])('nothing, where its key is %j', (key) => {
    expect(targetsOfNotification(withKey(key), '123456789012')).toEqual([]);
  });

  test.each([
    [undefined],
    [[]],
    [{ Records: 7 }],
    [{ Records: [null, { eventSource: 'aws:sqs' }] }],
    [{ Event: 's3:TestEvent' }],
  ])('nothing, where it is %j', (notification) => {
    expect(targetsOfNotification(notification, '123456789012')).toEqual([]);
  });
});

test('a finding names its actor and its resources by their ARNs', () => {
  const finding = {
    actor: 'arn:aws:sts::123456789012:assumed-role/deploy/session',
    account: '123456789012',
    region: 'eu-west-1',
    lastAt: '2026-01-31T12:00:00Z',
    resources: [
      'arn:aws:s3:::example-uploads',
      'arn:aws:s3:::example-uploads/a/b c.txt',
      'arn:aws:iam::111122223333:user/team/bob',
      'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      'arn:aws:cloudtrail:us-east-1:123456789012:trail/management-events',
      'arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0',
      'arn:aws:lambda:us-east-1:123456789012:function:other',
    ],
  };
  expect(targetsOfFinding(finding as unknown as Finding)).toMatchObject([
    { kind: 'role', role: 'deploy', as: 'actor', region: 'eu-west-1' },
    { kind: 'bucket', bucket: 'example-uploads', account: '123456789012' },
    { kind: 'object', bucket: 'example-uploads', key: 'a/b c.txt' },
    { kind: 'user', user: 'bob', account: '111122223333' },
    { kind: 'kms-key', region: 'us-east-1' },
    { kind: 'trail', trail: 'arn:aws:cloudtrail:us-east-1:123456789012:trail/management-events' },
    { kind: 'instance', instance: 'i-0123456789abcdef0' },
  ]);
});

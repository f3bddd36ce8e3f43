import { expect, it } from 'vitest';
import { toMatchRecord } from './match-record.ts';
import { sampleMatch, wrongTypes } from './sample-match.cases.ts';

it('flattens a CloudTrail event, keys in the order of output', () => {
  const record = toMatchRecord(sampleMatch({ detail: { errorCode: 'AccessDenied' } }));
  expect(Object.entries(record)).toEqual([
    ['ruleId', 'cloudtrail-changes'],
    ['title', 'CloudTrail changed'],
    ['severity', 'high'],
    ['eventId', 'e-1'],
    ['eventTime', '2026-01-31T12:04:05Z'],
    ['eventSource', 'cloudtrail.amazonaws.com'],
    ['eventName', 'StopLogging'],
    ['awsRegion', 'eu-central-1'],
    ['account', '123456789012'],
    ['actor', 'arn:aws:iam::123456789012:user/alice'],
    ['sourceIPAddress', '192.0.2.10'],
    ['userAgent', 'aws-cli/2.17.20'],
    ['errorCode', 'AccessDenied'],
    ['attack', ['T1562.008']],
    ['file', 'logs/a.json.gz'],
  ]);
});

it('tells an event that is no CloudTrail record by its envelope', () => {
  const match = sampleMatch({ envelope: { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification' } });
  const bare = {
    ...match,
    event: { ...match.event, envelope: { ...match.event.envelope, detail: { 'instance-id': 'i-1', state: 'stopped' } } },
  };
  expect(toMatchRecord(bare)).toMatchObject({
    eventSource: 'aws.ec2',
    eventName: 'EC2 Instance State-change Notification',
    awsRegion: 'eu-central-1',
    account: '123456789012',
    actor: '',
    sourceIPAddress: '',
    userAgent: '',
    errorCode: '',
  });
});

it('takes the address of an S3 object event', () => {
  const match = sampleMatch();
  const detail = { 'source-ip-address': '198.51.100.7', requester: '111122223333' };
  const record = toMatchRecord({ ...match, event: { ...match.event, envelope: { ...match.event.envelope, detail } } });
  expect(record).toMatchObject({ sourceIPAddress: '198.51.100.7', actor: '111122223333' });
});

it('keeps milliseconds where there are any', () => {
  expect(toMatchRecord(sampleMatch({ at: Date.UTC(2026, 0, 31, 12, 4, 5, 250) })).eventTime).toBe('2026-01-31T12:04:05.250Z');
});

it.each(wrongTypes)('makes text of %j wherever it stands', (value) => {
  const fields = ['eventSource', 'eventName', 'awsRegion', 'sourceIPAddress', 'userAgent', 'errorCode', 'userIdentity'];
  const record = toMatchRecord(sampleMatch({ detail: Object.fromEntries(fields.map((field) => [field, value])) }));
  for (const [key, text] of Object.entries(record)) if (key !== 'attack') expect(typeof text).toBe('string');
});

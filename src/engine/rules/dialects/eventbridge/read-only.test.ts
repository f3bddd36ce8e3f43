import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../base/json.ts';
import { isReadOnlyManagementEvent } from './read-only.ts';

const envelope = (detail: JsonObject, type = 'AWS API Call via CloudTrail') => ({
  version: '0',
  id: '11111111-2222-4333-8444-555555555555',
  'detail-type': type,
  source: 'aws.ec2',
  account: '123456789012',
  time: '2026-01-31T12:00:00Z',
  region: 'eu-central-1',
  resources: [],
  detail,
});

describe('a read-only management event through CloudTrail', () => {
  it.each<[string, JsonObject, boolean]>([
    ['says so itself', { eventName: 'DescribeInstances', readOnly: true, managementEvent: true }, true],
    ['may have any name if it says so', { eventName: 'LookupEvents', readOnly: true, managementEvent: true }, true],
    ['is no change', { eventName: 'StopLogging', readOnly: false, managementEvent: true }, false],
    ['is no change with the name of a reading call', { eventName: 'GetOrCreate', readOnly: false, managementEvent: true }, false],
    ['is no data event', { eventName: 'GetObject', readOnly: true, managementEvent: false, eventCategory: 'Data' }, false],
    ['has the category of one', { eventName: 'GetUser', readOnly: true, eventCategory: 'Management' }, true],
    ['has no other category', { eventName: 'GetObject', readOnly: true, eventCategory: 'Data' }, false],
    ['is told by its name in an old record', { eventVersion: '1.02', eventName: 'ListUsers' }, true],
    ['is told by its name in an old record: a change', { eventVersion: '1.02', eventName: 'CreateUser' }, false],
    ['is told by its name in an old record: no part of the name', { eventVersion: '1.02', eventName: 'BatchGetItem' }, false],
    ['is not about an S3 object', { eventName: 'GetObject', readOnly: true, resources: [{ type: 'AWS::S3::Object' }] }, false],
    [
      'is no new session of STS',
      { eventSource: 'sts.amazonaws.com', eventName: 'GetSessionToken', readOnly: true, managementEvent: true },
      false,
    ],
    ['is no new federation of STS', { eventSource: 'sts.amazonaws.com', eventName: 'GetFederationToken' }, false],
    [
      'may be another call of STS',
      { eventSource: 'sts.amazonaws.com', eventName: 'GetCallerIdentity', readOnly: true, managementEvent: true },
      true,
    ],
    ['has a name', {}, false],
    ['ignores values of a wrong type', { eventName: 7, readOnly: 'true' }, false],
  ])('%s', (_, detail, expected) => {
    expect(isReadOnlyManagementEvent(envelope(detail))).toBe(expected);
  });

  it('comes through CloudTrail', () => {
    const detail = { eventName: 'DescribeInstances', readOnly: true, managementEvent: true };
    expect(isReadOnlyManagementEvent(envelope(detail, 'EC2 Instance State-change Notification'))).toBe(false);
  });
});

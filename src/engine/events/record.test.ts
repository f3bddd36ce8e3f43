import { describe, expect, it } from 'vitest';
import { decodeValue } from './decode.ts';

const base = {
  eventVersion: '1.09',
  eventTime: '2026-01-31T12:00:00Z',
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  awsRegion: 'us-east-1',
  eventID: 'e-1',
  eventType: 'AwsApiCall',
  recipientAccountId: '123456789012',
};
const eventOf = (value: unknown) => {
  const [found] = decodeValue(value, 'file');
  if (found?.kind !== 'event') throw new Error(JSON.stringify(found));
  return found.record.event();
};

describe('a CloudTrail record becomes the envelope that EventBridge would have sent', () => {
  it('with all its fields', () => {
    expect(eventOf(base)).toEqual({
      id: 'e-1',
      at: Date.UTC(2026, 0, 31, 12),
      envelope: {
        version: '0',
        id: 'e-1',
        'detail-type': 'AWS API Call via CloudTrail',
        source: 'aws.iam',
        account: '123456789012',
        time: '2026-01-31T12:00:00Z',
        region: 'us-east-1',
        resources: [],
        detail: base,
      },
      origin: { file: 'file', record: 0 },
    });
  });

  it('whose detail type goes by the event type', () => {
    // Amazon EventBridge User Guide, "AWS service events delivered via AWS CloudTrail"; event types: CloudTrail User Guide, "record contents".
    const types = {
      AwsApiCall: 'AWS API Call via CloudTrail',
      AwsServiceEvent: 'AWS Service Event via CloudTrail',
      AwsConsoleSignIn: 'AWS Console Sign In via CloudTrail',
      AwsConsoleAction: 'AWS Console Action via CloudTrail',
      AwsVpceEvent: 'AWS Network Activity Event via CloudTrail',
      AwsCloudTrailInsight: 'AWS Insight via CloudTrail',
    };
    for (const [eventType, detailType] of Object.entries(types))
      expect(eventOf({ ...base, eventType }).envelope['detail-type']).toBe(detailType);
  });

  it('whose source is the first label of the event source', () => {
    const sources = {
      'iam.amazonaws.com': 'aws.iam',
      'monitoring.amazonaws.com': 'aws.monitoring',
      'ec2.amazonaws.com.cn': 'aws.ec2',
      s3: 'aws.s3',
      'sso-directory.amazonaws.com': 'aws.sso-directory',
    };
    for (const [eventSource, source] of Object.entries(sources))
      expect(eventOf({ ...base, eventSource }).envelope.source).toBe(source);
  });

  it("whose account is the recipient's, else the caller's, else unknown", () => {
    const { recipientAccountId: _, ...rest } = base;
    expect(eventOf({ ...base, userIdentity: { accountId: '111122223333' } }).envelope.account).toBe('123456789012');
    expect(eventOf({ ...rest, userIdentity: { accountId: '111122223333' } }).envelope.account).toBe('111122223333');
    expect(eventOf({ ...rest, userIdentity: null }).envelope.account).toBe('');
    expect(eventOf(rest).envelope.account).toBe('');
  });

  it('whose time is in whole seconds of UTC', () => {
    expect(eventOf({ ...base, eventTime: '2026-01-31T13:00:00.500+01:00' }).envelope.time).toBe('2026-01-31T12:00:00Z');
  });

  it('and keeps one id for the same event from a log file and from EventBridge', () => {
    const delivered = {
      version: '0',
      id: 'another',
      'detail-type': 'AWS API Call via CloudTrail',
      source: 'aws.iam',
      account: '123456789012',
      time: '2026-01-31T12:00:00Z',
      region: 'us-east-1',
      resources: [],
      detail: base,
    };
    expect(eventOf(delivered).id).toBe('e-1');
    expect(eventOf(delivered).envelope).toBe(delivered);
    expect(eventOf({ ...delivered, 'detail-type': 'Something', detail: { eventID: 'e-2' } }).id).toBe('another');
  });

  it("and whose time is CloudTrail's `eventTime`, while an event of another kind has the time of its envelope", () => {
    const delivered = {
      'detail-type': 'AWS API Call via CloudTrail',
      source: 'aws.iam',
      time: '2026-01-31T12:00:09Z',
      detail: { ...base, eventTime: '2026-01-31T12:00:00Z' },
    };
    expect(eventOf(delivered).at).toBe(Date.UTC(2026, 0, 31, 12));
    expect(eventOf({ ...delivered, 'detail-type': 'AWS Health Event' }).at).toBe(Date.UTC(2026, 0, 31, 12, 0, 9));
  });

  it('also out of the message of a Filebeat document that no pipeline has seen', () => {
    const document = {
      '@timestamp': '2026-01-31T12:05:00.000Z',
      event: { dataset: 'aws.cloudtrail' },
      message: JSON.stringify(base),
    };
    expect(eventOf(document)).toMatchObject({ id: 'e-1', at: Date.UTC(2026, 0, 31, 12), envelope: { detail: base } });
    expect(eventOf(document)).not.toHaveProperty('partial');
  });

  it('also out of a looked-up event whose record somebody has unfolded', () => {
    expect(eventOf({ EventId: 'other', EventName: 'CreateUser', EventTime: 1, CloudTrailEvent: base })).toMatchObject({
      id: 'e-1',
      envelope: { detail: base },
    });
  });

  it('and has an id of its content where it brings none', () => {
    const { eventID: _, ...rest } = base;
    expect(eventOf(rest).id).toMatch(/^[0-9a-f]{32}$/);
    expect(eventOf(rest).id).toBe(eventOf({ ...rest }).id);
    expect(eventOf(rest).id).not.toBe(eventOf({ ...rest, eventName: 'DeleteUser' }).id);
  });

  it('completes an envelope that lacks what EventBridge always sends', () => {
    expect(eventOf({ 'detail-type': 'x', source: 'my.app', time: '2026-01-31T12:00:00Z', detail: {} }).envelope).toMatchObject({
      version: '0',
      account: '',
      region: '',
      resources: [],
      source: 'my.app',
    });
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../model/decoded.ts';
import { decodeValue, decodeWhole } from './decode.ts';
import { streamed, told } from './decoded-text.cases.ts';
import { fixtureCases } from './fixtures.cases.ts';

const folder = new URL('../../../fixtures/events/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder));

function expectHolds(decoded: readonly Decoded[], holds: readonly string[]) {
  const found = decoded.map((one, i) => {
    const [kind = '', ...rest] = (holds[i] ?? '').split(' ');
    const wanted = rest.join(' ');
    if (one.kind === 'event') {
      const event = one.record.event();
      return `${event.partial ? 'partial' : 'event'} ${event.id.slice(-3)}`;
    }
    if (one.kind === 'reject') return `reject ${one.problem.code}`;
    const text = one.kind === 'pointer' ? one.pointer.key : one.reason;
    const fits = one.kind === 'pointer' ? text.endsWith(wanted) : text.startsWith(wanted);
    return kind === one.kind && fits ? holds[i] : `${one.kind} ${text}`;
  });
  expect(found).toEqual(holds);
}

describe('each input shape', () => {
  it('has a fixture, and each fixture a case', () => {
    expect(fixtureCases.map((one) => one.file).sort()).toEqual(readdirSync(folder).sort());
  });

  for (const { file, fact, holds, streamOnly } of fixtureCases) {
    it(`${file}: ${fact}`, async () => {
      const bytes = read(file);
      const whole = decodeWhole(bytes, file);
      if (streamOnly) expect(whole).toBeUndefined();
      else expectHolds(whole ?? [], holds);
      const stream = await streamed(bytes, [7, 1, 100]);
      expectHolds(stream, holds);
      if (whole !== undefined) expect(told(stream)).toEqual(told(whole));
    });
  }

  it('is the same when somebody has parsed the JSON already', () => {
    for (const { file, holds } of fixtureCases.filter((one) =>
      /(batch|lambda|notification.*|eventbridge|lookup-events)\.json$/.test(one.file),
    ))
      expectHolds(decodeValue(JSON.parse(read(file).toString()), file), holds);
  });

  it('of a record nested over the limit, or with __proto__, harms nothing', () => {
    for (const one of decodeWhole(read('hostile.json'), 'x') ?? []) if (one.kind === 'event') one.record.event();
    decodeWhole(read('security-lake.ndjson'), 'x');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('lossy exports give back what they hold', () => {
  const details = (file: string) =>
    (decodeWhole(read(file), file) ?? []).flatMap((one) => (one.kind === 'event' ? [one.record.event().envelope.detail] : []));

  it('a CloudTrail Lake row: structures, types and the names of CloudTrail', () => {
    expect(details('lake-query-results.json')[0]).toMatchObject({
      eventName: 'AuthorizeSecurityGroupIngress',
      eventTime: '2026-01-31T12:01:10Z',
      sourceIPAddress: '203.0.113.9',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64, like Gecko)',
      readOnly: false,
      managementEvent: true,
      recipientAccountId: '123456789012',
      userIdentity: {
        type: 'AssumedRole',
        principalId: 'AROAEXAMPLE0000000001:session',
        arn: 'arn:aws:sts::123456789012:assumed-role/deploy/session',
        sessionContext: { attributes: { mfaAuthenticated: 'false' }, sessionIssuer: { type: 'Role', userName: 'deploy' } },
      },
      requestParameters: {
        groupId: 'sg-0123456789abcdef0',
        ipPermissions: { items: [{ fromPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }] },
      },
      resources: [
        {
          accountId: '123456789012',
          type: 'AWS::EC2::SecurityGroup',
          ARN: 'arn:aws:ec2:eu-west-1:123456789012:security-group/sg-0123456789abcdef0',
        },
      ],
    });
    expect(details('lake-query-results.json')[0]).not.toHaveProperty('errorCode');
  });

  it('a row of the event history: quoted names, resources', () => {
    expect(details('event-history.csv')[0]).toMatchObject({
      userIdentity: { userName: 'alice, the "admin"', accessKeyId: 'AKIAEXAMPLE000000001' },
      readOnly: false,
      resources: [{ type: 'AWS::IAM::User', resourceName: 'mallory' }],
      awsRegion: 'us-east-1',
    });
    expect(details('event-history.csv')[1]).toMatchObject({
      errorCode: 'AccessDenied',
      resources: [{ ARN: 'arn:aws:cloudtrail:us-east-1:123456789012:trail/main' }],
    });
  });

  it('a document of Filebeat without the original', () => {
    expect(details('filebeat.ndjson')[1]).toMatchObject({
      eventName: 'StopLogging',
      eventSource: 'cloudtrail.amazonaws.com',
      errorCode: 'AccessDenied',
      sourceIPAddress: '203.0.113.9',
      recipientAccountId: '123456789012',
      readOnly: false,
      requestParameters: { name: 'main' },
      userIdentity: {
        type: 'IAMUser',
        arn: 'arn:aws:iam::123456789012:user/alice',
        sessionContext: { attributes: { mfaAuthenticated: 'false' } },
      },
    });
    expect(details('filebeat.ndjson')[2]).toMatchObject({
      eventName: 'DeleteTrail',
      requestParameters: { name: 'main' },
      awsRegion: 'us-east-1',
    });
  });

  it('an OCSF event of each source version', () => {
    const [first, second, third] = details('security-lake.ndjson');
    expect(first).toMatchObject({
      eventName: 'ListUsers',
      errorCode: 'AccessDenied',
      readOnly: true,
      recipientAccountId: '123456789012',
      userIdentity: {
        arn: 'arn:aws:iam::123456789012:user/alice',
        principalId: 'AIDAEXAMPLE00000ALICE',
        accountId: '123456789012',
        accessKeyId: 'AKIAEXAMPLE000000001',
      },
    });
    expect(second).toMatchObject({
      eventName: 'ConsoleLogin',
      eventType: 'AwsConsoleSignIn',
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { MFAUsed: 'Yes', MobileVersion: 'No' },
      sourceIPAddress: '192.0.2.10',
    });
    expect(third).toMatchObject({
      eventName: 'CreateBucket',
      sourceIPAddress: 'ecs.amazonaws.com',
      requestParameters: { bucketName: 'photos' },
      managementEvent: true,
      userIdentity: {
        type: 'AssumedRole',
        principalId: 'AROAEXAMPLE0000000001:session',
        sessionContext: { sessionIssuer: { userName: 'deploy' } },
      },
      resources: [{ ARN: 'arn:aws:s3:::photos', type: 'AWS::S3::Bucket', accountId: '123456789012' }],
    });
  });
});

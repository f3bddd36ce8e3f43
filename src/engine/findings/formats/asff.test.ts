import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../../../base/escape.cases.ts';
import type { Finding } from '../../../model/finding.ts';
import { severities } from '../../../model/severity.ts';
import { sampleMatch } from '../sample-match.cases.ts';
import { toFindings, toTriageItem } from '../triage.ts';
import { type AsffFinding, toAsff } from './asff.ts';

const account = '123456789012';
const at = Date.UTC(2026, 1, 1);
const options = { account, region: 'eu-central-1', change: 'opened', at } as const;
const finding = (more: Partial<Finding> = {}): Finding => ({
  ...[...toFindings([toTriageItem(sampleMatch())])][0]!.finding,
  ...more,
});

/** What Security Hub checks. Source: AWS Security Hub API Reference, AwsSecurityFinding; User Guide, "Required top-level attributes". */
function expectValid(asff: AsffFinding): void {
  const within = (text: string, most: number) => {
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThanOrEqual(most);
  };
  expect(asff.SchemaVersion).toBe('2018-10-08');
  within(asff.Id, 512);
  within(asff.ProductArn, 2048);
  within(asff.GeneratorId, 512);
  expect(asff.AwsAccountId).toMatch(/^\d{12}$/);
  within(asff.Title, 256);
  within(asff.Description, 1024);
  within(asff.ProductName, 128);
  within(asff.CompanyName, 128);
  for (const time of [asff.CreatedAt, asff.UpdatedAt, asff.FirstObservedAt, asff.LastObservedAt]) {
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
  for (const type of asff.Types) {
    expect(type).toMatch(
      /^(?:Software and Configuration Checks|TTPs|Effects|Unusual Behaviors|Sensitive Data Identifications)(?:\/|$)/,
    );
  }
  expect(asff.Resources.length).toBeGreaterThan(0);
  expect(asff.Resources.length).toBeLessThanOrEqual(32);
  expect(new Set(asff.Resources.map(({ Id }) => Id)).size).toBe(asff.Resources.length);
  for (const { Id, Type, Region, Partition } of asff.Resources) {
    within(Id, 512);
    within(Type, 256);
    if (Region !== undefined) within(Region, 16);
    if (Partition !== undefined) expect(['aws', 'aws-cn', 'aws-us-gov']).toContain(Partition);
  }
  const fields = Object.entries(asff.ProductFields);
  expect(fields.length).toBeLessThanOrEqual(50);
  for (const [key, value] of fields) {
    within(key, 128);
    within(value, 2048);
  }
  const { Text, Url } = asff.Remediation?.Recommendation ?? {};
  if (Text !== undefined) within(Text, 512);
  if (Url !== undefined) expect(Url).toMatch(/^https:/);
  expect(new TextEncoder().encode(JSON.stringify(asff)).length).toBeLessThanOrEqual(240_000);
}

describe('ASFF', () => {
  it('says what the finding says', () => {
    const asff = toAsff(finding(), options);
    expectValid(asff);
    expect(asff).toMatchObject({
      Id: finding().id,
      ProductArn: 'arn:aws:securityhub:eu-central-1:123456789012:product/123456789012/default',
      GeneratorId: 'cloudtrail-changes',
      Title: 'CloudTrail changed',
      Description: finding().summary,
      Types: ['TTPs'],
      Severity: { Label: 'HIGH', Original: 'high' },
      FindingProviderFields: { Severity: { Label: 'HIGH', Original: 'high' }, Types: ['TTPs'] },
      CreatedAt: '2026-01-31T12:04:05.000Z',
      UpdatedAt: '2026-02-01T00:00:00.000Z',
      Workflow: { Status: 'NOTIFIED' },
      RecordState: 'ACTIVE',
    });
    expect(asff.ProductFields).toMatchObject({
      'trailwatch/rule': 'cloudtrail-changes',
      'trailwatch/account': account,
      'trailwatch/count': '1',
      'trailwatch/sourceIPAddresses': '192.0.2.10',
    });
  });

  it.each([
    ['eu-central-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('the default product of %s is in the partition %s', (region, partition) => {
    expect(toAsff(finding(), { ...options, region }).ProductArn).toBe(
      `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`,
    );
  });

  it('is imported into the account that calls; where the finding is about another one, it says so', () => {
    const asff = toAsff(finding({ account: '111122223333' }), options);
    expect(asff.AwsAccountId).toBe(account);
    expect(asff.Description).toContain('111122223333');
    expect(asff.ProductFields['trailwatch/account']).toBe('111122223333');
  });

  it('resolves and archives what is resolved', () => {
    const { Workflow, RecordState } = toAsff(finding(), { ...options, change: 'resolved' });
    expect([Workflow.Status, RecordState]).toEqual(['RESOLVED', 'ARCHIVED']);
  });

  it('has a label for each severity', () => {
    const labels = severities.map((severity) => toAsff(finding({ severity }), options).Severity.Label);
    expect(labels).toEqual(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']);
  });

  it.each([
    ['arn:aws:iam::123456789012:user/team/alice', 'AwsIamUser'],
    ['arn:aws:iam::123456789012:role/Admin', 'AwsIamRole'],
    ['arn:aws:iam::123456789012:root', 'AwsAccount'],
    ['arn:aws:s3:::bucket', 'AwsS3Bucket'],
    ['arn:aws:s3:::bucket/key', 'AwsS3Object'],
    ['arn:aws:ec2:eu-central-1:123456789012:security-group/sg-1', 'AwsEc2SecurityGroup'],
    ['arn:aws:cloudtrail:eu-central-1:123456789012:trail/main', 'AwsCloudTrailTrail'],
    ['arn:aws:kms:eu-central-1:123456789012:key/1', 'AwsKmsKey'],
    ['arn:aws:lambda:eu-central-1:123456789012:function:f', 'AwsLambdaFunction'],
    ['arn:aws:rds:eu-central-1:123456789012:db:main', 'AwsRdsDbInstance'],
    ['arn:aws:sns:eu-central-1:123456789012:alerts', 'AwsSnsTopic'],
    ['arn:aws:secretsmanager:eu-central-1:123456789012:secret:x-1', 'AwsSecretsManagerSecret'],
    ['arn:aws:sts::123456789012:assumed-role/Admin/alice', 'Other'],
    ['arn:aws:constructor:eu-central-1:123456789012:x', 'Other'],
    ['constructor', 'Other'],
  ])('%s is a resource of type %s', (arn, type) => {
    const { Resources } = toAsff(finding({ actor: '', resources: [arn] }), options);
    expect(Resources).toMatchObject([{ Id: arn, Type: type, ResourceRole: 'Target' }]);
  });

  it('names the actor first, each resource once, at most 32, and the account where there is none', () => {
    const actor = 'arn:aws:iam::123456789012:user/alice';
    const many = Array.from({ length: 40 }, (_, i) => `arn:aws:s3:::bucket-${i}`);
    const { Resources } = toAsff(finding({ actor, resources: [actor, ...many] }), options);
    expect(Resources).toHaveLength(32);
    expect(Resources[0]).toMatchObject({ Id: actor, Type: 'AwsIamUser', ResourceRole: 'Actor' });
    const none = toAsff(finding({ actor: '', resources: [] }), options);
    expect(none.Resources).toEqual([{ Type: 'AwsAccount', Id: 'AWS::::Account:123456789012' }]);
  });

  it('recommends what the rule says, on one line', () => {
    const rule = {
      response: 'Ask.\n\n  aws sts get-caller-identity',
      references: ['http://example.com', 'https://example.com/a'],
    };
    expect(toAsff(finding(), { ...options, rule }).Remediation).toEqual({
      Recommendation: { Text: 'Ask. aws sts get-caller-identity', Url: 'https://example.com/a' },
    });
    expect(toAsff(finding(), { ...options, rule: {} })).not.toHaveProperty('Remediation');
  });

  it.each<readonly [string, string]>([...hostileTexts, ['nothing', ''], ['much', '管\u0000"'.repeat(20_000)]])(
    'is valid with %s everywhere',
    (_, text) => {
      const many = Array.from({ length: 20 }, (__, i) => (text === '' ? '' : `${i}${text}`));
      const { context } = finding();
      const hostile = finding({
        id: text || 'f',
        ruleId: text,
        title: text,
        summary: text,
        actor: text,
        origin: text,
        account: text,
        region: text,
        firstAt: text,
        resources: many,
        eventIds: many,
        attack: many,
        context: { ...context, userAgents: many, eventNames: many, sourceIPAddresses: many },
      });
      expectValid(toAsff(hostile, { ...options, rule: { response: text } }));
    },
  );
});

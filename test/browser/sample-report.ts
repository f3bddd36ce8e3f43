import type { JsonObject } from '../../src/base/json.ts';
import { Problem } from '../../src/base/problem.ts';
import { DAY, type EpochMs, HOUR, MINUTE } from '../../src/base/units.ts';
import { createReportCollector, type ReportData } from '../../src/edges/reports/report-collector.ts';
import {
  compareFindings,
  compareTriageItems,
  type TriageItem,
  toFindings,
  toTriageItem,
} from '../../src/engine/findings/triage.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { RuleHead } from '../../src/model/rule.ts';
import type { Severity } from '../../src/model/severity.ts';

/** Thirty days of an account, made up: enough to look at a report as its reader would. */

const start: EpochMs = Date.UTC(2026, 2, 1);
const account = '123456789012';

const rules = {
  root: rule('root-usage', 'Root user used', 'high', 'T1078.004'),
  denied: rule('unauthorized-api-calls', 'API call was denied', 'low'),
  signIn: rule('console-sign-in', 'Sign-in to the console', 'informational', 'T1078.004'),
  failed: rule('console-sign-in-failed', 'Sign-in to the console failed', 'medium', 'T1110'),
  iam: rule('iam-policy-changes', 'IAM policy changed or attached', 'high', 'T1098.003'),
  user: rule('iam-user-created', 'IAM user or access key created', 'high', 'T1136.003', 'T1098.001'),
  trail: rule('cloudtrail-changes', 'CloudTrail stopped or changed', 'critical', 'T1562.008'),
  network: rule('network-changes', 'Network opened or changed (security groups, ACLs, gateways, routes)', 'medium', 'T1562.007'),
  bucket: rule('s3-bucket-policy-changes', 'S3 bucket policy changed', 'high', 'T1537'),
  snapshot: rule('snapshot-shared', 'Snapshot shared with another account', 'critical', 'T1537'),
};

function rule(id: string, title: string, severity: Severity, ...attack: string[]): RuleHead {
  return { id, title, severity, dialect: 'monitored-events', attack, place: { file: 'rules/monitored_events.json' } };
}

const user = (name: string): JsonObject => ({
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLEEXAMPLE123',
  arn: `arn:aws:iam::${account}:user/${name}`,
  accountId: account,
  userName: name,
});
const role = (name: string, session: string): JsonObject => ({
  type: 'AssumedRole',
  principalId: `AROAEXAMPLEEXAMPLE123:${session}`,
  arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
  accountId: account,
});
const rootUser: JsonObject = { type: 'Root', principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account };

interface Call {
  readonly rule: RuleHead;
  readonly at: EpochMs;
  readonly who: JsonObject;
  readonly name: string;
  readonly service: string;
  readonly from: string;
  readonly agent?: string;
  readonly error?: string;
  readonly request?: JsonObject;
  readonly id?: string;
  readonly region?: string;
}

let made = 0;

/** A call as it comes to triage. */
export function itemOf(call: Call): TriageItem {
  const id = call.id ?? `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`;
  const time = new Date(call.at).toISOString().replace('.000Z', 'Z');
  const region = call.region ?? 'eu-central-1';
  const detail: JsonObject = {
    eventVersion: '1.11',
    userIdentity: call.who,
    eventTime: time,
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.name,
    awsRegion: region,
    sourceIPAddress: call.from,
    userAgent: call.agent ?? 'aws-cli/2.17.20 md/awscrt#0.20.11 ua/2.0 os/linux#6.1 md/arch#x86_64 lang/python#3.11.9',
    ...(call.error === undefined
      ? {}
      : { errorCode: call.error, errorMessage: `User is not authorized to perform: ${call.service}:${call.name}` }),
    requestParameters: call.request ?? null,
    responseElements: null,
    requestID: '5f3c2a1e-0000-4000-8000-000000000000',
    eventID: id,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  };
  const envelope = {
    version: '0',
    id,
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${call.service}`,
    account,
    time,
    region,
    resources: [],
    detail,
  };
  const file = `logs/AWSLogs/${account}/CloudTrail/${region}/2026/03/${time.slice(8, 10)}/${account}_CloudTrail_${region}_${time.slice(0, 10).replaceAll('-', '')}T${time.slice(11, 13)}00Z_abc.json.gz`;
  return toTriageItem(
    { rule: call.rule, event: { id, at: call.at, envelope, origin: { file, record: 0 } } },
    JSON.stringify(detail),
  );
}

function times(count: number, make: (index: number) => Call): Call[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Ordinary days, and an attack on the 23rd. */
function calls(): Call[] {
  const people = ['alice', 'bob', 'carol', 'dave'];
  const attack = start + 22 * DAY + 2 * HOUR;
  const thief = { from: '203.0.113.77', agent: 'Boto3/1.34.11 md/Botocore#1.34.11 ua/2.0 os/linux#kali lang/python#3.12' };
  return [
    ...times(16, (i) => ({
      rule: rules.signIn,
      at: start + (i * 1.83 * DAY + 8 * HOUR),
      who: role('AWSReservedSSO_AdministratorAccess_0123456789abcdef', `${people[i % 4]}@example.com`),
      name: 'ConsoleLogin',
      service: 'signin',
      from: `198.51.100.${10 + (i % 4)}`,
      agent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36',
      region: 'us-east-1',
    })),
    ...times(5, (i) => ({
      rule: rules.failed,
      at: start + (3 + i * 5) * DAY + 9 * HOUR,
      who: user('bob'),
      name: 'ConsoleLogin',
      service: 'signin',
      from: '198.51.100.11',
      region: 'us-east-1',
    })),
    ...times(9, (i) => ({
      rule: rules.network,
      at: start + Math.floor(i / 2) * 6 * DAY + 14 * HOUR + i * MINUTE,
      who: role('Deploy', `pipeline-${1000 + Math.floor(i / 2)}`),
      name: i % 2 === 0 ? 'AuthorizeSecurityGroupIngress' : 'CreateRoute',
      service: 'ec2',
      from: '192.0.2.40',
      agent: 'APN/1.0 HashiCorp/1.0 Terraform/1.8.5 (+https://www.terraform.io) terraform-provider-aws/5.60.0',
    })),
    {
      rule: rules.root,
      at: start + 5 * DAY + 7 * HOUR,
      who: rootUser,
      name: 'ConsoleLogin',
      service: 'signin',
      from: '198.51.100.10',
      region: 'us-east-1',
    },
    ...times(3, (i) => ({
      rule: rules.iam,
      at: start + 10 * DAY + 11 * HOUR + i * MINUTE,
      who: user('alice'),
      name: ['CreatePolicy', 'AttachRolePolicy', 'PutRolePolicy'][i]!,
      service: 'iam',
      from: '198.51.100.10',
      request: { policyArn: `arn:aws:iam::${account}:policy/Reporting` },
    })),
    ...times(230, (i) => ({
      rule: rules.denied,
      at: attack + i * 9000,
      who: user('ci-deploy'),
      name: [
        'ListBuckets',
        'ListUsers',
        'GetAccountAuthorizationDetails',
        'DescribeInstances',
        'ListSecrets',
        'DescribeSnapshots',
      ][i % 6]!,
      service: ['s3', 'iam', 'iam', 'ec2', 'secretsmanager', 'ec2'][i % 6]!,
      error: i % 3 === 0 ? 'AccessDenied' : 'Client.UnauthorizedOperation',
      ...thief,
    })),
    ...times(2, (i) => ({
      rule: rules.iam,
      at: attack + 55 * MINUTE + i * MINUTE,
      who: user('ci-deploy'),
      name: ['CreatePolicyVersion', 'AttachUserPolicy'][i]!,
      service: 'iam',
      request: { userName: 'ci-deploy', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      ...thief,
    })),
    ...times(3, (i) => ({
      rule: rules.user,
      at: attack + 62 * MINUTE + i * MINUTE,
      who: user('ci-deploy'),
      name: ['CreateUser', 'CreateLoginProfile', 'CreateAccessKey'][i]!,
      service: 'iam',
      request: { userName: 'support-svc' },
      ...thief,
    })),
    ...times(3, (i) => ({
      rule: rules.trail,
      at: attack + 75 * MINUTE + i * MINUTE,
      who: user('support-svc'),
      name: ['StopLogging', 'UpdateTrail', 'DeleteTrail'][i]!,
      service: 'cloudtrail',
      request: { name: `arn:aws:cloudtrail:eu-central-1:${account}:trail/main` },
      ...thief,
      ...(i === 2 ? { error: 'AccessDenied' } : {}),
    })),
    ...times(4, (i) => ({
      rule: rules.snapshot,
      at: attack + 2 * HOUR + i * MINUTE,
      who: user('support-svc'),
      name: 'ModifySnapshotAttribute',
      service: 'ec2',
      request: { snapshotId: 'snap-0123456789abcdef0', createVolumePermission: { add: { items: [{ userId: '111122223333' }] } } },
      ...thief,
    })),
    ...times(2, (i) => ({
      rule: rules.bucket,
      at: attack + 3 * HOUR + i * MINUTE,
      who: user('support-svc'),
      name: 'PutBucketPolicy',
      service: 's3',
      request: { bucketName: 'example-finance' },
      from: '2001:db8:85a3::8a2e:370:7334',
      agent: '[S3Console/0.4]',
    })),
  ];
}

const counts = {
  files: 2160,
  bytes: 148_372_113,
  events: 1_204_311,
  outside: 0,
  duplicates: 1180,
  rejects: 3,
  ignored: 30,
  pointers: 0,
  withheld: 12,
  matches: 279,
  findings: 0,
};

/** The report of those thirty days. `extra` are more matches, for instance hostile ones. */
export function sampleReport(extra: readonly Call[] = [], limit = 300): ReportData {
  const findings = triaged([...calls(), ...extra].map(itemOf));
  const collector = createReportCollector({ limit });
  for (const { finding, events } of findings) collector.add(finding, events);
  return collector.finish({
    generatedAt: Date.UTC(2026, 3, 1, 6, 30),
    version: '0.1.0',
    inputs: ['./logs', 's3://example-trail-bucket/AWSLogs/123456789012/'],
    options: [
      ['--from', '2026-03-01T00:00:00Z'],
      ['--to', '2026-04-01T00:00:00Z'],
      ['--emit', 'findings'],
      ['--min-severity', 'informational'],
    ],
    rules: { count: 61, files: ['rules/monitored_events.json', 'my-rules/extra.json'] },
    counts: { ...counts, findings: findings.length },
    seconds: 4.2,
    rejects: [
      new Problem('DECODE_GZIP', 'the gzip data ends early, after 18,231 bytes', {
        at: { file: 'logs/broken.json.gz', offset: 18231 },
        hint: 'Fetch the object again.',
      }),
      new Problem('DECODE_JSON', 'expected a comma or } after a value', {
        at: { file: 'logs/<img src=x onerror=alert(1)>.json', record: 12, offset: 40213 },
      }),
      new Problem('READ_DENIED', 'no permission to read', { at: { file: 'logs/private.json' } }),
    ],
  });
}

/** Sorted and grouped as a scan does it. */
export function triaged(items: readonly TriageItem[]): { finding: Finding; events: TriageItem[] }[] {
  return [...toFindings([...items].sort(compareTriageItems))].sort((a, b) => compareFindings(a.finding, b.finding));
}

export { rules as sampleRules, start as sampleStart, user as sampleUser };

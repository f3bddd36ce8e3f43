import { REGIONS, type Region } from './account.ts';
import * as app from './calls/applications.ts';
import * as ec2 from './calls/ec2.ts';
import * as iam from './calls/iam.ts';
import { denied, failed, type Maker, mix, throttled } from './calls/maker.ts';
import * as ops from './calls/operations.ts';
import * as s3 from './calls/s3.ts';
import * as sts from './calls/sts-kms.ts';
import { ADMIN, ANALYST, AUDIT, CONSOLE, DEPLOYMENT, DEVELOPER } from './habits.ts';
import { asConsoleUser, asPerson } from './people.ts';
import { always, deployments, every, nightly, office, type Rhythm } from './rhythm.ts';
import { asInternal, asPipeline, asService, asServiceLinked, asVendor, asWorkload, type Begin, withKey } from './sessions.ts';

/** One of those who work in the account on ordinary days. */
export interface Actor {
  readonly name: string;
  /** Part of all calls, relative to the others'. */
  readonly share: number;
  readonly rhythm: Rhythm;
  /** Where it works: one is drawn for each five minutes. */
  readonly regions: readonly Region[];
  readonly begin: Begin;
  /** A person signs in once for all regions; machines have a session in each. */
  readonly roams?: true;
  readonly mix: readonly Maker[];
}

const BOTO3 =
  'Boto3/1.34.69 md/Botocore#1.34.69 ua/2.0 os/linux#6.1.79-99.167.amzn2023.x86_64 md/arch#x86_64 lang/python#3.12.2 md/pyimpl#CPython exec-env/AWS_Lambda_python3.12 cfg/retry-mode#legacy Botocore/1.34.69';
const NODE_LAMBDA =
  'aws-sdk-js/3.658.1 ua/2.1 os/linux#5.10.226-235.879.amzn2.x86_64 lang/js md/nodejs#22.9.0 exec-env/AWS_Lambda_nodejs22.x';
const NODE_ECS =
  'aws-sdk-js/3.658.1 ua/2.1 os/linux#5.10.225-213.878.amzn2.x86_64 lang/js md/nodejs#20.17.0 exec-env/AWS_ECS_FARGATE';
const GO_AGENT = 'aws-sdk-go/1.51.8 (go1.22.5; linux; amd64) amazon-ssm-agent/3.3.1345.0';
const GO_DASHBOARD = 'aws-sdk-go/1.55.5 (go1.22.7; linux; amd64) Grafana/11.2.0';
const CLI_CI =
  'aws-cli/2.17.9 md/awscrt#0.20.11 ua/2.0 os/linux#6.5.0-1025 md/arch#x86_64 lang/python#3.11.9 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe';
const CLI_MAC =
  'aws-cli/2.17.40 md/awscrt#0.21.2 ua/2.0 os/macos#23.6.0 md/arch#arm64 lang/python#3.11.9 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe';
const TERRAFORM =
  'APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+https://www.terraform.io) terraform-provider-aws/5.64.0 aws-sdk-go-v2/1.30.4 os/linux lang/go#1.22.6 md/GOOS#linux md/GOARCH#amd64';
const FIREFOX = 'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0';
const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15';

/** The office's address, homes, and the addresses through which workloads reach AWS. The attacker's are none of these. */
const OFFICE = '198.51.100.10';
const home = (n: number): string => `198.51.100.${100 + n}`;
const CI = ['192.0.2.20', '192.0.2.21', '192.0.2.22', '192.0.2.23'];
const NAT = ['203.0.113.10', '203.0.113.11', '203.0.113.12'];
const VENDOR_ACCOUNT = '111122223333';

const MOSTLY_IRELAND: readonly Region[] = ['eu-west-1', 'eu-west-1', 'eu-west-1', 'us-east-1', 'eu-west-1', 'us-west-2'];
const IRELAND: readonly Region[] = ['eu-west-1'];
const IRELAND_AND_VIRGINIA: readonly Region[] = ['eu-west-1', 'eu-west-1', 'us-east-1'];

const person = (
  name: string,
  permissions: string,
  share: number,
  east: number,
  address: string,
  table: readonly Maker[],
  cli?: string,
): Actor => ({
  name,
  share,
  rhythm: office(east),
  regions: MOSTLY_IRELAND,
  roams: true,
  begin: asPerson({
    name,
    permissions,
    address,
    browser: address === OFFICE ? FIREFOX : SAFARI,
    ...(cli === undefined ? {} : { cli }),
  }),
  mix: table,
});

/** Everybody of ordinary days. The root user is not among them. */
export const CAST: readonly Actor[] = [
  person('alice.meyer', 'AdministratorAccess', 18, 1, OFFICE, ADMIN),
  person('bruno.costa', 'PowerUserAccess', 26, 0, home(1), CONSOLE),
  person('chen.wu', 'PowerUserAccess', 26, 1, OFFICE, CONSOLE),
  person('dana.novak', 'Developer', 24, 1, OFFICE, DEVELOPER, CLI_MAC),
  person('emeka.obi', 'Developer', 24, 1, home(2), DEVELOPER, CLI_MAC),
  person('farah.haddad', 'DataAnalyst', 14, 3, '2001:db8:40::7a10', ANALYST, CLI_MAC),
  person('goran.petrov', 'ViewOnlyAccess', 12, 2, home(3), CONSOLE),
  person('hana.sato', 'Billing', 8, 1, OFFICE, mix([5, ops.getCostAndUsage], [1, ops.describeEventAggregates])),
  {
    name: 'ivan.kolar',
    share: 8,
    rhythm: office(1),
    regions: IRELAND_AND_VIRGINIA,
    roams: true,
    begin: asConsoleUser('ivan.kolar', home(4), SAFARI),
    mix: CONSOLE,
  },
  {
    name: 'ci-deploy',
    share: 34,
    rhythm: office(1),
    regions: IRELAND,
    begin: withKey('ci-deploy', 'cli', CLI_CI, CI),
    mix: mix(
      [8, sts.getCallerIdentity],
      [20, app.getAuthorizationToken],
      [20, app.batchGetImage],
      [24, app.describeServices],
      [12, app.describeTasks],
      [10, s3.headObject('example-shop-artifacts', 'releases', 'zip')],
      [4, s3.putObject('example-shop-artifacts', 'releases', 'zip')],
      [3, app.updateService],
    ),
  },
  {
    name: 'legacy-backup',
    share: 26,
    rhythm: nightly(2),
    regions: ['us-west-2', 'eu-west-1'],
    begin: withKey('legacy-backup', 'sdk', 'Boto3/1.17.112 Python/3.7.16 Linux/4.14.336-257.562.amzn2.x86_64 Botocore/1.20.112', [
      '192.0.2.70',
    ]),
    mix: mix(
      [20, ec2.describeVolumes],
      [16, ec2.describeSnapshots],
      [3, ec2.createSnapshot],
      [3, ec2.deleteSnapshot],
      [20, s3.headObject('example-shop-backups', 'nightly', 'tar.zst')],
      [20, s3.putObject('example-shop-backups', 'nightly', 'tar.zst')],
    ),
  },
  {
    name: 'orders-api',
    share: 100,
    rhythm: always,
    regions: IRELAND,
    begin: asWorkload({
      role: 'orders-api-role',
      session: 'orders-api',
      agent: NODE_LAMBDA,
      addresses: NAT,
      by: 'lambda.amazonaws.com',
    }),
    mix: mix(
      [40, sts.decrypt],
      [20, app.getSecretValue],
      [16, app.getParameter],
      [6, app.getParametersByPath],
      [8, app.getQueueAttributes],
      [8, app.createLogStream],
    ),
  },
  {
    name: 'thumbnails',
    share: 90,
    rhythm: always,
    regions: IRELAND,
    begin: asWorkload({
      role: 'thumbnails-role',
      session: 'thumbnails',
      agent: BOTO3,
      addresses: NAT,
      by: 'lambda.amazonaws.com',
    }),
    mix: mix(
      [50, s3.getObject('example-shop-uploads', 'originals', 'jpg')],
      [36, s3.putObject('example-shop-uploads', 'small', 'webp')],
      [26, sts.generateDataKey],
      [3, app.createLogStream],
      [1, failed(s3.getObject('example-shop-uploads', 'originals', 'jpg'), 'NoSuchKey', 'The specified key does not exist.')],
    ),
  },
  {
    name: 'billing-export',
    share: 16,
    rhythm: every(60),
    regions: ['us-east-1'],
    begin: asWorkload({
      role: 'billing-export-role',
      session: 'billing-export',
      agent: BOTO3,
      addresses: NAT,
      by: 'lambda.amazonaws.com',
    }),
    mix: mix(
      [10, ops.getCostAndUsage],
      [6, app.describeTable],
      [4, s3.getObject('example-shop-logs', 'billing', 'csv.gz')],
      [4, sts.decrypt],
    ),
  },
  {
    name: 'web-frontend',
    share: 90,
    rhythm: always,
    regions: IRELAND,
    begin: asWorkload({
      role: 'web-task-role',
      session: '5f0c2c9b7d4e4b0f9a1d3e6c8b7a9f10',
      agent: NODE_ECS,
      addresses: NAT,
      by: 'ecs-tasks.amazonaws.com',
      private: true,
    }),
    mix: mix(
      [30, s3.getObject('example-shop-invoices', 'pdf', 'pdf')],
      [30, sts.decrypt],
      [14, app.getSecretValue],
      [14, app.getParameter],
      [4, app.getQueueAttributes],
      [7, s3.putObject('example-shop-invoices', 'pdf', 'pdf')],
    ),
  },
  {
    name: 'app-server',
    share: 70,
    rhythm: always,
    regions: IRELAND_AND_VIRGINIA,
    begin: asWorkload({
      role: 'app-server-role',
      session: 'i-0',
      agent: GO_AGENT,
      addresses: NAT,
      by: 'ec2.amazonaws.com',
      private: true,
    }),
    mix: mix(
      [20, app.updateInstanceInformation],
      [24, ec2.describeTags],
      [24, ec2.describeInstances],
      [20, app.getParametersByPath],
      [16, sts.decrypt],
    ),
  },
  {
    name: 'github-deploy',
    share: 26,
    rhythm: deployments,
    regions: IRELAND_AND_VIRGINIA,
    begin: asPipeline('github-deploy', TERRAFORM, CI),
    mix: DEPLOYMENT,
  },
  {
    name: 'dashboard',
    share: 110,
    rhythm: every(5),
    regions: [...REGIONS, 'eu-west-1'],
    begin: asWorkload({
      role: 'dashboard-role',
      session: 'grafana',
      agent: GO_DASHBOARD,
      addresses: [NAT[0]!],
      by: 'ec2.amazonaws.com',
    }),
    mix: mix(
      [60, ops.getMetricData],
      [24, ops.listMetrics],
      [20, ops.describeAlarms],
      [12, ec2.describeInstances],
      [8, ops.getResources],
      [6, ops.describeLogGroups],
      [3, denied(ops.describeLoadBalancers, 'elasticloadbalancing:DescribeLoadBalancers')],
      [1, denied(ec2.describeNetworkInterfaces, 'ec2:DescribeNetworkInterfaces')],
      [2, throttled(ops.listMetrics)],
    ),
  },
  {
    name: 'vendor-audit',
    share: 60,
    rhythm: nightly(4),
    regions: REGIONS,
    begin: asVendor(
      'VendorPostureAudit',
      VENDOR_ACCOUNT,
      'aws-sdk-go-v2/1.30.4 os/linux lang/go#1.22.6 posture-scanner/4.2',
      '192.0.2.150',
    ),
    mix: AUDIT,
  },
  {
    name: 'config',
    share: 80,
    rhythm: every(30, 5),
    regions: REGIONS,
    begin: asServiceLinked('AWSServiceRoleForConfig', 'config.amazonaws.com'),
    mix: mix(
      [20, ec2.describeInstances],
      [16, ec2.describeSecurityGroups],
      [12, ec2.describeVolumes],
      [12, ec2.describeNetworkInterfaces],
      [16, s3.getBucketAcl],
      [14, s3.getBucketEncryption],
      [12, iam.getRole],
      [10, iam.listAttachedRolePolicies],
      [10, app.getFunction],
      [6, ops.describeDbInstances],
      [2, ops.putEvaluations],
      [3, failed(s3.getBucketPolicy, 'NoSuchBucketPolicy', 'The bucket policy does not exist')],
    ),
  },
  {
    name: 'autoscaling',
    share: 36,
    rhythm: every(15, 0),
    regions: IRELAND_AND_VIRGINIA,
    begin: asServiceLinked('AWSServiceRoleForAutoScaling', 'autoscaling.amazonaws.com'),
    mix: mix(
      [30, ec2.describeInstanceStatus],
      [20, ec2.describeInstances],
      [16, ops.describeTargetHealth],
      [10, ec2.describeImages],
      [10, ec2.describeLaunchTemplates],
      [1, ec2.runInstances('t3.micro')],
    ),
  },
  {
    name: 'cloudtrail-service',
    share: 22,
    rhythm: every(15, 10),
    regions: REGIONS,
    begin: asService('cloudtrail.amazonaws.com'),
    mix: mix(
      [30, s3.getBucketAcl],
      [30, sts.generateDataKey],
      [10, ops.describeRecorderStatus],
      [10, ops.describeAutoScalingGroups],
    ),
  },
  {
    name: 'kms-service',
    share: 0.2,
    rhythm: nightly(13),
    regions: REGIONS,
    begin: asInternal,
    mix: [sts.rotateKey],
  },
];

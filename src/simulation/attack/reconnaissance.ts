import type { Json } from '../../base/json.ts';
import type { Move } from './move.ts';
import { type Account, REGIONS, type Region } from '../account.ts';
import { read } from '../calls/maker.ts';
import type { Random } from '../random.ts';

/** What the attacker asks, with the IAM action that is missing; without one the call succeeds. */
const QUESTIONS: readonly (readonly [service: string, name: string, denied: string | undefined, request: Json])[] = [
  ['iam', 'GetUser', undefined, null],
  ['iam', 'ListUsers', 'iam:ListUsers', null],
  ['iam', 'ListRoles', 'iam:ListRoles', null],
  ['iam', 'GetAccountAuthorizationDetails', 'iam:GetAccountAuthorizationDetails', null],
  ['iam', 'GetAccountSummary', 'iam:GetAccountSummary', null],
  ['iam', 'ListAccountAliases', 'iam:ListAccountAliases', null],
  ['iam', 'ListGroups', 'iam:ListGroups', null],
  ['iam', 'ListAttachedUserPolicies', undefined, { userName: 'ci-deploy' }],
  ['s3', 'ListBuckets', 's3:ListAllMyBuckets', { Host: 's3.amazonaws.com' }],
  ['organizations', 'DescribeOrganization', 'organizations:DescribeOrganization', null],
];

/** Asked in every region. */
const REGIONAL: readonly (readonly [service: string, name: string, denied: string | undefined, request: Json])[] = [
  ['ec2', 'DescribeInstances', 'ec2:DescribeInstances', { maxResults: 1000, instancesSet: {}, filterSet: {} }],
  ['ec2', 'DescribeSnapshots', 'ec2:DescribeSnapshots', { ownersSet: { items: [{ owner: 'self' }] }, filterSet: {} }],
  [
    'ec2',
    'DescribeSecurityGroups',
    'ec2:DescribeSecurityGroups',
    { securityGroupSet: {}, securityGroupIdSet: {}, filterSet: {} },
  ],
  ['lambda', 'ListFunctions20150331', 'lambda:ListFunctions', null],
  ['secretsmanager', 'ListSecrets', 'secretsmanager:ListSecrets', null],
  ['rds', 'DescribeDBInstances', 'rds:DescribeDBInstances', null],
  ['dynamodb', 'ListTables', 'dynamodb:ListTables', null],
  ['kms', 'ListKeys', 'kms:ListKeys', null],
  ['ssm', 'DescribeParameters', 'ssm:DescribeParameters', null],
  ['ses', 'GetSendQuota', 'ses:GetSendQuota', null],
  ['cloudtrail', 'DescribeTrails', 'cloudtrail:DescribeTrails', { trailNameList: [], includeShadowTrails: true }],
  ['guardduty', 'ListDetectors', 'guardduty:ListDetectors', null],
  ['ecr', 'DescribeRepositories', undefined, null],
  ['ecs', 'ListClusters', undefined, null],
];

/**
 * Text that means something to a spreadsheet, a browser, a terminal and a text layout: whoever shows it must show it as text.
 * A formula first (a spreadsheet looks at the first character), then markup, an escape sequence, a right-to-left override.
 */
const HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script> \u001b[2J\u202efdp.eciovni";

/** About fifty questions in fifty minutes, as a scanner asks them: quickly, region by region. */
export function reconnaissance(account: Account, random: Random): Move[] {
  const moves: Move[] = [];
  let after = 0;
  const ask = (region: Region, [service, name, action, request]: (typeof QUESTIONS)[number]) => {
    const call = read(service, name, request);
    moves.push({
      after,
      region,
      call: {
        ...call,
        ...(action === undefined ? {} : { denied: action }),
        ...(service === 's3' ? { host: 's3.amazonaws.com' } : {}),
      },
      ...(name === 'GetAccountAuthorizationDetails' ? { as: { agent: HOSTILE } } : {}),
    });
    after += random.between(2, 19);
  };
  for (const question of QUESTIONS) ask('us-east-1', question);
  for (const region of REGIONS) {
    after += random.between(300, 700);
    for (const question of REGIONAL) ask(account.sites[region].region, question);
  }
  return moves;
}

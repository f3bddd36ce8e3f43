import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '../src/engine/rules/dialects/metric-filter/compile-filter.ts';
import { loadRules } from '../src/engine/rules/load.ts';

const text = readFileSync(new URL('./cis-metric-filters.json', import.meta.url), 'utf8');
const { rules, problems } = loadRules([{ file: 'cis-metric-filters.json', text }]);
const filters = (JSON.parse(text) as { metric_filters: { id: string; control?: string; filterPattern: string }[] })
  .metric_filters;

const call = (eventSource: string, eventName: string, more: object = {}) => ({
  eventSource: `${eventSource}.amazonaws.com`,
  eventName,
  eventType: 'AwsApiCall',
  userIdentity: { type: 'IAMUser' },
  ...more,
});
const signIn = (more: object) => ({ ...call('signin', 'ConsoleLogin'), eventType: 'AwsConsoleSignIn', ...more });
const withoutMfa = { additionalEventData: { MFAUsed: 'No' }, responseElements: { ConsoleLogin: 'Success' } };

/** By number: what the filter is for, and what comes near it. */
const cases: readonly (readonly [number: string, hits: readonly object[], misses: readonly object[]])[] = [
  [
    '4-1',
    [
      call('ec2', 'RunInstances', { errorCode: 'Client.UnauthorizedOperation' }),
      call('s3', 'GetObject', { errorCode: 'AccessDenied' }),
    ],
    [call('ec2', 'RunInstances'), call('ec2', 'RunInstances', { errorCode: 'Client.UnauthorizedOperationX' })],
  ],
  [
    '4-2',
    [signIn(withoutMfa)],
    [
      signIn({ ...withoutMfa, additionalEventData: { MFAUsed: 'Yes' } }),
      signIn({ ...withoutMfa, userIdentity: { type: 'AssumedRole' } }),
      signIn({ ...withoutMfa, responseElements: { ConsoleLogin: 'Failure' } }),
      // A property that is not there is not unequal.
      signIn({ ...withoutMfa, additionalEventData: {} }),
    ],
  ],
  [
    '4-3',
    [call('iam', 'CreateUser', { userIdentity: { type: 'Root' } })],
    [
      call('iam', 'CreateUser'),
      call('iam', 'CreateUser', { userIdentity: { type: 'Root', invokedBy: 'x.amazonaws.com' } }),
      call('iam', 'X', { userIdentity: { type: 'Root' }, eventType: 'AwsServiceEvent' }),
    ],
  ],
  ['4-4', [call('iam', 'PutUserPolicy'), call('iam', 'DetachGroupPolicy')], [call('iam', 'GetUserPolicy')]],
  ['4-5', [call('cloudtrail', 'StopLogging')], [call('cloudtrail', 'DescribeTrails')]],
  [
    '4-6',
    [signIn({ errorMessage: 'Failed authentication' })],
    [signIn({ errorMessage: 'No username found in supplied account' })],
  ],
  ['4-7', [call('kms', 'DisableKey'), call('kms', 'ScheduleKeyDeletion')], [call('kms', 'EnableKey'), call('x', 'DisableKey')]],
  ['4-8', [call('s3', 'PutBucketPolicy')], [call('s3', 'GetBucketPolicy'), call('s3express', 'PutBucketPolicy')]],
  ['4-9', [call('config', 'StopConfigurationRecorder')], [call('config', 'StartConfigurationRecorder')]],
  ['4-10', [call('ec2', 'AuthorizeSecurityGroupIngress')], [call('ec2', 'DescribeSecurityGroups')]],
  ['4-11', [call('ec2', 'DeleteNetworkAclEntry')], [call('ec2', 'DescribeNetworkAcls')]],
  ['4-12', [call('ec2', 'AttachInternetGateway')], [call('ec2', 'CreateNatGateway')]],
  ['4-13', [call('ec2', 'ReplaceRoute')], [call('ec2', 'DescribeRouteTables')]],
  ['4-14', [call('ec2', 'AcceptVpcPeeringConnection')], [call('ec2', 'CreateSubnet')]],
  ['4-15', [call('organizations', 'LeaveOrganization')], [call('organizations', 'ListAccounts'), call('iam', 'CreatePolicy')]],
];

it('there are fifteen, in order, of which fourteen are controls of Security Hub', () => {
  expect(problems).toEqual([]);
  expect(rules.map(({ id }) => id.split('-').slice(1, 3).join('-'))).toEqual(cases.map(([number]) => number));
  const controls = filters.flatMap(({ control }) => control ?? []);
  expect(controls.sort()).toEqual(Array.from({ length: 14 }, (_, index) => `CloudWatch.${index + 1}`).sort());
});

it('their texts are those of the controls, to the byte: Security Hub compares them', () => {
  const texts = filters.map(({ filterPattern }) => filterPattern).sort();
  expect(createHash('sha256').update(texts.join('\n')).digest('hex')).toBe(
    'a376ca5e6fe627c6708f7dcdf24ba1410b7deebe7223cc473067d192e7e66681',
  );
});

describe.each(cases)('CIS %s', (number, hits, misses) => {
  const { filterPattern } = filters.find(({ id }) => id.startsWith(`cis-${number}-`))!;
  const { test } = compileFilter(filterPattern);
  it('matches what it is for', () => expect(hits.map((hit) => test(hit))).toEqual(hits.map(() => true)));
  it('does not match what comes near', () => expect(misses.map((miss) => test(miss))).toEqual(misses.map(() => false)));
});

import type { Json } from '../../base/json.ts';
import { BASE32, type Random } from '../random.ts';
import type { Call } from '../record.ts';
import { longTime } from '../times.ts';
import { always, type Maker, read } from './maker.ts';

const ROLES = ['orders-api-role', 'thumbnails-role', 'billing-export-role', 'web-task-role', 'app-server-role', 'github-deploy'];

const roleReader =
  (name: string): Maker =>
  (_site, random) =>
    read('iam', name, { roleName: random.pick(ROLES) });

export const getRole = roleReader('GetRole');
export const listRolePolicies = roleReader('ListRolePolicies');
export const listAttachedRolePolicies = roleReader('ListAttachedRolePolicies');
export const listUsers = always('iam', 'ListUsers', { maxItems: 1000 });
export const listRoles = always('iam', 'ListRoles', { maxItems: 1000 });
export const listPolicies = always('iam', 'ListPolicies', { scope: 'Local', onlyAttached: false });
export const getAccountSummary = always('iam', 'GetAccountSummary');
export const getAccountPasswordPolicy = always('iam', 'GetAccountPasswordPolicy');
export const generateCredentialReport = always('iam', 'GenerateCredentialReport');
export const getCredentialReport = always('iam', 'GetCredentialReport');
export const getAuthorizationDetails = always('iam', 'GetAccountAuthorizationDetails', { maxItems: 1000 });
export const listAccessKeys: Maker = (_site, random) =>
  read('iam', 'ListAccessKeys', { userName: random.pick(['ci-deploy', 'legacy-backup']) });
export const listMfaDevices: Maker = (_site, random) =>
  read('iam', 'ListMFADevices', { userName: random.pick(['ci-deploy', 'legacy-backup', 'ivan.kolar']) });

/** A call that changes IAM and answers nothing, or what is given. */
export function iamChange(name: string, request: Json, response: Json = null): Call {
  return { service: 'iam', name, readOnly: false, request, response };
}

/** A role for a new service: what the deployment pipeline does now and then. */
export const createRole: Maker = (site, random, at) => {
  const roleName = newRoleName(random);
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  return iamChange(
    'CreateRole',
    {
      path: '/',
      roleName,
      assumeRolePolicyDocument: trust,
      maxSessionDuration: 3600,
      tags: [{ key: 'ManagedBy', value: 'terraform' }],
    },
    {
      role: {
        path: '/',
        roleName,
        roleId: `AROA${random.text(10, BASE32)}EXAMPLE`,
        arn: roleArn(site, roleName),
        createDate: longTime(at),
        assumeRolePolicyDocument: encodeURIComponent(trust),
        tags: [{ key: 'ManagedBy', value: 'terraform' }],
      },
    },
  );
};
export const putRolePolicy: Maker = (site, random) =>
  iamChange('PutRolePolicy', {
    roleName: newRoleName(random),
    policyName: 'queues',
    policyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
          Resource: `arn:aws:sqs:${site.region}:${site.accountId}:${random.pick(site.queues)}`,
        },
      ],
    }),
  });
export const attachRolePolicy: Maker = (_site, random) =>
  iamChange('AttachRolePolicy', {
    roleName: newRoleName(random),
    policyArn: 'arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy',
  });

const roleArn = (site: { readonly accountId: string }, name: string): string => `arn:aws:iam::${site.accountId}:role/${name}`;

const newRoleName = (random: Random): string =>
  `${random.pick(['search', 'checkout', 'worker', 'mailer', 'preview'])}-task-${random.hex(4)}`;

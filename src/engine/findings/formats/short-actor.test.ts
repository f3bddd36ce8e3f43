import { expect, it } from 'vitest';
import { shortActor } from './short-actor.ts';

it.each([
  ['arn:aws:iam::123456789012:user/alice', 'user/alice'],
  ['arn:aws:iam::123456789012:user/team/blue/alice', 'user/alice'],
  ['arn:aws:iam::123456789012:root', 'root'],
  ['arn:aws:sts::123456789012:assumed-role/Deploy/i-0123456789abcdef0', 'role/Deploy/i-0123456789abcdef0'],
  [
    'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/alice@example.com',
    'sso/AdministratorAccess/alice@example.com',
  ],
  ['arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_odd/alice', 'role/AWSReservedSSO_odd/alice'],
  ['arn:aws:sts::123456789012:federated-user/bob', 'federated-user/bob'],
  ['arn:aws-cn:iam::123456789012:role/Admin', 'role/Admin'],
  ['arn:aws:sts::111122223333:assumed-role/Audit/x', 'role/Audit/x (111122223333)'],
  ['autoscaling.amazonaws.com', 'autoscaling.amazonaws.com'],
  ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket'],
  ['', ''],
])('%s is %j', (actor, expected) => {
  expect(shortActor(actor, '123456789012')).toBe(expected);
});

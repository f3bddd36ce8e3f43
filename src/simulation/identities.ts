import type { JsonObject } from '../base/json.ts';
import type { EpochMs } from '../base/units.ts';
import type { Account } from './account.ts';
import { isoTime } from './times.ts';

/** Shapes of `userIdentity`. Source: AWS CloudTrail User Guide, "CloudTrail userIdentity element". */

export interface RoleName {
  /** The role's name, without its path. */
  readonly role: string;
  /** `/`, or what stands between `role` and the name: `/aws-service-role/config.amazonaws.com/`. */
  readonly path?: string;
  readonly session: string;
}

interface RoleSession extends RoleName {
  readonly accessKeyId?: string;
  readonly since: EpochMs;
  readonly invokedBy?: string;
  /** The identity provider of a web identity session. */
  readonly federatedProvider?: string;
  readonly ec2RoleDelivery?: string;
}

export const roleArnOf = (account: Account, { role, path = '/' }: RoleName): string =>
  `arn:aws:iam::${account.id}:role${path}${role}`;

export const sessionArnOf = (account: Account, { role, session }: RoleName): string =>
  `arn:aws:sts::${account.id}:assumed-role/${role}/${session}`;

export function assumedRole(account: Account, name: RoleSession): JsonObject {
  const roleId = account.principalId(name.role, 'AROA');
  return {
    type: 'AssumedRole',
    principalId: `${roleId}:${name.session}`,
    arn: sessionArnOf(account, name),
    accountId: account.id,
    ...(name.accessKeyId === undefined ? {} : { accessKeyId: name.accessKeyId }),
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: roleId,
        arn: roleArnOf(account, name),
        accountId: account.id,
        userName: name.role,
      },
      webIdFederationData:
        name.federatedProvider === undefined ? {} : { federatedProvider: name.federatedProvider, attributes: {} },
      attributes: { creationDate: isoTime(name.since), mfaAuthenticated: 'false' },
      ...(name.ec2RoleDelivery === undefined ? {} : { ec2RoleDelivery: name.ec2RoleDelivery }),
    },
    ...(name.invokedBy === undefined ? {} : { invokedBy: name.invokedBy }),
  };
}

export const userArnOf = (account: Account, name: string): string => `arn:aws:iam::${account.id}:user/${name}`;

/** An IAM user with a long-lived key (no session), or in the console (a session of its own). */
export function iamUser(
  account: Account,
  name: string,
  accessKeyId?: string,
  session?: { since: EpochMs; mfa: boolean },
): JsonObject {
  return {
    type: 'IAMUser',
    principalId: account.principalId(name, 'AIDA'),
    arn: userArnOf(account, name),
    accountId: account.id,
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    userName: name,
    ...(session === undefined
      ? {}
      : {
          sessionContext: {
            attributes: { creationDate: isoTime(session.since), mfaAuthenticated: session.mfa ? 'true' : 'false' },
          },
        }),
  };
}

export const awsService = (invokedBy: string): JsonObject => ({ type: 'AWSService', invokedBy });

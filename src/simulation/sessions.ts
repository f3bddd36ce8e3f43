import type { JsonObject } from '../base/json.ts';
import { type EpochMs, HOUR, SECOND } from '../base/units.ts';
import type { Account, Site } from './account.ts';
import { assumeRole, sessionKeyId } from './calls/sts-kms.ts';
import { assumedRole, awsService, iamUser, type RoleName, roleArnOf, sessionArnOf, userArnOf } from './identities.ts';
import type { Random } from './random.ts';
import type { Call, Caller } from './record.ts';

/** Somebody at work: who calls until when, and the calls by which it began (signing in, taking a role). */
export interface Session {
  readonly caller: Caller;
  readonly until: EpochMs;
  readonly opening: readonly Opening[];
}

export interface Opening {
  readonly call: Call;
  readonly caller: Caller;
  readonly at: EpochMs;
}

/** Begins a session at `at`. */
export type Begin = (account: Account, site: Site, random: Random, at: EpochMs) => Session;

const service = (name: string): Caller => ({ identity: awsService(name), arn: name, address: name, agent: name, via: 'service' });

/** AWS itself: `userIdentity.type` AWSService. */
export const asService =
  (name: string): Begin =>
  () => ({ caller: service(name), until: Number.POSITIVE_INFINITY, opening: [] });

/** An event that no call caused: AWS notes it for the account. */
export const asInternal: Begin = (account) => ({
  caller: {
    identity: { accountId: account.id, invokedBy: 'AWS Internal' },
    arn: '',
    address: 'AWS Internal',
    agent: 'AWS Internal',
    via: 'service',
  },
  until: Number.POSITIVE_INFINITY,
  opening: [],
});

/** An IAM user's long-lived key. */
export const withKey =
  (user: string, via: Caller['via'], agent: string, addresses: readonly string[]): Begin =>
  (account, _site, random, at) => ({
    caller: {
      identity: iamUser(account, user, account.accessKeyId(user)),
      arn: userArnOf(account, user),
      address: random.pick(addresses),
      agent,
      via,
    },
    until: at + 6 * HOUR,
    opening: [],
  });

interface Workload extends RoleName {
  readonly agent: string;
  readonly addresses: readonly string[];
  /** The service that takes the role for the workload. */
  readonly by: string;
  /** Calls stay inside the VPC. */
  readonly private?: true;
}

/** A function, task or instance with a role: the service takes the role for it once an hour. */
export const asWorkload =
  (workload: Workload): Begin =>
  (account, site, random, at) => {
    const onInstance = workload.by === 'ec2.amazonaws.com';
    const name = onInstance ? { ...workload, session: random.pick(site.instanceIds) } : workload;
    const accessKeyId = sessionKeyId(random);
    const since = at + random.below(5) * SECOND;
    const taken = assumeRole(site, random, since, {
      name: 'AssumeRole',
      roleArn: roleArnOf(account, name),
      roleId: account.principalId(name.role, 'AROA'),
      sessionName: name.session,
      accessKeyId,
      seconds: 3600,
      shared: true,
    });
    return {
      caller: {
        identity: assumedRole(account, {
          role: name.role,
          session: name.session,
          accessKeyId,
          since,
          ...(onInstance ? { ec2RoleDelivery: '2.0' } : {}),
        }),
        arn: sessionArnOf(account, name),
        address: random.pick(workload.addresses),
        agent: workload.agent,
        via: 'sdk',
        ...(workload.private === undefined ? {} : { vpcEndpointId: site.vpcEndpointId }),
      },
      until: at + HOUR,
      opening: [{ call: taken, caller: service(workload.by), at: since }],
    };
  };

/** A role that an AWS service has for itself. */
export const asServiceLinked =
  (role: string, principal: string): Begin =>
  (account, site, random, at) => {
    const name = { role, path: `/aws-service-role/${principal}/`, session: principal.split('.')[0]! };
    const taken = assumeRole(site, random, at, {
      name: 'AssumeRole',
      roleArn: roleArnOf(account, name),
      roleId: account.principalId(role, 'AROA'),
      sessionName: name.session,
      accessKeyId: sessionKeyId(random),
      seconds: 3600,
      shared: true,
    });
    return {
      caller: {
        identity: assumedRole(account, { ...name, since: at, invokedBy: principal }),
        arn: sessionArnOf(account, name),
        address: principal,
        agent: principal,
        via: 'service',
      },
      until: at + HOUR,
      opening: [{ call: taken, caller: service(principal), at }],
    };
  };

/** A tool of a vendor, which takes a role from the vendor's own account. */
export const asVendor =
  (role: string, vendorAccountId: string, agent: string, address: string): Begin =>
  (account, site, random, at) => {
    const name = { role, session: 'posture-scan' };
    const accessKeyId = sessionKeyId(random);
    const vendor: JsonObject = {
      type: 'AWSAccount',
      principalId: `${account.principalId('vendor-scanner', 'AROA')}:scanner`,
      accountId: vendorAccountId,
    };
    const taken = assumeRole(site, random, at, {
      name: 'AssumeRole',
      roleArn: roleArnOf(account, name),
      roleId: account.principalId(role, 'AROA'),
      sessionName: name.session,
      accessKeyId,
      seconds: 3600,
      request: { externalId: 'example-shop-7731' },
      shared: true,
    });
    return {
      caller: {
        identity: assumedRole(account, { ...name, accessKeyId, since: at }),
        arn: sessionArnOf(account, name),
        address,
        agent,
        via: 'sdk',
      },
      until: at + HOUR,
      opening: [{ call: taken, caller: { identity: vendor, arn: '', address, agent, via: 'sdk' }, at }],
    };
  };

/** A pipeline that proves itself with a token of its own host (OpenID Connect) instead of a key. */
export const asPipeline =
  (role: string, agent: string, addresses: readonly string[]): Begin =>
  (account, site, random, at) => {
    const provider = `arn:aws:iam::${account.id}:oidc-provider/token.actions.githubusercontent.com`;
    const subject = 'repo:example-shop/infrastructure:ref:refs/heads/main';
    const name = { role, session: 'GitHubActions' };
    const accessKeyId = sessionKeyId(random);
    const address = random.pick(addresses);
    const taken = assumeRole(site, random, at, {
      name: 'AssumeRoleWithWebIdentity',
      roleArn: roleArnOf(account, name),
      roleId: account.principalId(role, 'AROA'),
      sessionName: name.session,
      accessKeyId,
      seconds: 3600,
      response: { subjectFromWebIdentityToken: subject, provider, audience: 'sts.amazonaws.com' },
    });
    const token: JsonObject = {
      type: 'WebIdentityUser',
      principalId: `${provider}:sts.amazonaws.com:${subject}`,
      userName: subject,
      identityProvider: provider,
    };
    return {
      caller: {
        identity: assumedRole(account, { ...name, accessKeyId, since: at, federatedProvider: provider }),
        arn: sessionArnOf(account, name),
        address,
        agent,
        via: 'terraform',
      },
      until: at + HOUR / 2,
      opening: [{ call: taken, caller: { identity: token, arn: '', address, agent, via: 'sdk' }, at }],
    };
  };

import type { JsonObject } from '../base/json.ts';
import { type EpochMs, HOUR, SECOND } from '../base/units.ts';
import type { Account } from './account.ts';
import { assumeRole, sessionKeyId } from './calls/sts-kms.ts';
import { assumedRole, iamUser, roleArnOf, sessionArnOf, userArnOf } from './identities.ts';
import { Random } from './random.ts';
import type { Call, Caller } from './record.ts';
import type { Begin, Opening } from './sessions.ts';

interface SignIn {
  readonly success: boolean;
  readonly mfa: boolean;
  /** Ids that only IAM users have: their second factor's. */
  readonly mfaDevice?: string;
  /** The sign-in page's region. */
  readonly region: string;
  /** Signed in through an identity provider: whose metadata the record then names. */
  readonly samlProvider?: string;
}

/** A sign-in to the console. Source: AWS CloudTrail User Guide, "AWS Management Console sign-in events". */
export function consoleLogin(signIn: SignIn): Call {
  const { region } = signIn;
  const additional: JsonObject = {
    LoginTo: `https://${region}.console.aws.amazon.com/console/home?region=${region}`,
    MobileVersion: 'No',
    ...(signIn.mfaDevice === undefined ? {} : { MFAIdentifier: signIn.mfaDevice }),
    MFAUsed: signIn.mfa ? 'Yes' : 'No',
    ...(signIn.samlProvider === undefined ? {} : { SamlProviderArn: signIn.samlProvider }),
  };
  return {
    service: 'signin',
    name: 'ConsoleLogin',
    readOnly: false,
    request: null,
    response: { ConsoleLogin: signIn.success ? 'Success' : 'Failure' },
    additional,
    type: 'AwsConsoleSignIn',
    host: `${region}.signin.aws.amazon.com`,
    ...(signIn.success ? {} : { error: { message: 'Failed authentication' } }),
  };
}

interface Person {
  /** `alice.meyer`. */
  readonly name: string;
  /** The permission set through which a person of the single sign-on works. */
  readonly permissions: string;
  readonly address: string;
  readonly browser: string;
  /** Works at the command line instead of in the console. */
  readonly cli?: string;
}

const signInCaller = (identity: JsonObject, arn: string, address: string, browser: string): Caller => ({
  identity,
  arn,
  address,
  agent: browser,
  via: 'console',
});

/** Somebody of the single sign-on: takes a role through SAML, and signs in to the console with it. */
export const asPerson =
  (person: Person): Begin =>
  (account, site, random, at) => {
    const suffix = new Random(account.seed, `sso/${person.permissions}`).hex(16);
    const name = {
      role: `AWSReservedSSO_${person.permissions}_${suffix}`,
      path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
      session: `${person.name}@example.com`,
    };
    const provider = `arn:aws:iam::${account.id}:saml-provider/AWSSSO_${suffix}_DO_NOT_DELETE`;
    const accessKeyId = sessionKeyId(random);
    const since = at + SECOND;
    const saml: JsonObject = {
      type: 'SAMLUser',
      principalId: `${suffix}=:${name.session}`,
      userName: name.session,
      identityProvider: `${suffix}=`,
    };
    const taken = assumeRole(site, random, at, {
      name: 'AssumeRoleWithSAML',
      roleArn: roleArnOf(account, name),
      roleId: account.principalId(name.role, 'AROA'),
      sessionName: name.session,
      accessKeyId,
      seconds: 28_800,
      request: { sAMLAssertionID: `_${random.uuid()}`, principalArn: provider },
      response: {
        subject: name.session,
        subjectType: 'persistent',
        issuer: 'https://portal.sso.eu-west-1.amazonaws.com/saml/assertion',
      },
    });
    const arn = sessionArnOf(account, name);
    const opening: Opening[] = [
      {
        call: taken,
        caller: { identity: saml, arn: '', address: person.address, agent: 'aws-internal/3 aws-sdk-java/1.12.700', via: 'sdk' },
        at,
      },
    ];
    if (person.cli === undefined) {
      const { accessKeyId: _, ...identity } = assumedRole(account, { ...name, accessKeyId, since });
      opening.push({
        call: consoleLogin({ success: true, mfa: false, region: site.region, samlProvider: provider }),
        caller: signInCaller(identity, arn, person.address, person.browser),
        at: since,
      });
    }
    return {
      caller: {
        identity: assumedRole(account, { ...name, accessKeyId, since }),
        arn,
        address: person.address,
        agent: person.cli ?? person.browser,
        via: person.cli === undefined ? 'console' : 'cli',
      },
      until: at + 5 * HOUR,
      opening,
    };
  };

/** An IAM user who signs in to the console with a password and a second factor, and sometimes mistypes it. */
export const asConsoleUser =
  (user: string, address: string, browser: string): Begin =>
  (account, site, random, at) => {
    const { opening, since } = signInOfUser(account, user, site.region, random, at, address, browser);
    return {
      caller: signInCaller(
        iamUser(account, user, sessionKeyId(random), { since, mfa: true }),
        userArnOf(account, user),
        address,
        browser,
      ),
      until: at + 5 * HOUR,
      opening,
    };
  };

function signInOfUser(
  account: Account,
  user: string,
  region: string,
  random: Random,
  at: EpochMs,
  address: string,
  browser: string,
): { opening: Opening[]; since: EpochMs } {
  const opening: Opening[] = [];
  const { arn: _, ...unproven } = iamUser(account, user, '');
  if (random.chance(1, 5)) {
    opening.push({
      call: consoleLogin({ success: false, mfa: false, region }),
      caller: signInCaller(unproven, '', address, browser),
      at,
    });
  }
  if (random.chance(1, 12)) {
    // Whoever types a password into the field of the name must not find it in the log.
    const hidden: JsonObject = {
      type: 'IAMUser',
      accountId: account.id,
      accessKeyId: '',
      userName: 'HIDDEN_DUE_TO_SECURITY_REASONS',
    };
    const failure = consoleLogin({ success: false, mfa: false, region });
    opening.push({
      call: { ...failure, error: { message: 'No username found in supplied account' } },
      caller: signInCaller(hidden, '', address, browser),
      at: at + 9 * SECOND,
    });
  }
  const since = at + 21 * SECOND;
  opening.push({
    call: consoleLogin({ success: true, mfa: true, mfaDevice: `arn:aws:iam::${account.id}:mfa/${user}`, region }),
    caller: signInCaller(iamUser(account, user), userArnOf(account, user), address, browser),
    at: since,
  });
  return { opening, since };
}

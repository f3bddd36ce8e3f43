import type { Json, JsonObject } from '../../base/json.ts';
import { DAY, type EpochMs, HOUR, MINUTE, SECOND } from '../../base/units.ts';
import type { Account } from '../account.ts';
import type { Move } from './move.ts';
import { reconnaissance } from './reconnaissance.ts';
import * as impact from './impact.ts';
import { iamChange } from '../calls/iam.ts';
import { read } from '../calls/maker.ts';
import { iamUser, userArnOf } from '../identities.ts';
import { consoleLogin } from '../people.ts';
import { Random } from '../random.ts';
import { type Caller, type CloudTrailRecord, toRecord } from '../record.ts';
import { sessionKeyId } from '../calls/sts-kms.ts';
import { longTime } from '../times.ts';

/** One step of the attack: what a detection should tell, to check findings against. */
export interface AttackStep {
  /** From 1. */
  readonly step: number;
  /** A short name that stays: `leaked-key`. */
  readonly id: string;
  readonly title: string;
  /** When its first call was made. */
  readonly at: EpochMs;
  /** Its calls in the order of time; `eventNames` are theirs. */
  readonly eventIds: readonly string[];
  readonly eventNames: readonly string[];
}

export interface Attack {
  readonly steps: readonly AttackStep[];
  /** In the order of time. */
  readonly logged: readonly { readonly at: EpochMs; readonly record: CloudTrailRecord }[];
  /** Ids of events that CloudTrail delivers twice. */
  readonly twice: ReadonlySet<string>;
}

const VICTIM = 'ci-deploy';
const NEW_USER = 'support-svc';
/** Addresses that nobody uses on ordinary days. */
const ATTACKER = '203.0.113.201';
const ATTACKER_AT_HOME = '192.0.2.244';

/**
 * The attack: the key of the old pipeline's user leaks; over six hours of a night in the last third of the period somebody looks
 * around, makes themselves administrator, and does harm. CloudTrail goes on recording although `account-trail` is stopped: the
 * organization's own trail (`organization-trail`) can't be stopped from within the account, and these are its files.
 */
export function planAttack(account: Account, start: EpochMs, days: number): Attack {
  const random = new Random(account.seed, 'attack');
  const begin = start + Math.floor((days * 5) / 6) * DAY + HOUR + 12 * MINUTE;
  const steps: AttackStep[] = [];
  const logged: { at: EpochMs; record: CloudTrailRecord }[] = [];
  const add = (id: string, title: string, minutes: number, caller: Caller, moves: readonly Move[]) => {
    const from = begin + minutes * MINUTE;
    const own = moves.map((move) => {
      const at = from + move.after * SECOND;
      const by = { ...caller, ...move.as };
      return { at, record: toRecord(move.call, by, at, move.region, account.id, random) };
    });
    logged.push(...own);
    steps.push({
      step: steps.length + 1,
      id,
      title,
      at: own[0]!.at,
      eventIds: own.map(({ record }) => record.eventID),
      eventNames: own.map(({ record }) => record.eventName),
    });
  };

  const stolen: Caller = {
    identity: iamUser(account, VICTIM, account.accessKeyId(VICTIM)),
    arn: userArnOf(account, VICTIM),
    address: ATTACKER,
    agent: 'Boto3/1.9.253 Python/2.7.18 Linux/5.18.0-kali5-amd64 Botocore/1.12.253',
    via: 'sdk',
  };
  const newKey = account.accessKeyId(NEW_USER);
  const admin: Caller = {
    identity: iamUser(account, NEW_USER, newKey),
    arn: userArnOf(account, NEW_USER),
    address: ATTACKER,
    agent: 'aws-cli/1.22.34 Python/3.10.6 Linux/5.18.0-kali5-amd64 botocore/1.23.34',
    via: 'sdk',
  };
  const signedIn = begin + 131 * MINUTE;
  const inConsole: Caller = {
    identity: iamUser(account, NEW_USER, sessionKeyId(random), { since: signedIn, mfa: false }),
    arn: userArnOf(account, NEW_USER),
    address: ATTACKER_AT_HOME,
    agent: 'Mozilla/5.0 (Windows NT 10.0; rv:115.0) Gecko/20100101 Firefox/115.0',
    via: 'console',
  };

  const who = read('sts', 'GetCallerIdentity');
  add('leaked-key', `The access key of ${VICTIM} is used from an unknown address`, 0, stolen, [
    { after: 0, region: 'us-east-1', call: who },
    { after: 41, region: 'eu-west-1', call: who },
  ]);
  add('reconnaissance', 'Somebody looks around, and most of it is denied', 4, stolen, reconnaissance(account, random));
  add('privilege-escalation', `${VICTIM} gives itself all permissions`, 71, stolen, escalation(account, begin + 71 * MINUTE));
  add(
    'new-admin',
    'A new user is made administrator, with a password and a key',
    97,
    stolen,
    newAdmin(account, newKey, begin + 97 * MINUTE),
  );
  add('console-sign-in', 'The new user signs in to the console without a second factor', 131, inConsole, [
    {
      after: 0,
      region: 'us-east-1',
      call: consoleLogin({ success: true, mfa: false, region: 'us-east-1' }),
      // Only after signing in is there a session and a key.
      as: { identity: iamUser(account, NEW_USER) },
    },
    { after: 9, region: 'us-east-1', call: read('iam', 'GetAccountSummary') },
    {
      after: 15,
      region: 'us-east-1',
      call: read('ce', 'GetCostAndUsage', { granularity: 'MONTHLY', metrics: ['UnblendedCost'] }),
    },
    {
      after: 40,
      region: 'eu-west-1',
      call: read('ec2', 'DescribeInstances', { maxResults: 1000, instancesSet: {}, filterSet: {} }),
    },
  ]);
  add('trail-stopped', 'CloudTrail is stopped, narrowed and deleted', 152, admin, impact.stopTrail(account));
  add(
    'snapshot-shared',
    'A volume is copied and the copy shared outside',
    191,
    admin,
    impact.shareSnapshot(account, random, begin + 191 * MINUTE),
  );
  add('buckets-emptied', "The customers' data is read and deleted", 243, admin, impact.emptyBuckets(account, random));
  add(
    'costly-instances',
    'Costly instances are asked for in a region hardly used',
    341,
    admin,
    impact.runCostly(account, random, begin + 341 * MINUTE),
  );

  const stop = logged.find(({ record }) => record.eventName === 'StopLogging')!;
  return { steps, logged, twice: new Set([stop.record.eventID]) };
}

function escalation(account: Account, at: EpochMs): Move[] {
  const policyArn = `arn:aws:iam::${account.id}:policy/ci-deploy-policy`;
  const region = 'us-east-1';
  const all = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
  const own = { userName: VICTIM };
  return [
    { after: 0, region, call: read('iam', 'ListAttachedUserPolicies', own) },
    { after: 12, region, call: read('iam', 'GetPolicy', { policyArn }) },
    { after: 20, region, call: read('iam', 'GetPolicyVersion', { policyArn, versionId: 'v3' }) },
    {
      after: 95,
      region,
      call: {
        ...iamChange('AttachUserPolicy', { ...own, policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
        denied: 'iam:AttachUserPolicy',
      },
    },
    {
      after: 131,
      region,
      call: { ...iamChange('PutUserPolicy', { ...own, policyName: 'deploy', policyDocument: all }), denied: 'iam:PutUserPolicy' },
    },
    {
      after: 300,
      region,
      call: iamChange(
        'CreatePolicyVersion',
        { policyArn, policyDocument: all, setAsDefault: true },
        { policyVersion: { versionId: 'v4', isDefaultVersion: true, createDate: longTime(at + 300 * SECOND) } },
      ),
    },
  ];
}

function newAdmin(account: Account, accessKeyId: string, at: EpochMs): Move[] {
  const region = 'us-east-1';
  const user = { userName: NEW_USER };
  const date = (after: number): Json => longTime(at + after * SECOND);
  const created: JsonObject = {
    user: {
      path: '/',
      userName: NEW_USER,
      userId: account.principalId(NEW_USER, 'AIDA'),
      arn: userArnOf(account, NEW_USER),
      createDate: date(0),
    },
  };
  return [
    { after: 0, region, call: iamChange('CreateUser', user, created) },
    {
      after: 26,
      region,
      call: iamChange(
        'CreateLoginProfile',
        { ...user, passwordResetRequired: false },
        { loginProfile: { ...user, passwordResetRequired: false, createDate: date(26) } },
      ),
    },
    {
      after: 58,
      region,
      call: iamChange('AttachUserPolicy', { ...user, policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    },
    {
      after: 84,
      region,
      call: iamChange('CreateAccessKey', user, { accessKey: { accessKeyId, status: 'Active', ...user, createDate: date(84) } }),
    },
  ];
}

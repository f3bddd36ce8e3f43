import type { Json, JsonObject } from '../../base/json.ts';
import type { EpochMs } from '../../base/units.ts';
import type { Site } from '../account.ts';
import { BASE32, BASE64, Random } from '../random.ts';
import type { Call } from '../record.ts';
import { longTime } from '../times.ts';
import { always, type Maker } from './maker.ts';

export const getCallerIdentity = always('sts', 'GetCallerIdentity');

/** Session tokens are long and random; a few, drawn once, stand for all. */
const TOKENS: readonly string[] = (() => {
  const random = new Random(0, 'session-token');
  return Array.from({ length: 128 }, () => `EXAMPLETOKEN${random.text(340, BASE64)}==`);
})();

interface Assumed {
  readonly name: 'AssumeRole' | 'AssumeRoleWithSAML' | 'AssumeRoleWithWebIdentity';
  readonly roleArn: string;
  readonly roleId: string;
  readonly sessionName: string;
  readonly accessKeyId: string;
  readonly seconds: number;
  readonly request?: JsonObject;
  readonly response?: JsonObject;
  readonly shared?: true;
}

/** Credentials for a role. CloudTrail counts taking a role as read-only. */
export function assumeRole(site: Site, random: Random, at: EpochMs, assumed: Assumed): Call {
  const { roleArn, sessionName } = assumed;
  const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  return {
    service: 'sts',
    name: assumed.name,
    readOnly: true,
    request: { roleArn, roleSessionName: sessionName, durationSeconds: assumed.seconds, ...assumed.request },
    response: {
      credentials: {
        accessKeyId: assumed.accessKeyId,
        sessionToken: random.pick(TOKENS),
        expiration: longTime(at + assumed.seconds * 1000),
      },
      assumedRoleUser: {
        assumedRoleId: `${assumed.roleId}:${sessionName}`,
        arn: `arn:aws:sts::${site.accountId}:assumed-role/${role}/${sessionName}`,
      },
      ...assumed.response,
    },
    resources: [{ accountId: site.accountId, type: 'AWS::IAM::Role', ARN: roleArn }],
    ...(assumed.shared === undefined ? {} : { shared: assumed.shared }),
  };
}

/** An access key of a session. */
export const sessionKeyId = (random: Random): string => `ASIA${random.text(9, BASE32)}EXAMPLE`;

const kms = (site: Site, name: string, keyArn: string, request: Json): Call => ({
  service: 'kms',
  name,
  readOnly: true,
  request,
  resources: [{ accountId: site.accountId, type: 'AWS::KMS::Key', ARN: keyArn }],
});

export const decrypt: Maker = (site, random) => {
  const secret = random.chance(1, 2);
  return kms(site, 'Decrypt', random.pick(site.keyArns), {
    encryptionContext: secret
      ? { SecretARN: random.pick(site.secretArns), SecretVersionId: random.uuid() }
      : { 'aws:lambda:FunctionArn': `arn:aws:lambda:${site.region}:${site.accountId}:function:${random.pick(site.functions)}` },
    encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  });
};
export const generateDataKey: Maker = (site, random) => {
  const keyArn = random.pick(site.keyArns);
  return kms(site, 'GenerateDataKey', keyArn, {
    keyId: keyArn,
    keySpec: 'AES_256',
    encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${random.pick(site.buckets).name}` },
  });
};
export const describeKey: Maker = (site, random) => {
  const keyArn = random.pick(site.keyArns);
  return kms(site, 'DescribeKey', keyArn, { keyId: keyArn });
};
export const getKeyRotationStatus: Maker = (site, random) => {
  const keyArn = random.pick(site.keyArns);
  return kms(site, 'GetKeyRotationStatus', keyArn, { keyId: keyArn });
};

/** What KMS does by itself once a year per key. */
export const rotateKey: Maker = (site, random) => {
  const keyArn = random.pick(site.keyArns);
  return {
    service: 'kms',
    name: 'RotateKey',
    readOnly: false,
    request: null,
    resources: [{ accountId: site.accountId, type: 'AWS::KMS::Key', ARN: keyArn }],
    type: 'AwsServiceEvent',
    serviceEventDetails: { rotationType: 'AUTOMATIC', keyOrigin: 'AWS_KMS', keyId: keyArn },
  };
};

import type { Json, JsonObject } from '../../base/json.ts';
import type { Bucket, Site } from '../account.ts';
import { BASE64, Random } from '../random.ts';
import type { Call } from '../record.ts';
import type { Maker } from './maker.ts';

/** Halves of `x-amz-id-2`: drawing two is quicker than drawing 76 characters. */
const HALVES: readonly string[] = (() => {
  const random = new Random(0, 'x-amz-id-2');
  return Array.from({ length: 512 }, () => random.text(37, BASE64));
})();

interface S3Details {
  readonly request?: JsonObject;
  readonly key?: string;
  /** On all objects of the bucket, not on one: a data event too. */
  readonly objects?: true;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
}

/** A call on a bucket, or with a `key` a data event on an object. */
export function s3(site: Site, random: Random, bucket: Bucket, name: string, readOnly: boolean, details: S3Details = {}): Call {
  const { key } = details;
  const host = `${bucket.name}.s3.${bucket.region}.amazonaws.com`;
  const arn = `arn:aws:s3:::${bucket.name}`;
  const owned: Json = { accountId: site.accountId, type: 'AWS::S3::Bucket', ARN: arn };
  const request = { bucketName: bucket.name, ...(key === undefined ? {} : { key }), Host: host, ...details.request };
  const resources: Json[] = [owned];
  if (key !== undefined) resources.unshift({ type: 'AWS::S3::Object', ARN: `${arn}/${key}` });
  else if (details.objects) resources.unshift({ type: 'AWS::S3::Object', ARNPrefix: `${arn}/` });
  const call = {
    service: 's3',
    name,
    readOnly,
    request,
    additional: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: details.bytesIn ?? 0,
      AuthenticationMethod: 'AuthHeader',
      'x-amz-id-2': `${random.pick(HALVES)}${random.pick(HALVES)}==`,
      bytesTransferredOut: details.bytesOut ?? 0,
    },
    resources,
    host,
  };
  return resources.length === 1 ? call : { ...call, data: true };
}

const bucketNamed = (site: Site, name: string): Bucket => site.buckets.find((bucket) => bucket.name === name) ?? site.buckets[0]!;

/** A key as applications write them: by date, with a random name. */
function objectKey(folder: string, random: Random, ending: string): string {
  return `${folder}/${String(random.between(1, 12)).padStart(2, '0')}/${random.hex(20)}.${ending}`;
}

/** Reads an object of the region's `bucket` (its first where it has none of this name). */
export const getObject =
  (bucket: string, folder: string, ending: string): Maker =>
  (site, random) =>
    s3(site, random, bucketNamed(site, bucket), 'GetObject', true, {
      key: objectKey(folder, random, ending),
      bytesOut: random.between(400, 900_000),
    });
export const headObject =
  (bucket: string, folder: string, ending: string): Maker =>
  (site, random) =>
    s3(site, random, bucketNamed(site, bucket), 'HeadObject', true, { key: objectKey(folder, random, ending) });
export const putObject =
  (bucket: string, folder: string, ending: string): Maker =>
  (site, random) => {
    const call = s3(site, random, bucketNamed(site, bucket), 'PutObject', false, {
      key: objectKey(folder, random, ending),
      bytesIn: random.between(400, 900_000),
    });
    return { ...call, response: { 'x-amz-server-side-encryption': 'AES256' } };
  };
export const listObjects: Maker = (site, random) =>
  s3(site, random, random.pick(site.buckets), 'ListObjects', true, {
    objects: true,
    request: { 'list-type': '2', prefix: '', 'max-keys': '1000' },
    bytesOut: random.between(300, 40_000),
  });

const reader =
  (name: string, parameter: string): Maker =>
  (site, random) =>
    s3(site, random, random.pick(site.buckets), name, true, { request: { [parameter]: '' }, bytesOut: random.between(100, 900) });

export const getBucketAcl = reader('GetBucketAcl', 'acl');
export const getBucketLocation = reader('GetBucketLocation', 'location');
export const getBucketPolicy = reader('GetBucketPolicy', 'policy');
export const getBucketVersioning = reader('GetBucketVersioning', 'versioning');
export const getBucketEncryption = reader('GetBucketEncryption', 'encryption');
export const getBucketPublicAccessBlock = reader('GetBucketPublicAccessBlock', 'publicAccessBlock');
export const getBucketTagging = reader('GetBucketTagging', 'tagging');

export const listBuckets: Maker = () => ({
  service: 's3',
  name: 'ListBuckets',
  readOnly: true,
  request: { Host: 's3.amazonaws.com' },
  additional: {
    SignatureVersion: 'SigV4',
    CipherSuite: 'TLS_AES_128_GCM_SHA256',
    bytesTransferredIn: 0,
    AuthenticationMethod: 'AuthHeader',
    bytesTransferredOut: 2210,
  },
  host: 's3.amazonaws.com',
});

export const createBucket: Maker = (site, random) => {
  const name = `example-shop-preview-${random.hex(6)}`;
  return s3(site, random, { name, region: site.region }, 'CreateBucket', false, {
    request: {
      CreateBucketConfiguration: { LocationConstraint: site.region, xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/' },
    },
    bytesIn: 153,
  });
};
export const putBucketPolicy: Maker = (site, random) => {
  const bucket = random.pick(site.buckets);
  return s3(site, random, bucket, 'PutBucketPolicy', false, {
    request: {
      bucketPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [`arn:aws:s3:::${bucket.name}`, `arn:aws:s3:::${bucket.name}/*`],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
      policy: '',
    },
    bytesIn: 310,
  });
};

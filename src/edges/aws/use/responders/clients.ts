import { clientOf } from '../client-of.ts';

/** The services that responders look at and change things in. Each is loaded only by the one that needs it. */
export const withEc2 = clientOf(
  'EC2',
  () => import('@aws-sdk/client-ec2'),
  (sdk, settings) => new sdk.EC2Client(settings),
);

/** IAM is one for all regions; the SDK wants one all the same. */
export const withIam = clientOf(
  'IAM',
  () => import('@aws-sdk/client-iam'),
  (sdk, settings) => new sdk.IAMClient({ region: process.env.AWS_REGION ?? 'us-east-1', ...settings }),
);

export const withKms = clientOf(
  'KMS',
  () => import('@aws-sdk/client-kms'),
  (sdk, settings) => new sdk.KMSClient(settings),
);

export const withCloudTrail = clientOf(
  'CLOUDTRAIL',
  () => import('@aws-sdk/client-cloudtrail'),
  (sdk, settings) => new sdk.CloudTrailClient(settings),
);

export const withS3 = clientOf(
  'S3',
  () => import('@aws-sdk/client-s3'),
  (sdk, settings) =>
    new sdk.S3Client({ ...settings, ...('endpoint' in settings && { forcePathStyle: true }), followRegionRedirects: true }),
);

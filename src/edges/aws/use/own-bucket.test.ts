import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { deleteBucket, emptyBucket, ensureOwnBucket } from './own-bucket.ts';

const s3 = mockClient(S3Client);
afterAll(() => s3.restore());
const access = { region: 'eu-west-1' };
const bucket = { name: 'code', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const answer = (httpStatusCode: number, name = 'Error') =>
  Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } });
beforeEach(() => s3.reset());

test('a bucket that is there is looked at, and no more', async () => {
  s3.on(HeadBucketCommand, { Bucket: 'code', ExpectedBucketOwner: '123456789012' }).resolves({});
  expect(await ensureOwnBucket(bucket, access)).toBe('there');
  expect(s3.calls()).toHaveLength(1);
});

test('one that somebody else made under that name is refused', async () => {
  s3.on(HeadBucketCommand).rejects(answer(403));
  await expect(ensureOwnBucket(bucket, access)).rejects.toMatchObject({
    code: 'AWS_DENIED',
    hint: expect.stringContaining('--code-bucket'),
  });
  expect(s3.commandCalls(CreateBucketCommand)).toEqual([]);
});

test.each([
  ['eu-west-1', { LocationConstraint: 'eu-west-1' }],
  ['us-east-1', undefined],
])('a new one in %s is private before anything is in it', async (region, place) => {
  s3.on(HeadBucketCommand).rejects(answer(404));
  expect(await ensureOwnBucket({ ...bucket, region }, access)).toBe('made');
  expect(s3.commandCalls(CreateBucketCommand)[0]!.args[0].input.CreateBucketConfiguration).toEqual(place);
  expect(s3.commandCalls(PutPublicAccessBlockCommand)[0]!.args[0].input.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
  expect(s3.commandCalls(PutBucketVersioningCommand)).toHaveLength(1);
  const { Statement } = JSON.parse(s3.commandCalls(PutBucketPolicyCommand)[0]!.args[0].input.Policy!);
  expect(Statement).toMatchObject([
    {
      Effect: 'Deny',
      Resource: ['arn:aws:s3:::code', 'arn:aws:s3:::code/*'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ]);
});

test('the permission that is missing is named', async () => {
  s3.on(HeadBucketCommand).rejects(answer(404)).on(PutBucketVersioningCommand).rejects(answer(403, 'AccessDenied'));
  await expect(ensureOwnBucket(bucket, access)).rejects.toMatchObject({ message: 'AWS denied s3:PutBucketVersioning' });
});

test('emptying takes versions and delete markers, page by page', async () => {
  s3.on(ListObjectVersionsCommand)
    .resolvesOnce({ Versions: [{ Key: 'a', VersionId: '1' }], DeleteMarkers: [{ Key: 'a', VersionId: '2' }] })
    .resolvesOnce({ Versions: [{ Key: 'b', VersionId: '3' }] })
    .resolves({});
  s3.on(DeleteObjectsCommand).resolves({});
  const steps: number[] = [];
  expect(await emptyBucket('logs', '123456789012', access, (deleted) => steps.push(deleted))).toBe(3);
  expect(steps).toEqual([2, 3]);
});

test('what may not be deleted ends it, and a bucket that is not there is empty', async () => {
  s3.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: 'a', VersionId: '1' }] });
  s3.on(DeleteObjectsCommand).resolves({ Errors: [{ Key: 'a', Code: 'AccessDenied', Message: 'locked' }] });
  await expect(emptyBucket('logs', '123456789012', access)).rejects.toMatchObject({ code: 'AWS_DENIED' });
  s3.on(ListObjectVersionsCommand).rejects(answer(404, 'NoSuchBucket'));
  expect(await emptyBucket('logs', '123456789012', access)).toBe(0);
  s3.on(DeleteBucketCommand).rejects(answer(404, 'NoSuchBucket'));
  await deleteBucket('logs', '123456789012', access);
});

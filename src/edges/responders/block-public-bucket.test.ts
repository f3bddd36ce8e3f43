import { afterEach, expect, test, vi } from 'vitest';
import { blockPublicBucket } from './block-public-bucket.ts';
import { awsError, fakeAws } from '../aws/fake-aws.cases.ts';
import { responderContract } from './responder.contract.ts';
import { inAccount } from './target.cases.ts';

const ALL = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
const place = { Bucket: 'example-site', ExpectedBucketOwner: '123456789012' };
const target = inAccount({ kind: 'bucket', bucket: 'example-site' });

responderContract('block-public-bucket', () => {
  let block: object | undefined;
  return {
    responder: blockPublicBucket({}),
    target,
    calls: [['PutPublicAccessBlock', { ...place, PublicAccessBlockConfiguration: ALL }]],
    answers: {
      GetPublicAccessBlock: () => {
        if (block === undefined) throw awsError('NoSuchPublicAccessBlockConfiguration', 404);
        return { PublicAccessBlockConfiguration: block };
      },
      PutPublicAccessBlock: (input: { PublicAccessBlockConfiguration: object }) => {
        block = input.PublicAccessBlockConfiguration;
        return {};
      },
    },
  };
});

afterEach(() => vi.restoreAllMocks());

test('undoing it leaves on what was on', async () => {
  fakeAws({ GetPublicAccessBlock: () => ({ PublicAccessBlockConfiguration: { ...ALL, BlockPublicPolicy: false } }) });
  const plan = await blockPublicBucket({}).plan(target, 0);
  expect(plan).toMatchObject({
    because: 'off: BlockPublicPolicy',
    undo: [
      expect.stringContaining("'BlockPublicAcls=true,BlockPublicPolicy=false,IgnorePublicAcls=true,RestrictPublicBuckets=true'"),
    ],
  });
});

test('a bucket that is gone needs none', async () => {
  fakeAws({
    GetPublicAccessBlock: () => {
      throw awsError('NoSuchBucket', 404);
    },
  });
  expect(await blockPublicBucket({}).plan(target, 0)).toMatchObject({ verdict: 'already so' });
});

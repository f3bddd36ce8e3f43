import { afterEach, describe, expect, test, vi } from 'vitest';
import { awsError, fakeAws } from '../aws/fake-aws.cases.ts';
import { type ResponderWorld, responderContract } from './responder.contract.ts';
import { restoreLostObject } from './restore-lost-object.ts';
import { inAccount, ODD_KEY } from './target.cases.ts';

interface Head {
  readonly Bucket: string;
  readonly VersionId?: string;
}
const lost = () => awsError('405', 405);

/** `v3` is current and lost, `v2` is lost as well, `v1` can be read; or there are no versions, and a replica. */
function world(Key: string, versions: readonly string[], replicaBucket?: string, ContentLength = 10): ResponderWorld {
  let isRestored = false;
  const from = replicaBucket === undefined ? ['example-rrs', '?versionId=v1'] : [replicaBucket, ''];
  const path = Key.split('/').map(encodeURIComponent).join('/');
  return {
    responder: restoreLostObject({ replicaBucket }),
    target: inAccount({ kind: 'object', bucket: 'example-rrs', key: Key, versionId: 'v3' }),
    calls: [
      [
        'CopyObject',
        {
          Bucket: 'example-rrs',
          Key,
          ExpectedBucketOwner: '123456789012',
          CopySource: `${from[0]}/${path}${from[1]}`,
          StorageClass: 'STANDARD',
        },
      ],
    ],
    answers: {
      HeadObject: ({ Bucket, VersionId }: Head) => {
        const isThere = Bucket === replicaBucket || VersionId === 'v1' || (VersionId === undefined && isRestored);
        if (!isThere) throw lost();
        return { ContentLength };
      },
      ListObjectVersions: () => ({
        Versions: [
          ...versions.map((VersionId) => ({ Key, VersionId, Size: 10, LastModified: new Date('2026-01-02T03:04:05Z') })),
          { Key: `${Key}.other`, VersionId: 'v9' },
        ],
      }),
      CopyObject: () => {
        isRestored = true;
        return {};
      },
    },
  };
}

responderContract('restore-lost-object, from a version', () => world('a.txt', ['v3', 'v2', 'v1']));
responderContract('restore-lost-object, from a version, with odd characters', () => world(ODD_KEY, ['v3', 'v2', 'v1']));
responderContract('restore-lost-object, from a replica', () => world('a.txt', ['null'], 'example-replica'));

describe('restore-lost-object', () => {
  afterEach(() => vi.restoreAllMocks());

  test.each([
    ['no version and no replica', undefined, 'no replica is set'],
    ['no version, and a replica without it', 'example-replica', 'has no copy'],
  ])('%s: somebody has to hear of it', async (_what, replicaBucket, because) => {
    fakeAws({
      HeadObject: () => {
        throw lost();
      },
      ListObjectVersions: () => ({ Versions: [] }),
    });
    const { target } = world('a.txt', []);
    expect(await restoreLostObject({ replicaBucket }).plan(target, 0)).toMatchObject({
      verdict: 'refused',
      because: expect.stringContaining(because),
    });
  });

  test('what one call can not copy is left to a person', async () => {
    const { answers, responder, target } = world('a.txt', ['v1'], undefined, 6 * 1024 ** 3);
    fakeAws(answers);
    expect(await responder.plan(target, 0)).toMatchObject({
      verdict: 'refused',
      because: expect.stringContaining('larger than 5 GiB'),
    });
  });
});

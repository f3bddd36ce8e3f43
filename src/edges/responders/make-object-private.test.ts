import { afterEach, describe, expect, test, vi } from 'vitest';
import { awsError, fakeAws } from '../aws/fake-aws.cases.ts';
import { makeObjectPrivate } from './make-object-private.ts';
import { type ResponderWorld, responderContract } from './responder.contract.ts';
import { inAccount, ODD_KEY } from './target.cases.ts';

const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
const AUTHENTICATED = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';
const owner = {
  Grantee: { Type: 'CanonicalUser', ID: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' },
  Permission: 'FULL_CONTROL',
};
const to = (URI: string, Permission = 'READ') => ({ Grantee: { Type: 'Group', URI }, Permission });

function world(key = 'a.txt', versionId?: string, grants = [owner, to(ALL_USERS)]): ResponderWorld {
  let acl = grants;
  const version = versionId === undefined ? {} : { versionId };
  const place = {
    Bucket: 'example-uploads',
    ExpectedBucketOwner: '123456789012',
    Key: key,
    ...(versionId !== undefined && { VersionId: versionId }),
  };
  return {
    responder: makeObjectPrivate({}),
    target: inAccount({ kind: 'object', bucket: 'example-uploads', key, ...version }),
    calls: [['PutObjectAcl', { ...place, ACL: 'private' }]],
    answers: {
      GetObjectAcl: (input) => {
        expect(input).toEqual(place);
        return { Grants: acl };
      },
      GetBucketOwnershipControls: () => {
        throw awsError('OwnershipControlsNotFoundError', 404);
      },
      PutObjectAcl: () => {
        acl = [owner];
        return {};
      },
    },
  };
}

responderContract('make-object-private', () => world());
responderContract('make-object-private, of one version', () => world('a.txt', '3HL4kqtJvjVBH40Nrjfkd'));
responderContract('make-object-private, of a key with odd characters', () => world(ODD_KEY));
responderContract('make-object-private, open to every AWS account', () =>
  world('a.txt', undefined, [owner, to(AUTHENTICATED, 'READ_ACP')]),
);

describe('make-object-private', () => {
  afterEach(() => vi.restoreAllMocks());
  const planWith = (acl: () => unknown, ownership?: string, buckets: string[] = []) => {
    fakeAws({
      GetObjectAcl: acl,
      GetBucketOwnershipControls: () => ({ OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } }),
    });
    return makeObjectPrivate({ buckets }).plan(world().target, 0);
  };

  test('says that ACLs are disabled, where they are', async () => {
    expect(await planWith(() => ({ Grants: [owner] }), 'BucketOwnerEnforced')).toMatchObject({
      verdict: 'already so',
      because: expect.stringContaining('ACLs are disabled'),
    });
  });

  test('a grant to another account is nobody else’s business', async () => {
    const other = { Grantee: { Type: 'CanonicalUser', ID: '1234' }, Permission: 'READ' };
    expect(await planWith(() => ({ Grants: [owner, other] }), 'ObjectWriter')).toMatchObject({ verdict: 'already so' });
  });

  test('an object that is gone is not public', async () => {
    const gone = () => {
      throw awsError('NoSuchKey', 404);
    };
    expect(await planWith(gone)).toMatchObject({ verdict: 'already so', because: 'the object is gone' });
  });

  test('other buckets are left alone, where some are named', async () => {
    expect(await planWith(() => ({ Grants: [to(ALL_USERS)] }), undefined, ['example-others'])).toMatchObject({
      verdict: 'refused',
    });
  });

  test('undoing it gives every grant again', async () => {
    const { answers, responder, target } = world(ODD_KEY, undefined, [owner, to(ALL_USERS), to(ALL_USERS, 'READ_ACP')]);
    fakeAws(answers);
    const plan = await responder.plan(target, 0);
    expect(plan).toMatchObject({ because: 'its ACL gives READ to everybody, READ_ACP to everybody' });
    const [command] = plan.verdict === 'to do' ? plan.undo : [];
    expect(command).toContain(`--grant-full-control id=${owner.Grantee.ID}`);
    expect(command).toContain(`--grant-read uri=${ALL_USERS} --grant-read-acp uri=${ALL_USERS}`);
    expect(command).toContain(`--key 'reports/2026 q1+q2/it'\\''s`);
  });
});

import { afterEach, describe, expect, test, vi } from 'vitest';
import { awsError, fakeAws } from '../aws/fake-aws.cases.ts';
import { quarantineUser } from './quarantine-user.ts';
import { responderContract } from './responder.contract.ts';
import { inAccount } from './target.cases.ts';

const target = inAccount({ kind: 'user', user: 'alice' });
const User = { UserName: 'alice', Arn: 'arn:aws:iam::123456789012:user/alice' };
const none = () => {
  throw awsError('NoSuchEntityException', 404);
};
const DENY_ALL = '{"Version":"2012-10-17","Statement":[{"Sid":"Quarantine","Effect":"Deny","Action":"*","Resource":"*"}]}';

responderContract('quarantine-user', () => {
  let policy: string | undefined;
  return {
    responder: quarantineUser({}),
    target,
    calls: [['PutUserPolicy', { UserName: 'alice', PolicyName: 'trailwatch-quarantine', PolicyDocument: DENY_ALL }]],
    answers: {
      GetUser: () => ({ User }),
      // URL-encoded, as IAM answers.
      GetUserPolicy: () => (policy === undefined ? none() : { PolicyDocument: encodeURIComponent(policy) }),
      PutUserPolicy: ({ PolicyDocument }: { PolicyDocument: string }) => {
        policy = PolicyDocument;
        return {};
      },
    },
  };
});

describe('quarantine-user', () => {
  afterEach(() => vi.restoreAllMocks());

  test('a policy of that name that denies less is written over', async () => {
    const weaker = DENY_ALL.replace('"Action":"*"', '"Action":"s3:*"');
    fakeAws({ GetUser: () => ({ User }), GetUserPolicy: () => ({ PolicyDocument: encodeURIComponent(weaker) }) });
    expect(await quarantineUser({}).plan(target, 0)).toMatchObject({
      verdict: 'to do',
      because: expect.stringContaining('something else'),
    });
  });

  test('a user that is gone needs none', async () => {
    fakeAws({ GetUser: none });
    expect(await quarantineUser({}).plan(target, 0)).toMatchObject({ verdict: 'already so' });
  });
});

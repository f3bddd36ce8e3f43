import { afterEach, describe, expect, test, vi } from 'vitest';
import { awsError, fakeAws } from '../aws/fake-aws.cases.ts';
import { responderContract } from './responder.contract.ts';
import { revokeRoleSessions } from './revoke-role-sessions.ts';
import { inAccount } from './target.cases.ts';

const target = inAccount({ kind: 'role', role: 'deploy' }, { as: 'actor' });
/** Source: IAM User Guide, "Revoke IAM role temporary security credentials", at 2026-01-31T12:00:00Z. */
const REVOKING =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["*"],"Resource":["*"],"Condition":{"DateLessThan":{"aws:TokenIssueTime":"2026-01-31T12:00:00Z"}}}]}';
const none = () => {
  throw awsError('NoSuchEntityException', 404);
};

responderContract('revoke-role-sessions', () => {
  let policy: string | undefined;
  return {
    responder: revokeRoleSessions({}),
    target,
    calls: [['PutRolePolicy', { RoleName: 'deploy', PolicyName: 'AWSRevokeOlderSessions', PolicyDocument: REVOKING }]],
    answers: {
      GetRole: () => ({ Role: { RoleName: 'deploy', Path: '/' } }),
      GetRolePolicy: () => (policy === undefined ? none() : { PolicyDocument: encodeURIComponent(policy) }),
      PutRolePolicy: ({ PolicyDocument }: { PolicyDocument: string }) => {
        policy = PolicyDocument;
        return {};
      },
    },
  };
});

describe('revoke-role-sessions', () => {
  afterEach(() => vi.restoreAllMocks());
  const plan = (Path: string, policy?: string) => {
    fakeAws({
      GetRole: () => ({ Role: { RoleName: 'deploy', Path } }),
      GetRolePolicy: () => (policy === undefined ? none() : { PolicyDocument: encodeURIComponent(policy) }),
    });
    return revokeRoleSessions({}).plan(target, Date.parse('2026-01-31T12:00:00Z'));
  };

  test.each(['/aws-service-role/config.amazonaws.com/', '/aws-reserved/sso.amazonaws.com/'])(
    'roles below %s are not ours to change',
    async (path) => {
      expect(await plan(path)).toMatchObject({ verdict: 'refused' });
    },
  );

  test.each([
    ['sessions that were revoked before this one began are not enough', REVOKING.replace('12:00:00', '11:57:59'), 'to do'],
    ['sessions that were revoked after it began are', REVOKING.replace('12:00:00', '11:58:00'), 'already so'],
    ['a policy of that name that is something else revokes none', '{"Version":"2012-10-17","Statement":[]}', 'to do'],
    ['nor does one that allows', REVOKING.replace('Deny', 'Allow'), 'to do'],
    ['nor what is no policy', 'nonsense', 'to do'],
  ])('%s', async (_fact, policy, verdict) => {
    expect(await plan('/', policy)).toMatchObject({ verdict });
  });
});

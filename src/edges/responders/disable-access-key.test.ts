import { afterEach, describe, expect, test, vi } from 'vitest';
import { disableAccessKey } from './disable-access-key.ts';
import { fakeAws } from '../aws/fake-aws.cases.ts';
import { responderContract } from './responder.contract.ts';
import { inAccount } from './target.cases.ts';

const KEY = 'AKIAIOSFODNN7EXAMPLE';
const target = inAccount({ kind: 'access-key', accessKey: KEY });

responderContract('disable-access-key', () => {
  let status = 'Active';
  return {
    responder: disableAccessKey({}),
    target,
    calls: [['UpdateAccessKey', { UserName: 'alice', AccessKeyId: KEY, Status: 'Inactive' }]],
    answers: {
      GetAccessKeyLastUsed: (input) => {
        expect(input).toEqual({ AccessKeyId: KEY });
        return { UserName: 'alice' };
      },
      ListAccessKeys: () => ({
        AccessKeyMetadata: [
          { AccessKeyId: 'AKIAI44QH8DHBEXAMPLE', Status: 'Active' },
          { AccessKeyId: KEY, Status: status },
        ],
      }),
      UpdateAccessKey: ({ Status }: { Status: string }) => {
        status = Status;
        return {};
      },
    },
  };
});

describe('disable-access-key', () => {
  afterEach(() => vi.restoreAllMocks());

  test('temporary credentials can’t be disabled: it says what can', async () => {
    const temporary = { ...target, accessKey: 'ASIAIOSFODNN7EXAMPLE' } as typeof target;
    expect(await disableAccessKey({}).plan(temporary, 0)).toMatchObject({
      verdict: 'refused',
      because: expect.stringContaining('revoke-role-sessions'),
    });
  });

  test.each([
    ['the root user’s key', {}, []],
    ['a key that was deleted', { UserName: 'alice' }, [{ AccessKeyId: 'AKIAI44QH8DHBEXAMPLE', Status: 'Active' }]],
  ])('%s is refused', async (_what, used, AccessKeyMetadata) => {
    fakeAws({ GetAccessKeyLastUsed: () => used, ListAccessKeys: () => ({ AccessKeyMetadata }) });
    expect(await disableAccessKey({}).plan(target, 0)).toMatchObject({ verdict: 'refused' });
  });
});

import { afterEach, expect, test, vi } from 'vitest';
import { cancelKeyDeletion } from './cancel-key-deletion.ts';
import { fakeAws } from '../aws/fake-aws.cases.ts';
import { responderContract } from './responder.contract.ts';
import { inAccount } from './target.cases.ts';

const Arn = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const target = inAccount({ kind: 'kms-key', kmsKey: Arn });

responderContract('cancel-key-deletion', () => {
  let KeyState = 'PendingDeletion';
  const becomes = (state: string) => () => {
    KeyState = state;
    return {};
  };
  return {
    responder: cancelKeyDeletion({}),
    target,
    calls: [
      ['CancelKeyDeletion', { KeyId: Arn }],
      ['EnableKey', { KeyId: Arn }],
    ],
    answers: {
      DescribeKey: () => ({ KeyMetadata: { Arn, KeyState, DeletionDate: new Date('2026-02-07T12:00:00Z') } }),
      // Source: AWS KMS Developer Guide, "Key states of AWS KMS keys".
      CancelKeyDeletion: becomes('Disabled'),
      EnableKey: becomes('Enabled'),
    },
  };
});

afterEach(() => vi.restoreAllMocks());

test.each([
  ['Enabled', 'not to be deleted'],
  ['Disabled', 'It is disabled'],
])('a key that is %s is left as it is', async (KeyState, because) => {
  fakeAws({ DescribeKey: () => ({ KeyMetadata: { Arn, KeyState } }) });
  expect(await cancelKeyDeletion({}).plan(target, 0)).toMatchObject({
    verdict: 'already so',
    because: expect.stringContaining(because),
  });
});

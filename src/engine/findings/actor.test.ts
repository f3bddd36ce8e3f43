import { expect, it } from 'vitest';
import type { Json, JsonObject } from '../../base/json.ts';
import { actorOf } from './actor.ts';
import { sampleMatch, wrongTypes } from './sample-match.cases.ts';

const actor = (detail: JsonObject) => actorOf(sampleMatch({ detail }).event.envelope);

// Identities as the CloudTrail User Guide shows them, with ids of the documentation ranges.
it.each<[string, Json, string]>([
  [
    'an IAM user',
    { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/alice', userName: 'alice' },
    'arn:aws:iam::123456789012:user/alice',
  ],
  ['root', { type: 'Root', arn: 'arn:aws:iam::123456789012:root', accountId: '123456789012' }, 'arn:aws:iam::123456789012:root'],
  [
    'a role session',
    { type: 'AssumedRole', arn: 'arn:aws:sts::123456789012:assumed-role/R/s', invokedBy: 'cloudformation.amazonaws.com' },
    'arn:aws:sts::123456789012:assumed-role/R/s',
  ],
  ['a service', { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' }, 'autoscaling.amazonaws.com'],
  ['a service event', { accountId: '123456789012', invokedBy: 'ec2.amazonaws.com' }, 'ec2.amazonaws.com'],
  ['a SAML user', { type: 'SAMLUser', principalId: 'abc:alice', userName: 'alice', identityProvider: 'abc' }, 'alice'],
  [
    'a failed sign-in',
    { type: 'IAMUser', accountId: '123456789012', accessKeyId: '', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    'HIDDEN_DUE_TO_SECURITY_REASONS',
  ],
  [
    'an Identity Center user',
    { type: 'IdentityCenterUser', accountId: '123456789012', onBehalfOf: { userId: '544894e8-80c1' } },
    '544894e8-80c1',
  ],
  ['another account', { type: 'AWSAccount', principalId: 'AIDAEXAMPLE', accountId: '111122223333' }, 'AIDAEXAMPLE'],
  ['nobody known', { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' }, 'ANONYMOUS_PRINCIPAL'],
  ['only a type', { type: 'Unknown' }, 'Unknown'],
])('%s', (_, userIdentity, expected) => {
  expect(actor({ userIdentity })).toBe(expected);
});

it('is the requester of an S3 object event', () => {
  expect(actorOf({ ...sampleMatch().event.envelope, detail: { requester: '123456789012', reason: 'PutObject' } })).toBe(
    '123456789012',
  );
});

it('is empty where nobody is named', () => {
  expect(actorOf({ ...sampleMatch().event.envelope, detail: { 'instance-id': 'i-1', state: 'running' } })).toBe('');
});

it.each(wrongTypes)('takes %j as an identity and as each of its fields', (value) => {
  expect(typeof actor({ userIdentity: value })).toBe('string');
  expect(
    typeof actor({
      userIdentity: { arn: value, invokedBy: value, userName: value, onBehalfOf: value, principalId: value, accountId: value },
    }),
  ).toBe('string');
});

it('takes a value that is nested deeper than the stack', () => {
  let deep: Json = 1;
  for (let i = 0; i < 200_000; i++) deep = [deep];
  expect(actor({ userIdentity: { arn: deep } })).toBe('[…]');
});

it('does not read what an object inherits', () => {
  expect(actor({ userIdentity: Object.create({ arn: 'inherited' }) as JsonObject })).toBe('');
});

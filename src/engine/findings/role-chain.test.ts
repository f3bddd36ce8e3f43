import { expect, it } from 'vitest';
import { HOUR } from '../../base/units.ts';
import type { JsonObject } from '../../base/json.ts';
import { betterIssue, type CredentialIssue, chainCell, credentialIssue, nextKey, originOf, withOrigin } from './role-chain.ts';
import { sampleMatch, wrongTypes } from './sample-match.cases.ts';
import { toTriageItem } from './triage.ts';

const alice = 'arn:aws:iam::123456789012:user/alice';
const assume = (detail: JsonObject = {}) =>
  sampleMatch({
    detail: {
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLEONE', expiration: 'Jan 31, 2026, 1:00:00 PM' } },
      ...detail,
    },
  }).event;
const issue = (accessKeyId: string, actor: string, used?: string): CredentialIssue => ({
  accessKeyId,
  by: { actor, ...(used !== undefined && { accessKeyId: used }) },
  at: 0,
});
const lookupOf =
  (...issues: CredentialIssue[]) =>
  (key: string) =>
    issues.find(({ accessKeyId }) => accessKeyId === key);
const item = toTriageItem(
  sampleMatch({
    detail: { userIdentity: { arn: 'arn:aws:sts::123456789012:assumed-role/C/s', accessKeyId: 'ASIAEXAMPLETHREE' } },
  }),
);

it('reads who was given which credentials', () => {
  const { at } = assume();
  expect(credentialIssue(assume())).toEqual({ accessKeyId: 'ASIAEXAMPLEONE', by: { actor: alice }, at });
  const chained = { type: 'AssumedRole', arn: 'arn:aws:sts::123456789012:assumed-role/A/s', accessKeyId: 'ASIAEXAMPLEZERO' };
  expect(credentialIssue(assume({ userIdentity: chained }))?.by).toEqual({ actor: chained.arn, accessKeyId: 'ASIAEXAMPLEZERO' });
});

it.each<[string, JsonObject]>([
  ['an AWS service', { userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' } }],
  ['a refused call', { responseElements: null, errorCode: 'AccessDenied' }],
  ['another call', { eventName: 'GetCallerIdentity' }],
  ['another service', { eventSource: 'iam.amazonaws.com' }],
  ...wrongTypes.map((value): [string, JsonObject] => [JSON.stringify(value), { responseElements: { credentials: value } }]),
])('takes nothing from %s', (_, detail) => {
  expect(credentialIssue(assume(detail))).toBeUndefined();
});

it('follows a chain of roles to its beginning', () => {
  const role = 'arn:aws:sts::123456789012:assumed-role/B/s';
  const lookup = lookupOf(issue('ASIAEXAMPLETHREE', role, 'ASIAEXAMPLETWO'), issue('ASIAEXAMPLETWO', alice));
  expect(originOf(item, lookup)).toBe(alice);
  expect(withOrigin(item, lookup)).toEqual({ ...item, origin: alice });
  expect(originOf(item, lookupOf(issue('ASIAEXAMPLETHREE', role, 'ASIAEXAMPLETWO')))).toBe(role);
  expect(nextKey('ASIAEXAMPLETHREE', lookupOf(issue('ASIAEXAMPLETHREE', role, 'ASIAEXAMPLETWO')))).toBe('ASIAEXAMPLETWO');
  expect(nextKey('ASIAEXAMPLETHREE', lookupOf())).toBe('ASIAEXAMPLETHREE');
  expect(nextKey('ASIAEXAMPLETHREE', lookup)).toBeUndefined();
});

it('says nothing where nothing is known, or the actor is the beginning', () => {
  expect(withOrigin(item, lookupOf())).toBe(item);
  expect(originOf(item, lookupOf(issue('ASIAEXAMPLETHREE', item.record.actor)))).toBeUndefined();
  expect(toTriageItem(sampleMatch()).accessKeyId).toBeUndefined();
});

it('ends in a circle, and after eight hops', () => {
  const circle = lookupOf(issue('ASIAEXAMPLETHREE', 'b', 'ASIAEXAMPLETWO'), issue('ASIAEXAMPLETWO', 'a', 'ASIAEXAMPLETHREE'));
  expect(originOf(item, circle)).toBe('a');
  expect(nextKey(item.accessKeyId, circle)).toBeUndefined();
  let asked = 0;
  originOf(item, (key) => {
    asked++;
    return issue(key, 'someone', `${key}x`);
  });
  expect(asked).toBe(8);
});

it('remembers the account that names the caller, in whatever order they come', () => {
  const [named, nameless] = [issue('ASIAEXAMPLEONE', alice), issue('ASIAEXAMPLEONE', 'AIDAEXAMPLE')];
  expect([betterIssue(named, nameless), betterIssue(nameless, named)]).toEqual([named, named]);
  const first = chainCell(nameless, undefined)!;
  expect(first).toEqual({ key: 'chain ASIAEXAMPLEONE', version: 1, value: nameless, validUntil: 36 * HOUR });
  const second = chainCell(named, first)!;
  expect(second).toMatchObject({ version: 2, value: named });
  expect(chainCell(nameless, second)).toBeUndefined();
  expect(chainCell(named, JSON.parse(JSON.stringify(second)))).toBeUndefined();
});

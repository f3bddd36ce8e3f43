import { describe, expect, test } from 'vitest';
import { daysOf, ignoredKey, isOrganization, isRegion } from './trail-key.ts';

const ORG = 'o-exampleorgid';

describe('keys', () => {
  test.each([
    ['a trail', 'AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/02/x.json.gz'],
    ['with a prefix', 'some/prefix/AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/02/x.json.gz'],
    ['an organization trail', `AWSLogs/${ORG}/123456789012/CloudTrail/us-east-1/2026/01/02/x.json.gz`],
    ['Control Tower', `${ORG}/AWSLogs/${ORG}/123456789012/CloudTrail/us-east-1/2026/01/02/x.json.gz`],
    ['Control Tower, older', `${ORG}/AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/02/x.json.gz`],
    ['Insights', 'AWSLogs/123456789012/CloudTrail-Insight/us-east-1/2026/01/02/x.json.gz'],
    ['a copy in a folder of its own', 'case-17/evidence.json'],
    ['a file called as a service', 'AWSLogs/Config'],
    ['an account that is none', 'AWSLogs/my-account/Config/x.json'],
  ])('%s may hold events', (_, key) => {
    expect(ignoredKey(key)).toBeUndefined();
  });

  test.each([
    ['CloudTrail digest', 'p/AWSLogs/123456789012/CloudTrail-Digest/us-east-1/2026/01/02/x.json.gz'],
    ['CloudTrail digest', `${ORG}/AWSLogs/${ORG}/123456789012/CloudTrail-Digest/us-east-1/2026/01/02/x.json.gz`],
    ['logs of another service (Config)', 'AWSLogs/123456789012/Config/us-east-1/2026/1/2/ConfigSnapshot/x.json.gz'],
    ['logs of another service (vpcflowlogs)', `AWSLogs/${ORG}/123456789012/vpcflowlogs/us-east-1/2026/01/02/x.log.gz`],
    ['folder marker', 'AWSLogs/123456789012/CloudTrail/'],
  ])('%s', (reason, key) => {
    expect(ignoredKey(key)).toBe(reason);
  });

  test.each([
    'us-east-1',
    'eu-central-2',
    'us-gov-west-1',
    'cn-northwest-1',
    'ap-southeast-5',
    'us-iso-east-1',
    'eusc-de-east-1',
  ])('%s is a region', (region) => expect(isRegion(region)).toBe(true));

  test('an organization has an id, a region a number', () => {
    expect([isOrganization('o-short'), isOrganization('123456789012'), isRegion('2026'), isRegion('us-east')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('days', () => {
  const at = (text: string) => Date.parse(text);

  test('from the day of the first event to a day after the last', () => {
    expect(daysOf({ from: at('2026-01-31T23:59:59Z'), to: at('2026-02-28T00:00:00Z') })).toEqual({
      first: '2026/01/31',
      last: '2026/03/01',
    });
  });

  test('open ends stay open', () => {
    expect(daysOf({})).toEqual({ first: undefined, last: undefined });
  });

  test('times that no calendar has are cut to those that folders can have', () => {
    expect(daysOf({ from: -8.64e15, to: 8.64e15 })).toEqual({ first: '1900/01/01', last: '9999/12/31' });
  });
});

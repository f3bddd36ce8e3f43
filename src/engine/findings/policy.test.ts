import { expect, it } from 'vitest';
import { HOUR } from '../../base/units.ts';
import type { Finding } from '../../model/finding.ts';
import { createPolicy, type Exception } from './policy.ts';
import { sampleMatch } from './sample-match.cases.ts';
import { toFindings, toTriageItem } from './triage.ts';

const noon = Date.UTC(2026, 0, 31, 12);
const facts = { lastAt: noon, excepted: new Map<string, number>() };
const match = sampleMatch({ at: noon });
const { finding } = [...toFindings([toTriageItem(match)])][0]!;
const exception = (id: string, on: 'event' | 'finding', when: (json: object) => boolean, expires = noon + HOUR): Exception => ({
  id,
  on,
  when,
  expires,
  owner: 'carol',
  reason: 'known',
});

it('adds nothing where nothing is configured', () => {
  expect(createPolicy().apply(finding, facts)).toEqual(finding);
});

it('adds names, countries and networks, each once', () => {
  const policy = createPolicy({
    accounts: new Map([['123456789012', { name: 'shop', environment: 'production' }]]),
    networks: (address) => (address.startsWith('192.0.2.') ? ['office'] : []),
    country: (address) => (address.startsWith('192.0.2.') ? 'CH' : undefined),
  });
  const context = { ...finding.context, sourceIPAddresses: ['192.0.2.10', '192.0.2.11', 's3.amazonaws.com'] };
  expect(policy.apply({ ...finding, context }, facts)).toEqual({
    ...finding,
    accountName: 'shop',
    environment: 'production',
    context: { ...context, countries: ['CH'], networks: ['office'] },
  });
});

it('takes the first severity that fits', () => {
  const policy = createPolicy({
    accounts: new Map([['123456789012', { environment: 'sandbox' }]]),
    severities: [
      { rule: 'other', severity: 'critical' },
      { account: '111122223333', severity: 'critical' },
      { rule: 'cloudtrail-changes', environment: 'production', severity: 'critical' },
      { rule: 'cloudtrail-changes', environment: 'sandbox', severity: 'low' },
      { severity: 'informational' },
    ],
  });
  expect(policy.apply(finding, facts).severity).toBe('low');
  expect(policy.apply({ ...finding, ruleId: 'third' }, facts).severity).toBe('informational');
});

it('covers events by the first exception that matches them, until it expires', () => {
  const policy = createPolicy({
    exceptions: [
      exception('old', 'event', () => true, noon),
      exception('not', 'event', () => false),
      exception('yes', 'event', (envelope) => 'detail' in envelope),
      exception('later', 'event', () => true),
    ],
  });
  expect(toTriageItem(match, undefined, policy).excepted).toBe('yes');
  expect(policy.exceptionOf({ ...match.event, at: noon + HOUR })).toBeUndefined();
});

it('covers findings as they are built, until the exception expires', () => {
  const policy = createPolicy({
    accounts: new Map([['123456789012', { name: 'shop' }]]),
    exceptions: [
      exception('z', 'finding', (built) => (built as Finding).accountName === 'shop'),
      exception('b', 'finding', () => true),
      exception('a', 'finding', () => true, noon),
    ],
  });
  expect(policy.apply(finding, facts).suppressedBy).toBe('b');
  expect(policy.apply(finding, { ...facts, lastAt: noon + HOUR }).suppressedBy).toBeUndefined();
});

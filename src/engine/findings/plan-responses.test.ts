import { expect, test } from 'vitest';
import type { Finding } from '../../model/finding.ts';
import type { Target } from '../../model/target.ts';
import { planResponses, type ResponseRoute } from './plan-responses.ts';

const AT = Date.parse('2026-01-31T12:00:10Z');
const finding = { id: 'f', ruleId: 'r' } as Finding;
const head = { account: '123456789012', region: 'us-east-1', at: AT } as const;
const instance: Target = { ...head, as: 'named', kind: 'instance', instance: 'i-0123456789abcdef0' };
const user: Target = { ...head, as: 'actor', kind: 'user', user: 'alice' };
const route: ResponseRoute = { to: 'responder:restart-instance', rules: new Set(['r']), takes: 'instance' };

test('a message for each target that the responder takes', () => {
  const other = { ...instance, instance: 'i-0123456789abcdef1' };
  const planned = planResponses(finding, [instance, user, other], [route], 7);
  expect(planned).toMatchObject([
    { to: 'responder:restart-instance', createdAt: 7, dueAt: 7, alert: { finding, target: instance } },
    { alert: { target: other } },
  ]);
  expect(new Set(planned.map(({ id }) => id)).size).toBe(2);
});

test('events of one minute that name the same make one message, later ones another', () => {
  const [first] = planResponses(finding, [instance, { ...instance, at: AT + 1000 }], [route], 7);
  const again = planResponses(finding, [{ ...instance, at: AT + 5000, by: 'AIDAOTHER' }], [route], 8);
  const later = planResponses(finding, [{ ...instance, at: AT + 60_000 }], [route], 9);
  expect(again[0]?.id).toBe(first?.id);
  expect(later[0]?.id).not.toBe(first?.id);
});

test.each([
  ['of another rule', { ruleId: 'other' }],
  ['that is suppressed', { suppressedBy: 'x' }],
  ['on trial', { shadow: true as const }],
  ['that was taken over', { mergedInto: 'y' }],
])('a finding %s is left alone', (_what, more) => {
  expect(planResponses({ ...finding, ...more }, [instance], [route], 7)).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../src/base/json.ts';
import { compileEventPatternText } from '../src/engine/rules/dialects/eventbridge/compile-pattern.ts';
import { evaluate } from '../src/engine/rules/evaluate.ts';
import { committed, main } from './committed.cases.ts';
import { ACCOUNT, REGION, resolveTemplate } from './resolve-template.ts';
import { statementsOf } from './statements.cases.ts';

const MEMBER = '111122223333';

const central = (parameters: Readonly<Record<string, string>>) =>
  resolveTemplate(committed('central-bus.yaml'), {
    LogProcessingQueueArn: main().outputs.LogProcessingQueueArn as string,
    AlertTopicArn: main().outputs.AlertTopicArn as string,
    ...parameters,
  });

const createUser = (account: string, region: string): JsonObject => ({
  source: 'aws.iam',
  'detail-type': 'AWS API Call via CloudTrail',
  account,
  region,
  detail: { eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', readOnly: false, userIdentity: { type: 'IAMUser' } },
});

const takes = (parameters: Readonly<Record<string, string>>, rule: string, event: JsonObject) =>
  evaluate(compileEventPatternText(JSON.stringify(central(parameters).resources.get(rule)!.properties.EventPattern)), event);

describe('the central bus', () => {
  test.each([
    ['a member', { AccountIds: MEMBER }, MEMBER, 'us-east-1', true],
    ['a member, in the region of the bus', { AccountIds: `444455556666,${MEMBER}` }, MEMBER, REGION, true],
    ['an account that is not in the list', { AccountIds: MEMBER }, '444455556666', 'us-east-1', false],
    ['an account of the organization', { OrganizationId: 'o-exampleorgid' }, MEMBER, REGION, true],
    ['another region of this account', {}, ACCOUNT, 'us-east-1', true],
    ['this region of this account, which has the fast path', { OrganizationId: 'o-exampleorgid' }, ACCOUNT, REGION, false],
  ])('hands on a CreateUser of %s, or not', (_who, parameters, account, region, expected) => {
    expect(takes(parameters, 'CentralRule', createUser(account, region))).toBe(expected);
    expect(takes(parameters, 'CentralTopicRule', createUser(account, region))).toBe(expected);
  });

  test('tells the topic of chosen events only', () => {
    const event = createUser(MEMBER, REGION);
    const other = { ...event, detail: { ...(event.detail as JsonObject), eventName: 'CreateRole' } };
    expect(takes({ AccountIds: MEMBER }, 'CentralTopicRule', other)).toBe(false);
    expect(takes({ AccountIds: MEMBER, TopicEventNames: 'CreateRole' }, 'CentralTopicRule', other)).toBe(true);
  });

  test('queue and topic of the main stack let its rules in', () => {
    const { resources } = central({ AccountIds: MEMBER });
    for (const [id, policy, to] of [
      ['CentralRule', 'LogProcessingQueuePolicy', main().outputs.LogProcessingQueueArn],
      ['CentralTopicRule', 'AlertTopicPolicy', main().outputs.AlertTopicArn],
    ] as const) {
      const { Name, EventBusName, Targets } = resources.get(id)!.properties;
      expect(Targets).toMatchObject([{ Arn: to }]);
      // EventBridge lets resource policies of queues and topics decide. With a role it may fail.
      expect(JSON.stringify(Targets)).not.toContain('RoleArn');
      const rules = statementsOf(main()).find((one) => one.id === policy && JSON.stringify(one.principal).includes('events'));
      const patterns = [(rules!.condition.ArnLike as JsonObject)['aws:SourceArn']].flat() as string[];
      const arn = `arn:aws:events:${REGION}:${ACCOUNT}:rule/${EventBusName}/${Name}`;
      expect(
        patterns.some((pattern) => like(pattern, arn)),
        arn,
      ).toBe(true);
    }
  });
});

describe('the forwarder', () => {
  const bus = central({ AccountIds: MEMBER }).outputs.CentralBusArn as string;

  test('sends to the bus by a role that can do nothing else', () => {
    const { resources } = resolveTemplate(committed('forwarder.yaml'), { CentralBusArn: bus });
    expect(resources.get('ForwarderRule')!.properties.Targets).toMatchObject([
      { Arn: bus, RoleArn: expect.stringContaining(':role/security-monitoring-test-forwarder-'), DeadLetterConfig: {} },
    ]);
    const [, given] = statementsOf({ resources, outputs: {} }).filter(({ id }) => id === 'ForwarderRole');
    expect(given).toMatchObject({ actions: ['events:PutEvents'], resources: [bus] });
  });

  test('may send from an account of the list, or of the organization', () => {
    const policies = (parameters: Readonly<Record<string, string>>) =>
      statementsOf(central(parameters)).map(({ principal, condition }) => ({ principal, condition }));
    expect(policies({ AccountIds: MEMBER })).toEqual([{ principal: { AWS: [MEMBER] }, condition: {} }]);
    expect(policies({ OrganizationId: 'o-exampleorgid' })).toEqual([
      { principal: '*', condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } },
    ]);
    expect(policies({})).toEqual([]);
  });

  test('takes the names of the longest region, prefix and environment: a role has 64 characters at most', () => {
    expect(`${'p'.repeat(24)}-${'e'.repeat(12)}-forwarder-ap-southeast-1`.length).toBeLessThanOrEqual(64);
  });
});

/** Source: IAM User Guide, "Amazon Resource Name (ARN) condition operators". */
function like(pattern: string, arn: string): boolean {
  return new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[/\\^$+?.()|[\]{}]/g, '\\$&'))
      .join('.*')}$`,
  ).test(arn);
}

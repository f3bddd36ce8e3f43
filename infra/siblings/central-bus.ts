import { CfnCondition, CfnOutput, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import { CfnEventBus, CfnEventBusPolicy, CfnRule } from 'aws-cdk-lib/aws-events';
import { either, isSet } from '../intrinsics.ts';
import { commonParameters } from './common-parameters.ts';

/**
 * Beside the main stack, in its region: a bus that takes what forwarders of other regions and accounts send, and a rule that hands it
 * to the processor's queue. Rules of it on the topic are for events that somebody wants to hear of whatever the rule pack says.
 */
export function buildCentralBus(stack: Stack): void {
  commonParameters(stack);
  const accounts = new CfnParameter(stack, 'AccountIds', {
    type: 'CommaDelimitedList',
    default: '',
    description: 'Accounts that may send, besides this one',
  });
  const organization = new CfnParameter(stack, 'OrganizationId', {
    default: '',
    allowedPattern: '^(o-[a-z0-9]{10,32})?$',
    description: 'All accounts of this organization may send',
  });
  const queue = new CfnParameter(stack, 'LogProcessingQueueArn', { description: 'Output of the main stack' });
  const topic = new CfnParameter(stack, 'AlertTopicArn', {
    default: '',
    description: 'Output of the main stack: gets TopicEventNames directly, besides what the processor finds. Empty: no',
  });
  const names = new CfnParameter(stack, 'TopicEventNames', {
    type: 'CommaDelimitedList',
    default: 'CreateUser,CreateAccessKey,StopLogging,DeleteTrail',
    description: 'Event names that go to the topic directly',
  });
  const isFilled = (list: CfnParameter) => Fn.conditionNot(Fn.conditionEquals(Fn.join('', list.valueAsList), ''));
  const hasAccounts = new CfnCondition(stack, 'HasAccounts', { expression: isFilled(accounts) });
  const hasOrganization = new CfnCondition(stack, 'HasOrganization', { expression: isSet(organization) });
  const hasTopic = new CfnCondition(stack, 'HasTopic', { expression: isSet(topic) });

  const bus = new CfnEventBus(stack, 'CentralBus', { name: Fn.sub('${Prefix}-${Environment}-central') });
  const admit = (id: string, condition: CfnCondition, principal: unknown, also: object) => {
    const policy = new CfnEventBusPolicy(stack, id, {
      eventBusName: bus.ref,
      statementId: id,
      statement: {
        Sid: id,
        Effect: 'Allow',
        Principal: principal,
        Action: 'events:PutEvents',
        Resource: bus.attrArn,
        ...also,
      },
    });
    policy.cfnOptions.condition = condition;
  };
  admit('MemberAccounts', hasAccounts, { AWS: accounts.valueAsList }, {});
  admit('MembersOfOrganization', hasOrganization, '*', {
    Condition: { StringEquals: { 'aws:PrincipalOrgID': organization.valueAsString } },
  });

  // What happens here, in this region, comes by the fast path of the main stack: a forwarder in its place would send it twice.
  const here = Fn.ref('AWS::AccountId');
  const elsewhere = {
    source: [{ prefix: 'aws.' }],
    $or: [
      { account: either(hasOrganization, [{ 'anything-but': [here] }], accounts.valueAsList) },
      { account: [here], region: [{ 'anything-but': [Fn.ref('AWS::Region')] }] },
    ],
  };
  new CfnRule(stack, 'CentralRule', {
    name: Fn.sub('${Prefix}-${Environment}-central'),
    description: 'What forwarders send to the log processing queue',
    eventBusName: bus.ref,
    eventPattern: elsewhere,
    targets: [{ id: 'Queue', arn: queue.valueAsString }],
  });
  const told = new CfnRule(stack, 'CentralTopicRule', {
    name: Fn.sub('${Prefix}-${Environment}-central-topic'),
    description: 'Chosen events to the alert topic',
    eventBusName: bus.ref,
    eventPattern: { ...elsewhere, detail: { eventName: names.valueAsList } },
    targets: [
      {
        id: 'Topic',
        arn: topic.valueAsString,
        inputTransformer: {
          inputPathsMap: {
            account: '$.account',
            region: '$.region',
            name: '$.detail.eventName',
            who: '$.detail.userIdentity.arn',
            at: '$.time',
          },
          inputTemplate: '"<name> in account <account>, <region>, by <who> at <at>"',
        },
      },
    ],
  });
  told.cfnOptions.condition = hasTopic;
  new CfnOutput(stack, 'CentralBusArn', { value: bus.attrArn });
}

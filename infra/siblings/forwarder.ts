import { CfnCondition, CfnOutput, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import { fastPathPattern } from '../fast-path-pattern.ts';
import { eitherText, isTrue } from '../intrinsics.ts';
import { allow, assumedBy, document, letService, onlyTls } from '../main/statements.ts';
import { commonParameters } from './common-parameters.ts';

const DAY = 86_400;

/**
 * For every region of every account that is watched: EventBridge is regional, and what happens to IAM and how the root user signs in
 * appears in us-east-1 only. Rules target buses of other regions and accounts by a role.
 */
export function buildForwarder(stack: Stack): void {
  const bus = new CfnParameter(stack, 'CentralBusArn', {
    allowedPattern: '^arn:[a-z0-9-]+:events:[a-z0-9-]+:[0-9]{12}:event-bus/.+$',
    description: 'Output CentralBusArn of central-bus.yaml',
  });
  commonParameters(stack);
  const reads = new CfnParameter(stack, 'FastPathReads', {
    default: 'false',
    allowedValues: ['true', 'false'],
    description: 'Read-only management events too',
  });
  const seesReads = new CfnCondition(stack, 'SeesReads', { expression: isTrue(reads) });
  const ruleArn = Fn.sub('arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/${Prefix}-${Environment}-forwarder');
  const centralAccount = Fn.select(4, Fn.split(':', bus.valueAsString));
  const role = new CfnRole(stack, 'ForwarderRole', {
    // Roles are global, and this one is made in each region.
    roleName: Fn.sub('${Prefix}-${Environment}-forwarder-${AWS::Region}'),
    assumeRolePolicyDocument: assumedBy('events.amazonaws.com', {
      StringEquals: { 'aws:SourceAccount': Fn.ref('AWS::AccountId') },
      ArnEquals: { 'aws:SourceArn': ruleArn },
    }),
    policies: [{ policyName: 'put-events', policyDocument: document([allow('events:PutEvents', bus.valueAsString)]) }],
  });
  const undelivered = new CfnQueue(stack, 'ForwarderDeadLetterQueue', {
    queueName: Fn.sub('${Prefix}-${Environment}-forwarder-dead-letters'),
    messageRetentionPeriod: 14 * DAY,
    sqsManagedSseEnabled: true,
  });
  const policy = new CfnQueuePolicy(stack, 'ForwarderDeadLetterQueuePolicy', {
    queues: [undelivered.ref],
    policyDocument: document([
      onlyTls('sqs:*', undelivered.attrArn),
      letService('Rule', 'events.amazonaws.com', 'sqs:SendMessage', undelivered.attrArn, {
        ArnEquals: { 'aws:SourceArn': ruleArn },
      }),
    ]),
  });
  const rule = new CfnRule(stack, 'ForwarderRule', {
    name: Fn.sub('${Prefix}-${Environment}-forwarder'),
    description: 'Management events and sign-ins to the central bus',
    state: eitherText(seesReads, 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', 'ENABLED'),
    eventPattern: fastPathPattern(
      ['processor', 'tick'].map((name) =>
        Fn.sub(`arn:\${AWS::Partition}:iam::\${Account}:role/\${Prefix}-\${Environment}-${name}`, { Account: centralAccount }),
      ),
    ),
    targets: [
      { id: 'CentralBus', arn: bus.valueAsString, roleArn: role.attrArn, deadLetterConfig: { arn: undelivered.attrArn } },
    ],
  });
  rule.addResourceDependency(policy);
  new CfnOutput(stack, 'ForwarderRuleArn', { value: rule.attrArn });
}

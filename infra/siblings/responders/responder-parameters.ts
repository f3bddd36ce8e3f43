import { CfnCondition, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import { type ResponderName, responderNames } from '../../../src/edges/responders/responder.ts';
import { isSet, isTrue } from '../../intrinsics.ts';
import { commonParameters } from '../common-parameters.ts';
import { pascal } from './responder-parts.ts';

/** Others than the monitor send to their queues. */
export const WITH_SENDERS: ReadonlySet<ResponderName> = new Set([
  'make-object-private',
  'restart-instance',
  'restore-lost-object',
]);

/** What decides which responders are made, and with what. */
export function responderParameters(stack: Stack) {
  commonParameters(stack);
  const text = (name: string, description: string, more: { readonly default?: string; readonly allowedPattern?: string } = {}) =>
    new CfnParameter(stack, name, { description, ...more });
  const modes = Object.fromEntries(
    responderNames.map((name) => [
      name,
      new CfnParameter(stack, pascal(name), { default: 'none', allowedValues: ['none', 'observe', 'plan', 'act'] }),
    ]),
  ) as Record<ResponderName, CfnParameter>;
  const p = {
    codeBucket: text('CodeBucket', 'Bucket with the code'),
    codeKey: text('CodeKey', 'Key of the code: `trailwatch package --upload`'),
    storeTable: text('StoreTable', 'Output of the main stack', { default: 'security-monitoring-test-store' }),
    topicArn: text('AlertTopicArn', 'Output of the main stack: is told of what was done. Empty: nobody', {
      default: '',
    }),
    keyArn: text('KeyArn', 'Output of the main stack, if the topic is encrypted with it', { default: '' }),
    watchedBucket: text('WatchedBucketName', 'Bucket of make-object-private and restore-lost-object', {
      default: '',
      allowedPattern: '^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$',
    }),
    createBucket: new CfnParameter(stack, 'CreateWatchedBucket', {
      default: 'false',
      allowedValues: ['true', 'false'],
      description: 'Make it, with notifications, if make-object-private is made; else see output NotificationConfiguration',
    }),
    replicaBucket: text('ReplicaBucketName', 'Where restore-lost-object finds copies', { default: '' }),
    forensicGroup: text('ForensicGroup', 'Security group that isolate-instance gives', {
      default: '',
      allowedPattern: '^(sg-[0-9a-f]{8,17})?$',
    }),
    logRetention: new CfnParameter(stack, 'RetentionDays', { type: 'Number', default: 90 }),
  };
  const isOn = Object.fromEntries(
    responderNames.map((name) => [
      name,
      new CfnCondition(stack, `Has${pascal(name)}`, {
        expression: Fn.conditionNot(Fn.conditionEquals(modes[name].valueAsString, 'none')),
      }),
    ]),
  ) as Record<ResponderName, CfnCondition>;
  // Nine: ten are the most that `Fn::Or` takes.
  const others = responderNames.filter((name) => !WITH_SENDERS.has(name));
  const watches = new CfnCondition(stack, 'WatchesBucket', { expression: isSet(p.watchedBucket) });
  const restores = new CfnCondition(stack, 'RestoresLost', {
    expression: Fn.conditionAnd(watches, isOn['restore-lost-object']),
  });
  const c = {
    isOn,
    hasAny: new CfnCondition(stack, 'HasAny', {
      expression: Fn.conditionOr(...others.map((name) => isOn[name])),
    }),
    watches,
    restores,
    makesBucket: new CfnCondition(stack, 'MakesBucket', {
      expression: Fn.conditionAnd(watches, isOn['make-object-private'], isTrue(p.createBucket)),
    }),
    hasTopic: new CfnCondition(stack, 'HasTopic', { expression: isSet(p.topicArn) }),
    hasKey: new CfnCondition(stack, 'HasKey', { expression: isSet(p.keyArn) }),
    hasReplica: new CfnCondition(stack, 'HasReplica', { expression: isSet(p.replicaBucket) }),
  };
  return { p, c, modes };
}

export type ResponderParameters = ReturnType<typeof responderParameters>;

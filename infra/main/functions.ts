import { Fn } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnEventInvokeConfig, CfnEventSourceMapping, CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { either, eitherText, numberOf } from '../intrinsics.ts';
import { addLogGroup } from './log-groups.ts';
import type { Part } from './part.ts';
import { addRole, processorStatements, type Resources, tickStatements } from './roles.ts';
import type { LogTopic } from './topics.ts';

export interface Functions {
  readonly processor: CfnFunction;
  readonly tick: CfnFunction;
  readonly roleArns: readonly string[];
}

export function addFunctions(part: Part, resources: Resources, logTopic: LogTopic): Functions {
  const { stack, c, names } = part;
  const { queues, keyArn } = resources;
  const processorRole = addRole(part, {
    id: 'ProcessorRole',
    name: 'processor',
    statements: processorStatements(part, resources),
  });
  const tickRole = addRole(part, { id: 'TickRole', name: 'tick', statements: tickStatements(part, resources) });
  const processor = addFunction(part, resources, 'Processor', processorRole.attrArn);
  const tick = addFunction(part, resources, 'Tick', tickRole.attrArn);
  processor.reservedConcurrentExecutions = eitherText(c.reserves, part.p.ReservedConcurrency.valueAsString) as never;
  for (const [id, name] of [
    ['ProcessorLogGroup', 'processor'],
    ['TickLogGroup', 'tick'],
  ] as const) {
    const group = addLogGroup(part, id, Fn.sub(`/aws/lambda/\${Prefix}-\${Environment}-${name}`), keyArn);
    (name === 'tick' ? tick : processor).addResourceDependency(group);
  }

  new CfnEventSourceMapping(stack, 'ProcessorQueueTrigger', {
    eventSourceArn: queues.queue.attrArn,
    functionName: processor.ref,
    batchSize: 10,
    functionResponseTypes: ['ReportBatchItemFailures'],
    scalingConfig: { maximumConcurrency: numberOf(part.p.MaximumConcurrency) },
  });

  const invokeConfig = new CfnEventInvokeConfig(stack, 'ProcessorOnFailure', {
    functionName: processor.ref,
    qualifier: '$LATEST',
    maximumRetryAttempts: 2,
    destinationConfig: { onFailure: { destination: queues.deadLetters.attrArn } },
  });
  invokeConfig.cfnOptions.condition = c.invokedDirectly;
  invokeConfig.addResourceDependency(processorRole);

  const byTopic = permission(part, 'ProcessorTopicPermission', processor, 'sns.amazonaws.com', names.topicArn);
  byTopic.cfnOptions.condition = c.topicInvokes;
  const subscription = new CfnSubscription(stack, 'LogTopicToProcessor', {
    topicArn: logTopic.topic.ref,
    protocol: 'lambda',
    endpoint: processor.attrArn,
  });
  subscription.cfnOptions.condition = c.topicInvokes;

  const everyMinute = new CfnRule(stack, 'TickSchedule', {
    name: names.named('tick'),
    description: 'Unsent alerts, alarms and silent sources',
    scheduleExpression: 'rate(1 minute)',
    targets: [{ id: 'Tick', arn: tick.attrArn }],
  });
  permission(part, 'TickSchedulePermission', tick, 'events.amazonaws.com', everyMinute.attrArn);
  new CfnEventInvokeConfig(stack, 'TickInvocations', {
    functionName: tick.ref,
    qualifier: '$LATEST',
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: 60,
  });
  return { processor, tick, roleArns: [processorRole.attrArn, tickRole.attrArn] };
}

/** The ARN says the account too. */
export function permission(part: Part, id: string, to: CfnFunction, principal: string, sourceArn: string): CfnPermission {
  return new CfnPermission(part.stack, id, {
    action: 'lambda:InvokeFunction',
    functionName: to.ref,
    principal,
    sourceArn,
  });
}

function addFunction({ stack, p, c, names }: Part, resources: Resources, kind: 'Processor' | 'Tick', role: string) {
  const name = kind === 'Tick' ? 'tick' : 'processor';
  const config = (path: string) => Fn.join('', ['s3://', names.configBucket, `/config/${path}`]);
  return new CfnFunction(stack, `${kind}Function`, {
    functionName: names.named(name),
    description: kind === 'Tick' ? 'Sends what is unsent, each minute' : 'Reads log files and events, finds and alerts',
    runtime: 'nodejs22.x',
    architectures: [p.Architecture.valueAsString],
    handler: `${name}.handler`,
    code: { s3Bucket: p.CodeBucket.valueAsString, s3Key: p.CodeKey.valueAsString },
    memorySize: numberOf(p.MemorySize),
    timeout: numberOf(p.Timeout),
    role,
    vpcConfig: either(c.inVpc, { SubnetIds: p.SubnetIds.valueAsList, SecurityGroupIds: p.SecurityGroupIds.valueAsList }),
    environment: {
      variables: {
        SNS_TOPIC_ARN: resources.alertTopicArn,
        DYNAMODB_TABLE: resources.tables.events.ref,
        STORE_TABLE: resources.tables.store.ref,
        SECURITY_EVENTS_PATH: config('monitored_events.json'),
        CONFIG_PATH: config(''),
        RETENTION_DAYS: p.RetentionDays.valueAsString,
        LOG_LEVEL: p.LogLevel.valueAsString,
        POWERTOOLS_SERVICE_NAME: 'trailwatch',
        POWERTOOLS_METRICS_NAMESPACE: 'trailwatch',
      },
    },
  });
}

import type { EventRuleFile, EventTarget } from './event-rule.ts';
import { ownKinds } from './event-rule.ts';

type Node = Readonly<Record<string, unknown>>;

export interface EventRuleTemplate {
  /** CloudFormation, as a plain value. */
  readonly template: Node;
  /** What the template can't do, in sentences. */
  readonly notes: readonly string[];
}

const VERSION = '2012-10-17';
/** What a role has to be allowed to, to hand something to a target. */
const actions: Readonly<Record<string, string>> = {
  lambda: 'lambda:InvokeFunction',
  sqs: 'sqs:SendMessage',
  bus: 'events:PutEvents',
  topic: 'sns:Publish',
};

/**
 * Event rules as CloudFormation: rules of EventBridge, and schedules of EventBridge Scheduler where there is a time zone, each with a
 * role of its own. What only trailwatch can do (sinks, responders, summaries) its functions do from the same files.
 */
export function eventRuleTemplate(rules: readonly EventRuleFile[]): EventRuleTemplate {
  const resources = new Map<string, Node>();
  const notes: string[] = [];
  const add = (id: string, resource: Node): string => {
    let free = id;
    for (let number = 2; resources.has(free); number++) free = `${id}${number}`;
    resources.set(free, resource);
    return free;
  };
  for (const rule of rules) {
    const targets = rule.targets.filter(({ kind }) => !ownKinds.has(kind));
    const own = rule.targets.filter(({ kind }) => ownKinds.has(kind));
    if (own.length > 0)
      notes.push(
        `${rule.name}: ${own.map(({ arn }) => arn).join(', ')} is left to trailwatch: upload the file to config/event-rules/`,
      );
    if (targets.length === 0) continue;
    if (rule.trigger.kind === 'schedule' && rule.trigger.timeZone !== undefined) addSchedules(rule, targets, add);
    else addRule(rule, targets, add, notes);
  }
  return {
    template: {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: 'trailwatch: event rules. Made by `trailwatch event-rules export`',
      Resources: Object.fromEntries(resources),
    },
    notes,
  };
}

type Add = (id: string, resource: Node) => string;

function addRule(rule: EventRuleFile, targets: readonly EventTarget[], add: Add, notes: string[]): void {
  const id = logicalId(rule.name);
  const buses = targets.filter(({ kind, roleArn }) => kind === 'bus' && roleArn === undefined);
  const role = buses.length === 0 ? undefined : addRole(`${id}Role`, 'events.amazonaws.com', buses, add);
  const { trigger } = rule;
  const made = add(`${id}Rule`, {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: rule.name,
      ...optional('Description', rule.description),
      ...optional('EventBusName', rule.busName),
      ...(trigger.kind === 'event' ? { EventPattern: trigger.pattern } : { ScheduleExpression: trigger.expression }),
      State: rule.state,
      Targets: targets.map((target) => {
        const ownRole = target.kind === 'bus' && role !== undefined ? { 'Fn::GetAtt': [role, 'Arn'] } : undefined;
        return {
          Id: target.id,
          Arn: target.arn,
          ...optional('RoleArn', target.roleArn ?? ownRole),
          ...inputOf(target),
          ...(target.arn.endsWith('.fifo') && target.kind === 'sqs' && { SqsParameters: { MessageGroupId: rule.name } }),
        };
      }),
    },
  });
  const ruleArn = { 'Fn::GetAtt': [made, 'Arn'] };
  for (const { id: targetId, kind, arn } of targets) {
    if (kind === 'lambda') {
      const Properties = {
        Action: 'lambda:InvokeFunction',
        FunctionName: arn,
        Principal: 'events.amazonaws.com',
        SourceArn: ruleArn,
      };
      add(`${id}${logicalId(targetId)}Permission`, { Type: 'AWS::Lambda::Permission', Properties });
    } else if (kind === 'sqs' || kind === 'topic') {
      notes.push(
        `${rule.name}: the policy of ${arn} must let events.amazonaws.com do ${actions[kind]}, with aws:SourceArn of the rule`,
      );
    }
  }
}

/** A schedule has one target: a rule with several becomes several. */
function addSchedules(rule: EventRuleFile, targets: readonly EventTarget[], add: Add): void {
  if (rule.trigger.kind !== 'schedule') return;
  const { expression, timeZone } = rule.trigger;
  const id = logicalId(rule.name);
  const role = addRole(`${id}Role`, 'scheduler.amazonaws.com', targets, add);
  for (const target of targets) {
    add(`${id}${targets.length === 1 ? '' : logicalId(target.id)}Schedule`, {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: targets.length === 1 ? rule.name : `${rule.name}-${target.id}`.slice(0, 64),
        ...optional('Description', rule.description),
        ScheduleExpression: expression,
        ScheduleExpressionTimezone: timeZone,
        State: rule.state === 'DISABLED' ? 'DISABLED' : 'ENABLED',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: target.arn,
          RoleArn: target.roleArn ?? { 'Fn::GetAtt': [role, 'Arn'] },
          ...optional('Input', target.fields.Input ?? (target.kind === 'bus' ? '{}' : undefined)),
          ...(target.kind === 'bus' && {
            EventBridgeParameters: { DetailType: 'Scheduled Event', Source: 'trailwatch.event-rules' },
          }),
          ...(target.arn.endsWith('.fifo') && target.kind === 'sqs' && { SqsParameters: { MessageGroupId: rule.name } }),
        },
      },
    });
  }
}

function addRole(id: string, service: string, targets: readonly EventTarget[], add: Add): string {
  const statements = targets.map(({ kind, arn }) => ({ Effect: 'Allow', Action: actions[kind], Resource: arn }));
  return add(id, {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: VERSION,
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: service },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
      Policies: [{ PolicyName: 'targets', PolicyDocument: { Version: VERSION, Statement: statements } }],
    },
  });
}

function inputOf({ fields: { Input, InputPath, InputTransformer } }: EventTarget): Node {
  return { ...optional('Input', Input), ...optional('InputPath', InputPath), ...optional('InputTransformer', InputTransformer) };
}

const optional = (name: string, value: unknown): Node => (value === undefined ? {} : { [name]: value });

/** `nightly-report` → `NightlyReport` */
function logicalId(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words.map((word) => `${word[0]!.toUpperCase()}${word.slice(1)}`).join('') || 'EventRule';
}

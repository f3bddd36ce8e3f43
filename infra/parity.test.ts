import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { responderNames } from '../src/edges/responders/responder.ts';
import { fastPathPattern } from './fast-path-pattern.ts';
import { readTemplate } from './read-template.ts';
import { ACCOUNT, REGION, resolveTemplate } from './resolve-template.ts';
import { respondersStack } from './responders.cases.ts';
import { asTemplate, moduleOf, PARTS, type Said } from './terraform/check/as-template.ts';
import { type Plan, planModule, type Values } from './terraform/check/evaluate-module.ts';
import { plainProperties } from './terraform/check/plain-properties.ts';
import { readModule } from './terraform/check/read-module.ts';
import { SWITCHES } from './terraform/check/switches.cases.ts';

/** The template and the Terraform module say the same: resource by resource, setting by setting, whatever is switched on. */
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const template = (name: string) => readTemplate(readFileSync(at(`cloudformation/${name}.yaml`), 'utf8'));
const mainParameters = template('main').Parameters as Readonly<Record<string, { readonly Default?: string | number }>>;
const MODULE = at('terraform');
const CODE = { code_s3_bucket: 'example-code', code_s3_key: 'code.zip' };

interface Differences {
  readonly parameters: Readonly<Record<string, { readonly variable: string; readonly reason: string }>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly moreOutputs: Readonly<Record<string, string>>;
  readonly properties: readonly {
    readonly type: string;
    readonly property: string;
    readonly is?: string;
    readonly reason: string;
  }[];
}
const differences = JSON.parse(readFileSync(at('parity-differences.json'), 'utf8')) as Differences;

/** `TrailToCloudWatchLogs` → `trail_to_cloudwatch_logs`. */
const snake = (name: string) =>
  name
    .replace('CloudWatch', 'Cloudwatch')
    .replace('CloudTrail', 'Cloudtrail')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toLowerCase();
const variableOf = (parameter: string) => differences.parameters[parameter]?.variable ?? snake(parameter);

describe('parameters and variables', async () => {
  const { variables } = await readModule(MODULE);

  it.each(Object.keys(mainParameters))('%s has a variable of the same meaning and default', (parameter) => {
    const variable = variables.get(variableOf(parameter));
    expect(variable, `no variable ${variableOf(parameter)}`).toBeDefined();
    if (differences.parameters[parameter] === undefined)
      expect(String(variable!.default)).toBe(String(mainParameters[parameter]!.Default));
  });

  it('and every other variable is there for a written reason', () => {
    const paired = new Set(Object.keys(mainParameters).map(variableOf));
    expect([...variables.keys()].filter((name) => !paired.has(name)).toSorted()).toEqual(
      Object.keys(differences.variables).toSorted(),
    );
    expect(Object.keys(differences.parameters).filter((name) => !(name in mainParameters))).toEqual([]);
  });
});

const used = new Set<string>();

describe.each(Object.entries(SWITCHES))('%s', async (_name, switches) => {
  const plan = await planModule(MODULE, { ...CODE, ...switches });
  const stack = resolveTemplate(template('main'), parametersOf({ ...CODE, ...switches }, plan));
  const ours = named(asTemplate(plan.resources.filter((one) => moduleOf(one) === '')));
  const theirs = named([...stack.resources.values()]);

  it('makes the same resources', () => {
    expect([...ours.keys()].toSorted()).toEqual([...theirs.keys()].toSorted());
  });

  it.each([...theirs.keys()])('%s is the same in both', (name) => {
    expect(ours.get(name)).toEqual(theirs.get(name));
  });

  it('gives the same outputs', () => {
    const common = Object.entries(plan.outputs).filter(([name, value]) => !(name in differences.moreOutputs) && value !== null);
    const expected = Object.entries(stack.outputs).map(([name, value]) => [snake(name), value]);
    expect(oneWord(Object.fromEntries(common))).toEqual(oneWord(Object.fromEntries(expected)));
  });
});

describe('the templates beside the main one', async () => {
  const plan = await planModule(MODULE, {
    ...CODE,
    member_account_ids: ['111122223333', '444455556666'],
    organization_id: 'o-a1b2c3d4e5',
    watched_regions: ['eu-central-1'],
    operational_alarms: true,
    dashboard: true,
  });
  const within = (module: string) => named(asTemplate(plan.resources.filter((one) => moduleOf(one) === module)));
  const made = (name: string, given: Readonly<Record<string, string>>) =>
    named([...resolveTemplate(template(name), given).resources.values()]);

  it('central-bus.yaml is modules/central-bus', () => {
    const theirs = made('central-bus', {
      AccountIds: '111122223333,444455556666',
      OrganizationId: 'o-a1b2c3d4e5',
      LogProcessingQueueArn: String(plan.outputs.log_processing_queue_arn),
    });
    expect(within('module.central_bus[0].')).toEqual(theirs);
  });

  it('forwarder.yaml is modules/forwarder', async () => {
    const central_bus_arn = `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/security-monitoring-test-central`;
    const own_role_arns = plan.outputs.function_role_arns!;
    const forwarder = await planModule(at('terraform/modules/forwarder'), { central_bus_arn, own_role_arns });
    expect(named(asTemplate(forwarder.resources))).toEqual(made('forwarder', { CentralBusArn: central_bus_arn }));
  });

  it('thumbnails.yaml is modules/thumbnails', async () => {
    const given = { source_bucket: 'example-photos', code_s3_bucket: 'example-code', code_s3_key: 'thumbnail.zip' };
    for (const target_bucket of ['', 'example-small']) {
      const module = await planModule(at('terraform/modules/thumbnails'), { ...given, target_bucket });
      const theirs = made('thumbnails', {
        SourceBucketName: 'example-photos',
        TargetBucketName: target_bucket,
        CodeBucket: 'example-code',
        CodeKey: 'thumbnail.zip',
      });
      expect(named(asTemplate(module.resources))).toEqual(theirs);
    }
  });

  it('responders.yaml is modules/responders', async () => {
    const watched_bucket = 'example-uploads';
    const topic_arn = String(plan.outputs.alert_topic_arn);
    const responders = await planModule(at('terraform/modules/responders'), {
      name: 'security-monitoring-test',
      modes: Object.fromEntries(responderNames.map((name) => [name, 'act'])),
      ...CODE,
      store_table: 'security-monitoring-test-store',
      topic_arn,
      key_arn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`,
      watched_bucket,
      replica_bucket: 'example-replica',
      forensic_group: 'sg-0123456789abcdef0',
    });
    const template = respondersStack({ CodeKey: CODE.code_s3_key, AlertTopicArn: topic_arn, CreateWatchedBucket: 'false' });
    const theirs = eachQueuePolicy([...template.resources.values()]);
    expect(named(asTemplate(responders.resources))).toEqual(named(theirs.map(withManagedPolicy)));
  });

  it('a forwarder is in each watched region, and always where global events appear', () => {
    const rules = plan.resources.filter(({ address }) => address.endsWith('.aws_cloudwatch_event_rule.forwarder'));
    expect(rules.map(({ values }) => values.region)).toEqual(['eu-central-1', 'us-east-1']);
  });

  it('dashboard.yaml is operational_alarms and dashboard', () => {
    const theirs = made('dashboard', { AlarmTopicArn: String(plan.outputs.alert_topic_arn) });
    const ours = within('');
    expect(new Map([...ours].filter(([name]) => name.startsWith('AWS::CloudWatch::')))).toEqual(theirs);
  });
});

it("the fast path's pattern is the one of fast-path-pattern.ts", async () => {
  const plan = await planModule(MODULE, CODE);
  const rule = plan.resources.find(({ address }) => address === 'aws_cloudwatch_event_rule.fast_path[0]')!;
  expect(JSON.parse(String(rule.values.event_pattern))).toEqual(fastPathPattern(plan.outputs.function_role_arns as string[]));
});

it('no resource of the module is left out of the comparison', async () => {
  const { blocks } = await readModule(MODULE);
  const compared = await Promise.all(
    Object.values(SWITCHES).map(async (switches) => (await planModule(MODULE, { ...CODE, ...switches, ...EXTRA })).resources),
  );
  const planned = compared.flat();
  const known = new Set(
    planned.filter((one) => asTemplate([...planned.filter(isPart), one]).length > 0 || isPart(one)).map(({ type }) => type),
  );
  const missing = blocks
    .map(({ type }) => type)
    .filter((type) => !type.startsWith('data.') && !known.has(type) && !NETWORK.includes(type));
  expect([...new Set(missing)]).toEqual([]);
});

/** vpc-endpoints.yaml makes the functions' security group too; Terraform's users bring theirs, and endpoints admit them. */
const NETWORK = ['aws_vpc_endpoint', 'aws_security_group', 'aws_vpc_security_group_ingress_rule'];
const EXTRA = { operational_alarms: true, dashboard: true };
const isPart = ({ type }: { readonly type: string }) => PARTS.includes(type);

it('every written difference is one', () => {
  expect(differences.properties.filter((one) => !used.has(JSON.stringify(one)))).toEqual([]);
});

/** The template's parameters for the module's variables. */
function parametersOf(variables: Values, plan: Plan): Record<string, string> {
  const given = { ...variables, trail_bucket_name: plan.outputs.trail_bucket! };
  return Object.fromEntries(
    Object.keys(mainParameters)
      .filter((name) => variableOf(name) in given)
      .map((name) => [name, String((given as Values)[variableOf(name)])]),
  );
}

/** Resources by type and name, in plain form, without written differences. */
function named(all: readonly Said[]): Map<string, Readonly<Record<string, unknown>>> {
  const made = new Map<string, Readonly<Record<string, unknown>>>();
  for (const one of oneWord(all.map(({ type, properties }) => ({ type, properties }))).flatMap(asOne)) {
    const properties = Object.fromEntries(
      Object.entries(plainProperties(one.properties)).filter((entry) => !isDifference(one.type, entry)),
    );
    const name = `${one.type} ${nameOf(one.type, properties)}`;
    const before = made.get(name);
    // Two policies of one bus are one.
    if (before === undefined) made.set(name, properties);
    else if (one.type === 'AWS::Events::EventBusPolicy') made.set(name, plainProperties(joined(before, properties)));
    else throw new Error(`two of ${name}`);
  }
  return made;
}

/** One policy of several queues, as one for each: what it says of all names that begin alike, each says of itself. */
const eachQueuePolicy = (all: readonly Said[]): Said[] =>
  all.flatMap((one) => {
    const queues = (one.properties.Queues ?? []) as readonly string[];
    if (queues.length < 2) return [one];
    return queues.map((queue) => {
      const text = JSON.stringify(one.properties.PolicyDocument).replaceAll(
        '-respond-*',
        `-respond-${queue.split('-respond-')[1]}`,
      );
      return { ...one, properties: { Queues: [queue], PolicyDocument: JSON.parse(text) as unknown } };
    });
  });

/** CloudFormation refers to it by its logical id. */
const withManagedPolicy = ({ type, properties }: Said): Said => {
  const arn = `arn:aws:iam::${ACCOUNT}:policy/security-monitoring-test-respond`;
  return {
    type,
    properties: JSON.parse(JSON.stringify(properties).replaceAll('"CommonPolicy"', `"${arn}"`)) as Said['properties'],
  };
};

const joined = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>) => ({
  ...a,
  PolicyDocument: [...(a.PolicyDocument as string[]), ...(b.PolicyDocument as string[])],
});

/** What both sides made up in place of AWS, in the same word: the key's ARN, and a queue's name for its URL. */
function oneWord<T>(value: T): T {
  const text = JSON.stringify(value)
    .replaceAll('TrailKey.Arn', `arn:aws:kms:${REGION}:${ACCOUNT}:key/made-up`)
    .replaceAll(/https:\/\/sqs\.[\w-]+\.amazonaws\.com\/\d+\//g, '');
  return JSON.parse(text) as T;
}

/** The two forms that differ in more than words. */
function asOne({ type, properties }: Said): Said[] {
  if (type === 'AWS::Events::EventBusPolicy' && 'Statement' in properties) {
    const { Statement, StatementId: _id, ...rest } = properties;
    return [{ type, properties: { ...rest, PolicyDocument: { Statement } } }];
  }
  // Either names the function.
  if (type === 'AWS::Lambda::EventSourceMapping') {
    return [{ type, properties: { ...properties, FunctionName: String(properties.FunctionName).split(':').at(-1) } }];
  }
  return [{ type, properties }];
}

function isDifference(type: string, [property, value]: [string, unknown]): boolean {
  const found = differences.properties.find(
    (one) => (one.type === '*' || one.type === type) && one.property === property && (one.is === undefined || one.is === value),
  );
  if (found !== undefined) used.add(JSON.stringify(found));
  return found !== undefined;
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'AWS::SNS::Subscription': ['TopicArn', 'Protocol'],
  'AWS::Lambda::Permission': ['FunctionName', 'Principal'],
  'AWS::CloudTrail::Trail': ['TrailName'],
  'AWS::Events::Rule': ['Name'],
  'AWS::Events::EventBusPolicy': ['EventBusName'],
};

const nameProperty = (properties: Readonly<Record<string, unknown>>) =>
  Object.keys(properties).find((name) => /^(\w*Name|Queues|Topics|Bucket|EventSourceArn|Description)$/.test(name)) ?? '';

const nameOf = (type: string, properties: Readonly<Record<string, unknown>>): string =>
  (NAMES[type] ?? [nameProperty(properties)]).map((name) => JSON.stringify(properties[name])).join(' ');

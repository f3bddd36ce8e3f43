import { isJsonObject, type Json, type JsonObject } from '../src/base/json.ts';

/** What a stack would be, with its parameters given and its conditions decided. */
export interface ResolvedTemplate {
  readonly resources: ReadonlyMap<string, ResolvedResource>;
  readonly outputs: Readonly<Record<string, Json>>;
}

export interface ResolvedResource {
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: Json | undefined;
}

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::StackName': 'stack',
  'AWS::URLSuffix': 'amazonaws.com',
};

const LEFT_OUT = Symbol('AWS::NoValue');

/** Type → property with the name, and the ARN with that name. */
const NAMED: Readonly<Record<string, readonly [property: string, arn: (name: string) => string]>> = {
  'AWS::SQS::Queue': ['QueueName', (name) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`],
  'AWS::SNS::Topic': ['TopicName', (name) => `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`],
  'AWS::S3::Bucket': ['BucketName', (name) => `arn:aws:s3:::${name}`],
  'AWS::Lambda::Function': ['FunctionName', (name) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`],
  'AWS::IAM::Role': ['RoleName', (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`],
  'AWS::DynamoDB::Table': ['TableName', (name) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`],
  'AWS::Events::Rule': ['Name', (name) => `arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`],
  'AWS::Events::EventBus': ['Name', (name) => `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${name}`],
  'AWS::CloudTrail::Trail': ['TrailName', (name) => `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/${name}`],
  'AWS::Logs::LogGroup': ['LogGroupName', (name) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}:*`],
};

/**
 * Source: CloudFormation User Guide, "Intrinsic function reference".
 * @param template in the long form
 * @throws {Error} for a reference to something that isn't there, or not under these parameters
 */
export function resolveTemplate(template: JsonObject, given: Readonly<Record<string, string>>): ResolvedTemplate {
  const parameters = parameterValues(objects(template.Parameters), given);
  const conditions = objects(template.Conditions);
  const declared = objects(template.Resources);
  const isMade = (id: string) => declared[id]?.Condition === undefined || holds(declared[id].Condition as string);

  function holds(name: string): boolean {
    const condition = conditions[name];
    if (condition === undefined) throw new Error(`there is no condition ${name}`);
    return resolve(condition) === true;
  }

  function attribute(id: string, name: string): Json {
    const resource = declared[id];
    if (resource === undefined) throw new Error(`there is no resource ${id}`);
    if (!isMade(id)) throw new Error(`${id} is asked for ${name}, and is not made`);
    const [property, arn] = NAMED[resource.Type as string] ?? [];
    if (name === 'Arn' && property !== undefined) return arn!(named(resource, property));
    return `${id}.${name}`;
  }

  function named(resource: JsonObject, property: string): string {
    return resolve((resource.Properties as JsonObject)[property]!) as string;
  }

  function reference(name: string): Json | typeof LEFT_OUT {
    if (name === 'AWS::NoValue') return LEFT_OUT;
    if (name in PSEUDO) return PSEUDO[name]!;
    if (parameters.has(name)) return parameters.get(name)!;
    const resource = declared[name];
    if (resource === undefined) throw new Error(`there is nothing called ${name}`);
    if (!isMade(name)) throw new Error(`${name} is referred to, and is not made`);
    const [property] = NAMED[resource.Type as string] ?? [];
    if (resource.Type === 'AWS::SNS::Topic') return attribute(name, 'Arn');
    return property === undefined ? name : named(resource, property);
  }

  function substituted(text: string, variables: JsonObject): string {
    return text.replace(/\$\{([^!}]+)\}/g, (_whole, name: string) => {
      if (name in variables) return String(resolve(variables[name]!));
      const dot = name.indexOf('.');
      return String(dot < 0 ? reference(name) : attribute(name.slice(0, dot), name.slice(dot + 1)));
    });
  }

  function resolve(value: Json): Json | typeof LEFT_OUT {
    if (Array.isArray(value)) return value.map(resolve).filter((one): one is Json => one !== LEFT_OUT);
    if (!isJsonObject(value)) return value;
    const [[name, argument] = ['', null], ...more] = Object.entries(value);
    if (more.length === 0 && name in functions) return functions[name]!(argument as never);
    const entries = Object.entries(value).map(([key, one]) => [key, resolve(one!)] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== LEFT_OUT));
  }

  const functions: Readonly<Record<string, (argument: never) => Json | typeof LEFT_OUT>> = {
    Ref: reference,
    Condition: (name: string) => (conditions[name] === undefined ? LEFT_OUT : holds(name)),
    'Fn::GetAtt': ([id, name]: [string, string]) => attribute(id, name),
    'Fn::Sub': (argument: string | [string, JsonObject]) =>
      typeof argument === 'string' ? substituted(argument, {}) : substituted(...argument),
    'Fn::If': ([condition, yes, no]: [string, Json, Json]) => resolve(holds(condition) ? yes : no),
    'Fn::Join': ([separator, list]: [string, Json]) => (resolve(list) as string[]).join(separator),
    'Fn::Split': ([separator, text]: [string, Json]) => (resolve(text) as string).split(separator),
    'Fn::Select': ([at, list]: [number, Json]) => (resolve(list) as Json[])[at] ?? '',
    'Fn::Equals': ([left, right]: [Json, Json]) => String(resolve(left) as Json) === String(resolve(right) as Json),
    'Fn::And': (all: Json[]) => all.every((one) => resolve(one) === true),
    'Fn::Or': (all: Json[]) => all.some((one) => resolve(one) === true),
    'Fn::Not': ([one]: [Json]) => resolve(one) !== true,
  };

  const resources = new Map<string, ResolvedResource>();
  for (const [id, { Type, Properties = {}, DependsOn = [], DeletionPolicy }] of Object.entries(declared)) {
    if (!isMade(id)) continue;
    resources.set(id, {
      type: Type as string,
      properties: resolve(Properties) as JsonObject,
      dependsOn: [DependsOn].flat() as string[],
      deletionPolicy: DeletionPolicy,
    });
  }
  const outputs = Object.entries(objects(template.Outputs))
    .filter(([, { Condition }]) => Condition === undefined || holds(Condition as string))
    .map(([name, { Value }]) => [name, resolve(Value!) as Json]);
  return { resources, outputs: Object.fromEntries(outputs) };
}

function parameterValues(declared: Readonly<Record<string, JsonObject>>, given: Readonly<Record<string, string>>) {
  for (const name of Object.keys(given)) if (!(name in declared)) throw new Error(`there is no parameter ${name}`);
  return new Map(
    Object.entries(declared).map(([name, parameter]): [string, Json] => {
      const value = given[name] ?? parameter.Default;
      if (value === undefined) throw new Error(`the parameter ${name} is not given`);
      const allowed = parameter.AllowedValues as Json[] | undefined;
      if (allowed && !allowed.map(String).includes(String(value))) throw new Error(`${name} may not be ${value}`);
      const pattern = parameter.AllowedPattern as string | undefined;
      if (pattern && !new RegExp(pattern).test(String(value))) throw new Error(`${name} may not be ${value}`);
      const isList = (parameter.Type as string).startsWith('List<') || parameter.Type === 'CommaDelimitedList';
      return [name, isList ? String(value).split(',') : String(value)];
    }),
  );
}

const objects = (value: Json | undefined) => (value ?? {}) as Record<string, JsonObject>;

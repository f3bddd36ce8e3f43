import { describe, expect, test } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../src/base/json.ts';
import { combinations, committed, main } from './committed.cases.ts';

const TEMPLATES = [
  'main.yaml',
  'forwarder.yaml',
  'central-bus.yaml',
  'dashboard.yaml',
  'backfill.yaml',
  'responders.yaml',
  'thumbnails.yaml',
  'vpc-endpoints.yaml',
];

describe.each(TEMPLATES)('%s', (name) => {
  const template = committed(name);
  const resources = template.Resources as Record<string, JsonObject>;

  test('no resource waits for itself', () => {
    const edges = new Map(
      Object.entries(resources).map(([id, one]) => [id, [...namesIn(one)].filter((other) => other in resources)]),
    );
    const done = new Set<string>();
    const visit = (id: string, way: readonly string[]) => {
      if (way.includes(id)) throw new Error([...way.slice(way.indexOf(id)), id].join(' → '));
      if (done.has(id)) return;
      for (const other of edges.get(id) ?? []) visit(other, [...way, id]);
      done.add(id);
    };
    for (const id of edges.keys()) visit(id, []);
    expect(done.size).toBe(Object.keys(resources).length);
  });

  test('every parameter and condition is used', () => {
    const used = namesIn({
      Resources: template.Resources!,
      Outputs: template.Outputs ?? {},
      Conditions: template.Conditions ?? {},
    });
    const unused = [
      ...Object.keys(template.Parameters as object),
      ...Object.keys((template.Conditions as object | undefined) ?? {}),
    ];
    expect(unused.filter((one) => !used.has(one))).toEqual([]);
  });
});

test('under any parameters, what is referred to is made, also by DependsOn', () => {
  for (const parameters of combinations()) {
    const { resources } = main(parameters);
    for (const [id, { dependsOn }] of resources) {
      for (const other of dependsOn)
        expect(resources.has(other), `${id} → ${other} with ${JSON.stringify(parameters)}`).toBe(true);
    }
  }
});

test('ARNs that are built are those that the resources get', () => {
  const { resources } = main({ TrailToCloudWatchLogs: 'true', LogAlertTopic: 'true', DataEventsLambda: 'true' });
  const text = JSON.stringify([...resources]);
  const arns = new Set(text.match(/arn:aws:(?:sqs|sns|lambda|events|cloudtrail):eu-west-1:123456789012:[^"*]+/g));
  const made = [...resources.values()].flatMap(({ properties }) =>
    ['QueueName', 'TopicName', 'FunctionName', 'TrailName', 'Name'].flatMap((name) => properties[name] ?? []),
  );
  // Of sibling templates, and of a rule that is made for existing buckets only.
  const elsewhere = ['security-monitoring-test-bucket', 'security-monitoring-test-central/'];
  for (const arn of arns) {
    const name = arn
      .split(':')
      .slice(5)
      .join(':')
      .replace(/^(function:|rule\/|trail\/)/, '');
    expect([...made, ...elsewhere]).toContain(name);
  }
});

/** Whatever is named by a reference, a substitution, a condition or DependsOn. */
function namesIn(value: Json): Set<string> {
  const names = new Set<string>();
  const walk = (one: Json | undefined): void => {
    if (Array.isArray(one)) for (const item of one) walk(item);
    if (!isJsonObject(one)) return;
    for (const [key, argument] of Object.entries(one)) {
      if ((key === 'Ref' || key === 'Condition') && typeof argument === 'string') names.add(argument);
      if (key === 'DependsOn') for (const other of [argument].flat()) names.add(other as string);
      if (key === 'Fn::GetAtt') names.add((argument as string[])[0]!);
      if (key === 'Fn::If') names.add((argument as string[])[0]!);
      if (key === 'Fn::Sub') for (const [, name] of String([argument].flat()[0]).matchAll(/\$\{([\w:]+)/g)) names.add(name!);
      walk(argument);
    }
  };
  walk(value);
  return names;
}

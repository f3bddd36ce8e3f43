import type { JsonSource, JsonSourceObject } from '../../../../base/json-source.ts';
import { Problem } from '../../../../base/problem.ts';
import { type RuleReader, quote } from '../rule-reader.ts';
import type { CloudWatchParts } from './cloudwatch-parts.ts';
import { createResolver, isMade, type TemplateValues } from './intrinsics.ts';
import { readAlarm, readComposite } from './read-alarm.ts';
import { readFilter } from './read-filter.ts';

type Reads = (node: JsonSourceObject, fallback: string, parts: CloudWatchParts, reader: RuleReader) => void;

const readers: Readonly<Record<string, Reads>> = {
  'AWS::Logs::MetricFilter': readFilter,
  'AWS::CloudWatch::Alarm': readAlarm,
  'AWS::CloudWatch::CompositeAlarm': readComposite,
};

/** Is a value a CloudFormation template? Told by resources that have a type of AWS's. */
export function isTemplate(root: JsonSource): boolean {
  if (root.kind !== 'object') return false;
  if (root.members.some(({ key }) => key === 'AWSTemplateFormatVersion')) return true;
  const resources = memberOf(root, 'Resources');
  return resources?.kind === 'object' && resources.members.some(({ value }) => /^[A-Za-z0-9]+::/.test(typeOf(value) ?? ''));
}

/** Is a YAML text meant to be one? Asked before it is read: templates have tags of their own. */
export function isTemplateText(text: string): boolean {
  return /^(?:AWSTemplateFormatVersion|Resources)\s*:/m.test(text) && !/^(?:detection|correlation)\s*:/m.test(text);
}

/**
 * Reads the metric filters and alarms of a CloudFormation template; the other resources are left alone. Functions are resolved within
 * the template, with the parameters' defaults.
 */
export function readTemplate(root: JsonSource, parts: CloudWatchParts, reader: RuleReader): void {
  const resources = memberOf(root, 'Resources');
  if (root.kind !== 'object' || resources?.kind !== 'object') {
    reader.report('RULE_SHAPE', 'a CloudFormation template without resources', root, 'Give it Resources');
    return;
  }
  let known = 0;
  const resolve = createResolver(valuesOf(root, resources));
  for (const { key, value, keyAt } of resources.members) {
    const reads = readers[typeOf(value) ?? ''];
    if (reads === undefined) continue;
    known++;
    if (!isMade(memberOf(value, 'Condition'), resolve)) {
      reader.skipped.push({
        id: key,
        reason: 'its condition is false, with the parameters of this template',
        place: reader.placeOf(keyAt),
      });
      continue;
    }
    const properties = memberOf(value, 'Properties');
    if (properties?.kind !== 'object') {
      reader.report('RULE_FIELD', `the resource ${quote(key)} has no properties`, keyAt, 'Give it Properties');
      continue;
    }
    try {
      const resolved = resolve(properties);
      if (resolved.kind === 'object') reads(resolved, key, parts, reader);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      reader.problems.push(error.within(reader.placeOf(properties)));
    }
  }
  if (known === 0) {
    const place = reader.placeOf(resources);
    reader.skipped.push({ id: reader.file ?? 'template', reason: 'a template without metric filters and alarms', place });
  }
}

function valuesOf(root: JsonSourceObject, resources: JsonSourceObject): TemplateValues {
  const parameters = membersOf(memberOf(root, 'Parameters')).flatMap(({ key, value }) => {
    const fallback = memberOf(value, 'Default');
    return fallback === undefined ? [] : [[key, fallback] as const];
  });
  const names = resources.members.map(({ key, value }) => {
    const properties = memberOf(value, 'Properties');
    const given = ['FilterName', 'AlarmName', 'LogGroupName', 'TopicName', 'BucketName', 'RoleName'].map((name) =>
      memberOf(properties, name),
    );
    const own = ['AWS::Logs::MetricFilter', 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::Logs::LogGroup'];
    const name = own.includes(typeOf(value) ?? '') ? given.find((node) => node?.kind === 'string') : undefined;
    return [key, name?.kind === 'string' ? name.value : key] as const;
  });
  return {
    parameters: new Map(parameters),
    mappings: memberOf(root, 'Mappings'),
    conditions: new Map(membersOf(memberOf(root, 'Conditions')).map(({ key, value }) => [key, value])),
    names: new Map(names),
  };
}

function typeOf(resource: JsonSource): string | undefined {
  const type = memberOf(resource, 'Type');
  return type?.kind === 'string' ? type.value : undefined;
}

export function memberOf(node: JsonSource | undefined, key: string): JsonSource | undefined {
  return node?.kind === 'object' ? node.members.findLast((member) => member.key === key)?.value : undefined;
}

function membersOf(node: JsonSource | undefined) {
  return node?.kind === 'object' ? node.members : [];
}

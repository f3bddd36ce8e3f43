import type { JsonSource, JsonSourceObject, SourcePlace } from '../../../../base/json-source.ts';
import { Problem } from '../../../../base/problem.ts';
import { quote } from '../rule-reader.ts';
import { unknownNode, unknownText } from './properties.ts';

/** What a template says besides its resources. */
export interface TemplateValues {
  readonly parameters: ReadonlyMap<string, JsonSource>;
  readonly mappings: JsonSource | undefined;
  readonly conditions: ReadonlyMap<string, JsonSource>;
  /** What `!Ref` gives for a resource, where the template says it: the name that it was given. */
  readonly names: ReadonlyMap<string, string>;
}

/** Values that belong to an account: any template can ask for them, and none says them. */
const pseudo: Readonly<Record<string, string>> = {
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::StackName': 'stack',
  'AWS::URLSuffix': 'amazonaws.com',
};

const functions = [
  'Ref',
  'Condition',
  'Fn::Sub',
  'Fn::GetAtt',
  'Fn::Join',
  'Fn::Select',
  'Fn::Split',
  'Fn::FindInMap',
  'Fn::If',
  'Fn::ImportValue',
  'Fn::Base64',
  'Fn::GetAZs',
  'Fn::Cidr',
  'Fn::Transform',
  'Fn::Length',
  'Fn::ToJsonString',
];

const longest = 64 * 1024;
const deepest = 40;
/** Of one template: a small one could stand for billions. */
const MOST_STEPS = 200_000;

/** Replaces CloudFormation's functions by what they give within the template; what only AWS knows becomes an unknown value. */
export function createResolver(template: TemplateValues): (node: JsonSource) => JsonSource {
  let budget = MOST_STEPS;
  const spend = (at: SourcePlace) => {
    if (budget-- <= 0) throw new Problem('RULE_TOO_LARGE', `more than ${MOST_STEPS} values, written out`, { at });
  };
  const resolve = (node: JsonSource, depth = 0): JsonSource => {
    spend(node);
    if (depth > deepest)
      throw new Problem('RULE_TOO_LARGE', `functions inside one another, more than ${deepest} deep`, { at: node });
    if (node.kind === 'array')
      return { ...node, elements: node.elements.flatMap((element) => kept(resolve(element, depth + 1))) };
    if (node.kind !== 'object') return node;
    const only = node.members.length === 1 ? node.members[0]! : undefined;
    if (only !== undefined && functions.includes(only.key)) return call(only.key, only.value, node, depth + 1);
    return { ...node, members: node.members.map((member) => ({ ...member, value: resolve(member.value, depth + 1) })) };
  };
  /** `AWS::NoValue` in a list is no element. */
  const kept = (node: JsonSource): readonly JsonSource[] => (isNoValue(node) ? [] : [node]);

  const call = (name: string, argument: JsonSource, node: JsonSourceObject, depth: number): JsonSource => {
    const nothing = () => unknownNode(`${name} ${quote(textIn(argument))}`, node);
    switch (name) {
      case 'Ref':
        return argument.kind === 'string' ? (reference(argument.value, node, depth) ?? nothing()) : nothing();
      case 'Fn::GetAtt':
        return unknownNode(`\${${argument.kind === 'array' ? argument.elements.map(textIn).join('.') : textIn(argument)}}`, node);
      case 'Fn::Sub':
        return substituted(argument, node, depth);
      case 'Fn::Join':
        return joined(argument, node, depth) ?? nothing();
      case 'Fn::If': {
        const [condition, yes, no] = argument.kind === 'array' ? argument.elements : [];
        const holds = condition?.kind === 'string' ? isTrue(template.conditions.get(condition.value), depth) : undefined;
        const chosen = holds === undefined ? undefined : holds ? yes : no;
        return chosen === undefined ? nothing() : resolve(chosen, depth);
      }
      case 'Fn::FindInMap':
        return found(argument, depth) ?? nothing();
      case 'Fn::Select': {
        const [index, list] = argument.kind === 'array' ? argument.elements.map((each) => resolve(each, depth)) : [];
        return (list?.kind === 'array' ? list.elements[Number(textIn(index))] : undefined) ?? nothing();
      }
      case 'Fn::Split': {
        const [by, text] = argument.kind === 'array' ? argument.elements.map((each) => resolve(each, depth)) : [];
        if (by?.kind !== 'string' || text?.kind !== 'string' || by.value === '') return nothing();
        return {
          ...place(node),
          kind: 'array',
          elements: text.value.split(by.value).map((value) => ({ ...place(node), kind: 'string', value })),
        };
      }
      default:
        return nothing();
    }
  };

  const reference = (name: string, at: SourcePlace, depth: number): JsonSource | undefined => {
    if (name === 'AWS::NoValue') return { ...place(at), kind: 'null', value: null };
    const parameter = template.parameters.get(name);
    // A list that is a parameter is a text with commas.
    if (parameter !== undefined) return { ...resolve(parameter, depth), ...place(at) } as JsonSource;
    const text = pseudo[name] ?? template.names.get(name);
    if (text !== undefined) return { ...place(at), kind: 'string', value: text };
    return undefined;
  };

  const substituted = (argument: JsonSource, node: JsonSourceObject, depth: number): JsonSource => {
    const [text, own] = argument.kind === 'array' ? argument.elements : [argument];
    if (text?.kind !== 'string') return unknownNode('Fn::Sub', node);
    const names = new Map(own?.kind === 'object' ? own.members.map(({ key, value }) => [key, resolve(value, depth)]) : []);
    let isUnknown = false;
    const value = text.value.replaceAll(/\$\{(!?)([^}]*)\}/g, (whole, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`;
      const node = names.get(name.trim()) ?? reference(name.trim(), text, depth);
      const text_ = node && scalarText(node);
      if (text_ !== undefined) return text_;
      isUnknown = true;
      return whole;
    });
    return sized(isUnknown ? unknownNode(value, node) : { ...text, value }, value, node);
  };

  const joined = (argument: JsonSource, node: JsonSourceObject, depth: number): JsonSource | undefined => {
    if (argument.kind !== 'array') return undefined;
    const [by, list] = argument.elements.map((each) => resolve(each, depth));
    if (by?.kind !== 'string' || list?.kind !== 'array') return undefined;
    const texts = list.elements.map(scalarText);
    const value = texts.map((text, i) => text ?? `\${${unknownText(list.elements[i]) ?? '?'}}`).join(by.value);
    return sized(texts.includes(undefined) ? unknownNode(value, node) : { ...place(node), kind: 'string', value }, value, node);
  };

  const found = (argument: JsonSource, depth: number): JsonSource | undefined => {
    if (argument.kind !== 'array') return undefined;
    let at = template.mappings;
    for (const key of argument.elements.slice(0, 3).map((each) => scalarText(resolve(each, depth)))) {
      if (at?.kind !== 'object' || key === undefined) return undefined;
      at = at.members.findLast((member) => member.key === key)?.value;
    }
    return at;
  };

  /** Undefined: it can't be told. */
  const isTrue = (condition: JsonSource | undefined, depth: number): boolean | undefined => {
    if (depth > deepest || condition?.kind !== 'object' || condition.members.length !== 1) return undefined;
    spend(condition);
    const { key, value } = condition.members[0]!;
    const parts = value.kind === 'array' ? value.elements : [];
    if (key === 'Condition') return value.kind === 'string' ? isTrue(template.conditions.get(value.value), depth + 1) : undefined;
    if (key === 'Fn::Equals') {
      const [one, other] = parts.map((each) => scalarText(resolve(each, depth + 1)));
      return one === undefined || other === undefined ? undefined : one === other;
    }
    const truths = parts.map((each) => isTrue(each, depth + 1));
    if (key === 'Fn::Not') return truths[0] === undefined ? undefined : !truths[0];
    if (key === 'Fn::And') return truths.includes(false) ? false : truths.includes(undefined) ? undefined : true;
    if (key === 'Fn::Or') return truths.includes(true) ? true : truths.includes(undefined) ? undefined : false;
    return undefined;
  };
  return (node) => resolve(node);
}

/** Is a resource that has a condition made, with the parameters' defaults? What can't be told is made. */
export function isMade(condition: JsonSource | undefined, resolve: (node: JsonSource) => JsonSource): boolean {
  if (condition?.kind !== 'string') return true;
  const at = place(condition);
  const text = (value: string): JsonSource => ({ ...at, kind: 'string', value });
  const question: JsonSource = {
    ...at,
    kind: 'object',
    members: [{ key: 'Fn::If', keyAt: at, value: { ...at, kind: 'array', elements: [condition, text('yes'), text('no')] } }],
  };
  const answer = resolve(question);
  return answer.kind !== 'string' || answer.value === 'yes';
}

function isNoValue(node: JsonSource): boolean {
  return node.kind === 'null';
}

function scalarText(node: JsonSource): string | undefined {
  if (node.kind === 'string') return node.value;
  if (node.kind === 'number') return node.text;
  return node.kind === 'boolean' ? String(node.value) : undefined;
}

function textIn(node: JsonSource | undefined): string {
  return (node && scalarText(node)) ?? '…';
}

/** Functions over functions could make a small template large. */
function sized(node: JsonSource, text: string, at: SourcePlace): JsonSource {
  if (text.length > longest)
    throw new Problem('RULE_TOO_LARGE', `a text of more than ${longest} characters, written out`, { at });
  return node;
}

function place({ line, column, offset }: SourcePlace): SourcePlace {
  return { line, column, offset };
}

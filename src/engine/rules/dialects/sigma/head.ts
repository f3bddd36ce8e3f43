import type { JsonSource, JsonSourceMember, JsonSourceObject } from '../../../../base/json-source.ts';
import { canonicalTechnique } from '../../../../model/attack-ids.ts';
import type { RuleHead, RuleProfile, RuleStatus } from '../../../../model/rule.ts';
import { parseSeverity, severities } from '../../../../model/severity.ts';
import { closestName } from '../closest-name.ts';
import { describeNode } from '../rule-reader.ts';
import type { SigmaContext } from './context.ts';

export type Attributes = ReadonlyMap<string, JsonSourceMember>;

export function attributesOf(node: JsonSourceObject): Attributes {
  return new Map(node.members.map((member) => [member.key, member]));
}

/** What a document says of itself. */
export interface SigmaHead {
  readonly head: Omit<RuleHead, 'place'>;
  /** `name` and `id`: what other rules call it. */
  readonly names: readonly string[];
  /** Why it isn't to be run, if its `status` says so. */
  readonly retired: string | undefined;
}

const longestTitle = 256;
const runnable: readonly RuleStatus[] = ['stable', 'test', 'experimental'];
const retired = ['deprecated', 'unsupported'];
const profiles: readonly RuleProfile[] = ['default', 'all'];

/** Reads the attributes that all kinds of documents have (RULE_FIELD). `fallback` is the id of what has neither name nor id. */
export function readHead(node: JsonSourceObject, fallback: string, context: SigmaContext): SigmaHead {
  const attributes = attributesOf(node);
  const text = (key: string) => readText(key, attributes, context);
  const title = text('title');
  if (!attributes.has('title'))
    context.report('RULE_FIELD', 'a Sigma rule without a title', node, 'Add "title: …" that says what happened');
  if (title !== undefined && title.length > longestTitle)
    context.report(
      'RULE_FIELD',
      `the title has more than ${longestTitle} characters`,
      attributes.get('title')!.value,
      'Move the details to "description"',
    );
  const name = text('name');
  const uuid = text('id');
  const tags = readTexts('tags', attributes, context);
  const status = readChoice('status', [...runnable, ...retired], attributes, context);
  const profile = readChoice('profile', profiles, attributes, context) as RuleProfile | undefined;
  const head = {
    id: name ?? uuid ?? fallback,
    title: title ?? '',
    description: text('description'),
    severity: readLevel(attributes, context),
    dialect: 'sigma' as const,
    attack: techniquesOf(tags ?? []),
    uuid: name === undefined ? undefined : uuid,
    status: runnable.find((each) => each === status),
    author: text('author'),
    date: text('date'),
    modified: text('modified'),
    license: text('license'),
    references: readTexts('references', attributes, context),
    tags,
    falsePositives: readTexts('falsepositives', attributes, context),
    fields: readTexts('fields', attributes, context),
    response: text('response'),
    replaces: readTexts('replaces', attributes, context),
    profile,
  };
  return {
    head: Object.fromEntries(Object.entries(head).filter(([, value]) => value !== undefined)) as unknown as SigmaHead['head'],
    names: [name, uuid].filter((each) => each !== undefined),
    retired: status !== undefined && retired.includes(status) ? `its status is ${status}` : undefined,
  };
}

/** `attack.t1562.008` is `T1562.008`. Each technique once, also if it is named in the old and the new numbering. */
function techniquesOf(tags: readonly string[]): string[] {
  const techniques = new Map<string, string>();
  for (const tag of tags) {
    const id = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase();
    if (id !== undefined && !techniques.has(canonicalTechnique(id))) techniques.set(canonicalTechnique(id), id);
  }
  return [...techniques.values()];
}

function readLevel(attributes: Attributes, context: SigmaContext): RuleHead['severity'] {
  const text = readText('level', attributes, context);
  const severity = text === undefined ? undefined : parseSeverity(text);
  if (text !== undefined && severity === undefined) reportChoice('level', severities, attributes.get('level')!.value, context);
  return severity ?? 'medium';
}

function readChoice(key: string, known: readonly string[], attributes: Attributes, context: SigmaContext): string | undefined {
  const text = readText(key, attributes, context);
  if (text === undefined || known.includes(text)) return text;
  reportChoice(key, known, attributes.get(key)!.value, context);
  return undefined;
}

function reportChoice(key: string, known: readonly string[], node: JsonSource, context: SigmaContext): void {
  const meant = node.kind === 'string' ? closestName(node.value, known) : undefined;
  const hint = meant === undefined ? `Use one of ${known.join(', ')}` : `Did you mean "${meant}"?`;
  context.report('RULE_FIELD', `${describeNode(node)} is no ${key}`, node, hint);
}

/** A text that isn't empty; null and an empty one are as good as none. Numbers and dates count as they are written. */
export function readText(key: string, attributes: Attributes, context: SigmaContext): string | undefined {
  const node = attributes.get(key)?.value;
  if (node === undefined || node.kind === 'null') return undefined;
  if (node.kind === 'number') return node.text;
  if (node.kind === 'string') return node.value.trim() === '' && key !== 'title' ? undefined : node.value.trim();
  context.report('RULE_FIELD', `"${key}" must be a text, not ${describeNode(node)}`, node);
  return undefined;
}

/** A list of texts; a text alone is a list of one. */
export function readTexts(key: string, attributes: Attributes, context: SigmaContext): string[] | undefined {
  const node = attributes.get(key)?.value;
  if (node === undefined || node.kind === 'null') return undefined;
  const elements = node.kind === 'array' ? node.elements : [node];
  return elements.flatMap((element) => {
    if (element.kind === 'string') return element.value;
    if (element.kind === 'number') return element.text;
    context.report('RULE_FIELD', `"${key}" must be a list of texts, and holds ${describeNode(element)}`, element);
    return [];
  });
}

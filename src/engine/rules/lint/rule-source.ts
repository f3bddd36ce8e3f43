import type { JsonSource, JsonSourceMember, SourcePlace } from '../../../base/json-source.ts';
import { parseJsonSource } from '../../../base/json-source.ts';
import { type Place, Problem } from '../../../base/problem.ts';
import { createRuleReader } from '../dialects/rule-reader.ts';
import { readYaml } from '../dialects/sigma/yaml-source.ts';
import type { RuleText } from '../load.ts';

/** A rule as it is written, to find the place of a word in it. */
export interface RuleSource {
  readonly node: JsonSource;
  readonly file: string;
}

/** Finds rules in the texts that they were read from: each text is read once. Texts with mistakes have nothing. */
export function createRuleSources(files: readonly RuleText[]): (place: Place) => RuleSource | undefined {
  const texts = new Map(files.map(({ file, text }) => [file, text]));
  const trees = new Map<string, readonly JsonSource[]>();
  return ({ file, line, column }) => {
    if (file === undefined) return undefined;
    const roots = trees.get(file) ?? rootsOf(file, texts.get(file) ?? '');
    trees.set(file, roots);
    for (const node of nodesIn(roots)) if (node.line === line && node.column === column) return { node, file };
    return undefined;
  };
}

function rootsOf(file: string, text: string): readonly JsonSource[] {
  try {
    if (/\.ya?ml$/i.test(file)) return readYaml(text, createRuleReader(file)).map(({ root }) => root);
    return [parseJsonSource(text)];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [];
  }
}

function* nodesIn(roots: readonly JsonSource[]): Generator<JsonSource> {
  const todo = [...roots].reverse();
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    yield node;
    if (node.kind === 'array') todo.push(...[...node.elements].reverse());
    else if (node.kind === 'object') todo.push(...node.members.map(({ value }) => value).reverse());
  }
}

/** The member of a map at the end of a path of keys. */
export function memberAt(node: JsonSource, ...keys: readonly string[]): JsonSourceMember | undefined {
  let found: JsonSourceMember | undefined;
  let at: JsonSource | undefined = node;
  for (const key of keys) {
    found = at?.kind === 'object' ? at.members.find((member) => member.key === key) : undefined;
    at = found?.value;
  }
  return found;
}

/** Where a text is a value, or a field's name with or without modifiers. Tests of the rule don't count. */
export function placeOfText({ node, file }: RuleSource, text: string): Place | undefined {
  const wanted = text.toLowerCase();
  const parts = node.kind === 'object' ? node.members.filter(({ key }) => key !== 'tests') : [];
  const found = parts.length === 0 ? search(node, wanted) : first(parts.map((member) => searchMember(member, wanted)));
  return found && { file, line: found.line, column: found.column };
}

function search(node: JsonSource, wanted: string): SourcePlace | undefined {
  if (node.kind === 'string') return node.value.toLowerCase() === wanted ? node : undefined;
  if (node.kind === 'array') return first(node.elements.map((element) => search(element, wanted)));
  return node.kind === 'object' ? first(node.members.map((member) => searchMember(member, wanted))) : undefined;
}

function searchMember({ key, keyAt, value }: JsonSourceMember, wanted: string): SourcePlace | undefined {
  return key.split('|')[0]!.toLowerCase() === wanted ? keyAt : search(value, wanted);
}

function first(places: readonly (SourcePlace | undefined)[]): SourcePlace | undefined {
  return places.find((place) => place !== undefined);
}

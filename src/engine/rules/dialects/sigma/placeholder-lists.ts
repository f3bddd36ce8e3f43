import type { JsonSource, JsonSourceMember } from '../../../../base/json-source.ts';
import { describeNode, quote, type RuleReader } from '../rule-reader.ts';
import type { YamlDocument } from './yaml-source.ts';

/** Values for placeholders by name. A value is read as a Sigma text: `*` and `?` are wildcards in it. */
export type PlaceholderLists = Readonly<Record<string, readonly string[]>>;

/** A file of values lies in a folder that is called `lists`. */
export function isListFile(file: string): boolean {
  return /(?:^|[\\/])lists[\\/][^\\/]+\.ya?ml$/i.test(file);
}

/** Reads a file of values: a list, which has the name of the file, or several lists with their names. RULE_FIELD, RULE_SHAPE. */
export function readLists(documents: readonly YamlDocument[], name: string, reader: RuleReader): Map<string, readonly string[]> {
  const lists = new Map<string, readonly string[]>();
  for (const { root } of documents) {
    if (root.kind === 'array') add(lists, { key: name, keyAt: root, value: root }, reader);
    else if (root.kind === 'object') for (const member of root.members) add(lists, member, reader);
    else reader.report('RULE_SHAPE', `a list of values must be a YAML list, not ${describeNode(root)}`, root);
  }
  return lists;
}

function add(lists: Map<string, readonly string[]>, { key, keyAt, value }: JsonSourceMember, reader: RuleReader): void {
  if (lists.has(key)) reader.report('RULE_DUPLICATE_ID', `two lists have the name ${quote(key)}`, keyAt, 'Rename one of the two');
  if (value.kind !== 'array') {
    reader.report('RULE_FIELD', `the list ${quote(key)} must be a list of values, not ${describeNode(value)}`, value);
    return;
  }
  lists.set(
    key,
    value.elements.flatMap((element) => {
      const text = textOfScalar(element);
      if (text === undefined) reader.report('RULE_FIELD', `a list of values can't hold ${describeNode(element)}`, element);
      return text ?? [];
    }),
  );
}

/** A value as it is written: numbers keep their zeros in front. */
export function textOfScalar(node: JsonSource): string | undefined {
  if (node.kind === 'string') return node.value;
  if (node.kind === 'number') return node.text;
  return node.kind === 'boolean' ? String(node.value) : undefined;
}

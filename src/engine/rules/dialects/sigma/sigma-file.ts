import type { JsonSource } from '../../../../base/json-source.ts';
import { describeNode, type RuleReader } from '../rule-reader.ts';
import { createContext } from './context.ts';
import { readCorrelationDocument } from './correlation-document.ts';
import { readFilterDocument } from './filter-document.ts';
import type { PlaceholderLists } from './placeholder-lists.ts';
import { readRuleDocument } from './rule-document.ts';
import type { SigmaParts } from './sigma-parts.ts';
import type { YamlDocument } from './yaml-source.ts';

/** Is a value a Sigma document, or meant to be one? Told by the keys that no other dialect has. */
export function isSigma(root: JsonSource): boolean {
  if (root.kind !== 'object') return false;
  const keys = new Set(root.members.map(({ key }) => key));
  if (keys.has('detection') || keys.has('correlation')) return true;
  return keys.has('logsource') || (keys.has('action') && keys.has('title'));
}

/**
 * Reads the documents of one text into the parts, each with its mistakes into the reader. `name` is the id of a rule that has
 * neither `name` nor `id`; of the third document, `name#3`.
 */
export function readSigmaFile(
  documents: readonly YamlDocument[],
  name: string,
  lists: PlaceholderLists,
  parts: SigmaParts,
  reader: RuleReader,
): void {
  for (const [index, document] of documents.entries()) {
    const { root } = document;
    const fallback = documents.length === 1 ? name : `${name}#${index + 1}`;
    const context = createContext(reader, document, lists);
    if (root.kind !== 'object') {
      const hint = 'A Sigma rule is a map with title, logsource and detection';
      reader.report('RULE_SHAPE', `${describeNode(root)} where a Sigma rule is expected`, root, hint);
      continue;
    }
    const keys = new Map(root.members.map((member) => [member.key, member]));
    const kinds = ['detection', 'correlation', 'filter'].filter((key) => keys.has(key));
    const action = keys.get('action');
    if (action?.value.kind === 'string' && ['global', 'repeat', 'reset'].includes(action.value.value)) {
      const hint = 'Write each rule out, with all of its attributes';
      reader.report('RULE_SHAPE', `"action: ${action.value.value}" is of old Sigma and no longer read`, action.keyAt, hint);
    } else if (kinds.length > 1) {
      const message = `a document is one thing, and this one has ${kinds.map((kind) => `"${kind}"`).join(' and ')}`;
      reader.report('RULE_SHAPE', message, keys.get(kinds[1]!)!.keyAt, 'Put a line with --- between the two');
    } else if (kinds[0] === 'detection') readRuleDocument(root, fallback, parts, context);
    else if (kinds[0] === 'correlation') readCorrelationDocument(root, fallback, parts, context);
    else if (kinds[0] === 'filter') readFilterDocument(root, fallback, parts, context);
    else {
      const hint = 'Known are Sigma rules (detection), correlations and filters';
      reader.report('RULE_SHAPE', 'a YAML document that is no Sigma rule', root, hint);
    }
  }
}

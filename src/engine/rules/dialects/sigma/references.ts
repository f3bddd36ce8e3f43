import type { JsonSource } from '../../../../base/json-source.ts';
import { describeNode, quote } from '../rule-reader.ts';
import type { SigmaContext } from './context.ts';
import type { Reference } from './sigma-parts.ts';

/** Names of rules or fields: a list of texts, or one text. None twice (RULE_FIELD). */
export function readReferences(key: string, node: JsonSource, context: SigmaContext): Reference[] {
  const elements = node.kind === 'array' ? node.elements : [node];
  const seen = new Set<string>();
  return elements.flatMap((element) => {
    const name = element.kind === 'string' ? element.value : element.kind === 'number' ? element.text : '';
    if (name === '')
      context.report('RULE_FIELD', `"${key}" must be a list of names, and holds ${describeNode(element)}`, element);
    else if (seen.has(name))
      context.report('RULE_FIELD', `"${key}" names ${quote(name)} twice`, element, 'Remove one of the two');
    else {
      seen.add(name);
      return { name, at: element };
    }
    return [];
  });
}

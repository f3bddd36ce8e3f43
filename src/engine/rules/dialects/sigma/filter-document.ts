import type { JsonSourceObject } from '../../../../base/json-source.ts';
import { describeNode } from '../rule-reader.ts';
import type { SigmaContext } from './context.ts';
import { attributesOf, readHead } from './head.ts';
import { describeSource, isCloudTrail, readLogSource } from './log-source.ts';
import { readReferences } from './references.ts';
import { readDetections } from './rule-document.ts';
import type { SigmaParts } from './sigma-parts.ts';

/** Reads a document with a `filter` (Sigma Filters Specification 2.1): it is and-ed to the rules that it names. */
export function readFilterDocument(node: JsonSourceObject, fallback: string, parts: SigmaParts, context: SigmaContext): void {
  const before = context.mistakes();
  const { head, retired } = readHead(node, fallback, context);
  const source = readLogSource(node, context);
  const place = context.reader.placeOf(node);
  const filter = attributesOf(node).get('filter')!.value;
  if (filter.kind !== 'object') {
    context.report('RULE_FIELD', `"filter" must be a map, not ${describeNode(filter)}`, filter);
    return;
  }
  const unfit = source !== undefined && !isCloudTrail(source) ? `not applicable: log source ${describeSource(source)}` : retired;
  if (unfit !== undefined && context.mistakes() === before) {
    context.reader.skipped.push({ id: head.id, reason: unfit, place });
    return;
  }
  const rules = attributesOf(filter).get('rules');
  if (rules === undefined)
    context.report('RULE_FIELD', 'a filter without rules', filter, 'Name them under "rules", or write "rules: any"');
  const any = rules?.value.kind === 'string' && rules.value.value.toLowerCase() === 'any';
  const over = rules === undefined || any ? [] : readReferences('rules', rules.value, context);
  if (rules !== undefined && !any && rules.value.kind === 'array' && rules.value.elements.length === 0)
    context.report('RULE_FIELD', 'the list of rules is empty', rules.value, 'Name a rule, or write "rules: any"');
  const when = readDetections(filter, ['rules'], context);
  if (when === undefined || source === undefined || context.mistakes() > before) return;
  parts.filters.push({ title: head.title, place, source, over, when });
}

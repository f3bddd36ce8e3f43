import type { JsonSource, JsonSourceObject } from '../../../../base/json-source.ts';
import type { Predicate } from '../../../../model/predicate.ts';
import { describeNode, quote } from '../rule-reader.ts';
import { readCondition } from './condition.ts';
import type { SigmaContext } from './context.ts';
import { readDetection } from './detection.ts';
import { attributesOf, readHead, readText } from './head.ts';
import { describeSource, isCloudTrail, readLogSource } from './log-source.ts';
import type { SigmaParts } from './sigma-parts.ts';
import { readTests } from './test-block.ts';

/**
 * Reads a document with a `detection`. A rule for another log source or taxonomy, or with a status that retires it, is skipped,
 * and its detection isn't looked at: it may be for a tool that knows more.
 */
export function readRuleDocument(node: JsonSourceObject, fallback: string, parts: SigmaParts, context: SigmaContext): void {
  const before = context.mistakes();
  const { head, names, retired } = readHead(node, fallback, context);
  const source = readLogSource(node, context);
  const place = context.reader.placeOf(node);
  const unfit = source === undefined ? retired : (unfitness(node, source, context) ?? retired);
  if (unfit !== undefined && context.mistakes() === before) {
    context.reader.skipped.push({ id: head.id, reason: unfit, place });
    parts.unavailable.push({ names, reason: unfit });
    return;
  }
  const detection = attributesOf(node).get('detection')!;
  const when = unfit === undefined ? readDetections(detection.value, [], context) : undefined;
  const tests = readTests(attributesOf(node), context);
  if (when === undefined || source === undefined || context.mistakes() > before) {
    parts.unavailable.push({ names, reason: 'it has a mistake' });
    return;
  }
  parts.rules.push({ rule: { ...head, place, when }, names, source, at: node, tests });
}

function unfitness(
  node: JsonSourceObject,
  source: Parameters<typeof isCloudTrail>[0],
  context: SigmaContext,
): string | undefined {
  if (!isCloudTrail(source)) return `not applicable: log source ${describeSource(source)}`;
  const taxonomy = readText('taxonomy', attributesOf(node), context);
  if (taxonomy === undefined || taxonomy === 'sigma') return undefined;
  return `not applicable: taxonomy ${quote(taxonomy)}, whose field names are not CloudTrail's`;
}

/** Search identifiers and their condition, or several that are linked with "or". `beside` are keys that are something else. */
export function readDetections(node: JsonSource, beside: readonly string[], context: SigmaContext): Predicate | undefined {
  if (node.kind !== 'object') {
    context.report('RULE_FIELD', `"detection" must be a map, not ${describeNode(node)}`, node);
    return undefined;
  }
  const detections = new Map<string, Predicate | undefined>();
  let condition: JsonSource | undefined;
  for (const { key, value } of node.members) {
    if (key === 'condition') condition = value;
    // Of the old aggregations: the condition's own mistake says what to do.
    else if (!beside.includes(key) && key !== 'timeframe') detections.set(key, readDetection(key, value, context));
  }
  if (condition === undefined) {
    context.report('RULE_FIELD', 'a detection without a condition', node, 'Add "condition: selection"');
    return undefined;
  }
  const conditions = condition.kind === 'array' ? condition.elements : [condition];
  if (conditions.length === 0) context.report('RULE_FIELD', 'the list of conditions is empty', condition);
  const of = conditions.map((each) => {
    if (each.kind === 'string') return readCondition(each, detections, context);
    context.report('RULE_FIELD', `a condition must be a text, not ${describeNode(each)}`, each);
    return undefined;
  });
  if (of.length === 0 || of.includes(undefined) || [...detections.values()].includes(undefined)) return undefined;
  return of.length === 1 ? of[0] : { op: 'any', of: of as Predicate[] };
}

import type { JsonSource, JsonSourceMember } from '../../../base/json-source.ts';
import type { RuleHead } from '../../../model/rule.ts';
import { closestName } from '../dialects/closest-name.ts';
import { tacticAliases, tactics, techniques } from './attack-techniques.ts';
import type { Tell } from './lint-issue.ts';
import { memberAt, type RuleSource } from './rule-source.ts';

/** What can be told of a Sigma document: detections that nothing uses, and unknown ATT&CK ids. */
export function checkDocument(head: RuleHead, source: RuleSource, tell: Tell): void {
  checkUse(source, tell);
  checkTags(head, source, tell);
  const missing = (['description', 'falsePositives', 'references'] as const).filter((key) => head[key] === undefined);
  if (missing.length > 0 && head.silent !== true)
    tell('info', 'incomplete', `the rule has no ${missing.map((key) => key.toLowerCase()).join(', no ')}`);
}

function checkUse({ node, file }: RuleSource, tell: Tell): void {
  const detection = memberAt(node, 'detection')?.value;
  const condition = memberAt(node, 'detection', 'condition')?.value;
  if (detection?.kind !== 'object' || condition === undefined) return;
  const words = conditionsOf(condition).flatMap((text) => text.split(/[\s()]+/));
  for (const { key, keyAt } of detection.members) {
    if (key === 'condition' || key === 'timeframe' || isUsed(key, words)) continue;
    const at = { file, line: keyAt.line, column: keyAt.column };
    tell('warning', 'dead-branch', `the condition does not use ${JSON.stringify(key)}`, {
      at,
      hint: 'Use it in the condition, or remove it',
    });
  }
}

function conditionsOf(node: JsonSource): string[] {
  const nodes = node.kind === 'array' ? node.elements : [node];
  return nodes.flatMap((each) => (each.kind === 'string' ? each.value : []));
}

function isUsed(name: string, words: readonly string[]): boolean {
  return words.some((word) => {
    if (word === name) return true;
    if (word.toLowerCase() === 'them') return !name.startsWith('_');
    if (!word.includes('*') || (name.startsWith('_') && !word.startsWith('_'))) return false;
    const parts = word.split('*');
    let at = 0;
    for (const [index, part] of parts.entries()) {
      const found = index === 0 ? (name.startsWith(part) ? 0 : -1) : name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return name.endsWith(parts.at(-1)!);
  });
}

function checkTags({ tags }: RuleHead, { node, file }: RuleSource, tell: Tell): void {
  const list: JsonSourceMember | undefined = memberAt(node, 'tags');
  for (const tag of tags ?? []) {
    const id = /^attack\.(.+)$/i.exec(tag)?.[1]?.toLowerCase().replaceAll('_', '-');
    if (id === undefined || isKnown(id)) continue;
    const elements = list?.value.kind === 'array' ? list.value.elements : [];
    const spot = elements.find((element) => element.kind === 'string' && element.value === tag) ?? list?.value;
    const at = spot && { file, line: spot.line, column: spot.column };
    const near = closestName(id, tactics);
    const hint = near === undefined ? undefined : `Did you mean attack.${near}?`;
    tell('warning', 'unknown-attack', `ATT&CK for clouds has no ${JSON.stringify(tag.slice('attack.'.length))}`, { at, hint });
  }
}

function isKnown(id: string): boolean {
  if (/^t\d{4}(\.\d{3})?$/.test(id)) return techniques.has(id.toUpperCase());
  // Groups, software and campaigns: numbers that say nothing of the rule's quality.
  return /^[gsc]\d{4}$/.test(id) || (tactics as readonly string[]).includes(id) || Object.hasOwn(tacticAliases, id);
}

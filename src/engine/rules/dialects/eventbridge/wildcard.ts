import type { JsonSource } from '../../../../base/json-source.ts';
import type { Test } from '../../../../model/predicate.ts';
import type { Refuse } from './refusal.ts';

/** `*` is any text, `\*` and `\\` are the characters themselves; everything else, `?` too, is itself. Without a star: equality. */
export function readWildcard(node: JsonSource, refuse: Refuse): Test | undefined {
  if (node.kind !== 'string') {
    refuse('"wildcard" takes a string', node);
    return undefined;
  }
  const parts: string[] = [];
  let part = '';
  const text = node.value;
  for (let at = 0; at < text.length; at++) {
    const next = text[at + 1];
    if (text[at] === '*') {
      if (next === '*') {
        refuse('two stars in a row in a wildcard', node, 'Write one star');
        return undefined;
      }
      parts.push(part);
      part = '';
    } else if (text[at] === '\\') {
      if (next !== '*' && next !== '\\') {
        refuse('a backslash in a wildcard stands before a star or a backslash', node, 'Write \\\\\\\\ in JSON for one backslash');
        return undefined;
      }
      part += next;
      at++;
    } else part += text[at];
  }
  return parts.length === 0 ? { is: 'equals', value: part } : { is: 'wildcard', parts: [...parts, part] };
}

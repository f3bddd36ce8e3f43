import type { JsonSource } from '../../../../base/json-source.ts';
import { isExactNumber } from '../../../../base/number-text.ts';
import type { Test } from '../../../../model/predicate.ts';
import { onlyMember, type Refuse } from './refusal.ts';
import { readWildcard } from './wildcard.ts';

/** `anything-but`: a string or number, a list of one kind of them, or one of `prefix`, `suffix`, `wildcard`, `equals-ignore-case`. */
export function readExcept(node: JsonSource, refuse: Refuse): Test | undefined {
  const tests = node.kind === 'object' ? readInner(node, refuse) : readValues(node, refuse);
  return tests && { is: 'except', of: tests };
}

function readValues(node: JsonSource, refuse: Refuse): readonly Test[] | undefined {
  const items = listed(node, refuse);
  const kind = items[0]?.kind;
  const tests = items.map((item) => {
    if (item.kind !== 'string' && item.kind !== 'number') refuse('"anything-but" takes strings or numbers', item);
    else if (item.kind !== kind) refuse('"anything-but" takes strings or numbers, not both in one list', item);
    else if (item.kind === 'string') return { is: 'equals', value: item.value } as const;
    else if (isExactNumber(item.text)) return { is: 'equals', value: item.value + 0 } as const;
    else refuse(`${item.text} has more digits or a larger exponent than numbers are compared with`, item);
    return undefined;
  });
  return complete(tests);
}

function readInner(node: JsonSource & { kind: 'object' }, refuse: Refuse): readonly Test[] | undefined {
  const member = onlyMember(node, '"anything-but"', refuse);
  if (member === undefined) return undefined;
  const { key, keyAt, value } = member;
  if (key !== 'prefix' && key !== 'suffix' && key !== 'wildcard' && key !== 'equals-ignore-case') {
    refuse(`"anything-but" can't be used with ${JSON.stringify(key)}`, keyAt);
    return undefined;
  }
  const tests = listed(value, refuse).map((item): Test | undefined => {
    if (key === 'wildcard') return readWildcard(item, refuse);
    if (item.kind !== 'string') refuse(`"${key}" inside "anything-but" takes a string or a list of strings`, item);
    else if (item.value === '' && key !== 'equals-ignore-case')
      refuse(`an empty ${key} inside "anything-but" matches nothing`, item);
    else return { is: key, value: item.value };
    return undefined;
  });
  return complete(tests);
}

function listed(node: JsonSource, refuse: Refuse): readonly JsonSource[] {
  if (node.kind !== 'array') return [node];
  if (node.elements.length === 0) refuse('an empty list in "anything-but"', node, 'Use {"exists": true} for any value');
  return node.elements;
}

function complete(tests: readonly (Test | undefined)[]): readonly Test[] | undefined {
  const valid = tests.filter((test) => test !== undefined);
  return valid.length === tests.length && valid.length > 0 ? valid : undefined;
}

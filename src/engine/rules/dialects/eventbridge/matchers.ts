import type { JsonSource, JsonSourceMember } from '../../../../base/json-source.ts';
import { isExactNumber } from '../../../../base/number-text.ts';
import type { Test } from '../../../../model/predicate.ts';
import { formatRange, parseAddress, parseRange } from '../../leaf/address.ts';
import { closestName } from '../closest-name.ts';
import { readExcept } from './anything-but.ts';
import { readNumeric } from './numeric.ts';
import { onlyMember, type Refuse } from './refusal.ts';
import { matcherNames } from './reserved-names.ts';
import { readWildcard } from './wildcard.ts';

/** One entry of a field's list: a value or a matcher. Undefined if it is invalid, which has then been said. */
export function readMatcher(node: JsonSource, refuse: Refuse): Test | undefined {
  switch (node.kind) {
    case 'string':
      return sameAddress(node.value) ?? { is: 'equals', value: node.value };
    case 'number':
      return isExactNumber(node.text) ? { is: 'equals', value: node.value + 0 } : { is: 'equals-literal', text: node.text };
    case 'boolean':
    case 'null':
      return { is: 'equals', value: node.value };
    case 'array':
      refuse('a list inside a list is no value to match', node, 'Name the elements in one list');
      return undefined;
    case 'object': {
      const member = onlyMember(node, 'a matcher', refuse);
      return member && readNamed(member, refuse);
    }
  }
}

/** An address is compared as an address: `::1` is `0:0:0:0:0:0:0:1`. (Only as a plain value; `anything-but` compares text.) */
function sameAddress(text: string): Test | undefined {
  const address = parseAddress(text);
  return address && { is: 'cidr', range: formatRange({ bits: address.bits, first: address.value, last: address.value }) };
}

function readNamed({ key, keyAt, value }: JsonSourceMember, refuse: Refuse): Test | undefined {
  switch (key) {
    case 'prefix':
    case 'suffix':
      return readAffix(key, value, refuse);
    case 'equals-ignore-case':
    case 'exactly':
      if (value.kind === 'string') return { is: key === 'exactly' ? 'equals' : key, value: value.value };
      refuse(`"${key}" takes a string`, value);
      return undefined;
    case 'wildcard':
      return readWildcard(value, refuse);
    case 'anything-but':
      return readExcept(value, refuse);
    case 'numeric':
      return readNumeric(value, refuse);
    case 'exists':
      if (value.kind === 'boolean') return { is: value.value ? 'exists' : 'absent' };
      refuse('"exists" takes true or false', value);
      return undefined;
    case 'cidr':
      return readCidr(value, refuse);
    default: {
      const meant = closestName(key, matcherNames);
      refuse(`no matcher is called ${JSON.stringify(key)}`, keyAt, meant && `Did you mean "${meant}"?`);
      return undefined;
    }
  }
}

function readAffix(key: 'prefix' | 'suffix', node: JsonSource, refuse: Refuse): Test | undefined {
  if (node.kind === 'string') return { is: key, value: node.value };
  if (node.kind !== 'object') {
    refuse(`"${key}" takes a string or {"equals-ignore-case": …}`, node);
    return undefined;
  }
  const member = onlyMember(node, `"${key}"`, refuse);
  if (member === undefined) return undefined;
  if (member.key !== 'equals-ignore-case') refuse(`inside "${key}" only "equals-ignore-case" is allowed`, member.keyAt);
  else if (member.value.kind === 'string') return { is: key, value: member.value.value, ignoreCase: true };
  else refuse('"equals-ignore-case" takes a string', member.value);
  return undefined;
}

function readCidr(node: JsonSource, refuse: Refuse): Test | undefined {
  const range = node.kind === 'string' ? parseRange(node.value) : undefined;
  if (range === undefined) refuse('"cidr" takes an address range such as "192.0.2.0/24" or "2001:db8::/32"', node);
  else if (range.first === range.last)
    refuse('a range of one address is not a "cidr"', node, 'Write the address as a plain value');
  else return { is: 'cidr', range: formatRange(range) };
  return undefined;
}

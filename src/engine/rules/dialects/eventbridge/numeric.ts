import type { JsonSource } from '../../../../base/json-source.ts';
import { isExactNumber } from '../../../../base/number-text.ts';
import type { Bound, Test } from '../../../../model/predicate.ts';
import type { Refuse } from './refusal.ts';

/** `["=", n]`, or a lower bound, an upper bound, or both in this order: `[">", 0, "<=", 5]`. */
export function readNumeric(node: JsonSource, refuse: Refuse): Test | undefined {
  if (node.kind !== 'array') {
    refuse('"numeric" takes a list such as [">", 0, "<=", 5]', node);
    return undefined;
  }
  const [operator, value, upperOperator, upperValue, more] = node.elements;
  if (operator === undefined || value === undefined) {
    refuse('"numeric" needs a comparison and a number', node);
    return undefined;
  }
  const sign = signOf(operator, ['=', '<', '<=', '>', '>='], refuse);
  const number = numberOf(value, refuse);
  if (upperOperator === undefined) return sign === undefined || number === undefined ? undefined : compare(sign, number);

  if (sign !== undefined && !sign.startsWith('>')) {
    refuse(`nothing can follow "${sign}"`, upperOperator, 'Write the lower bound first: [">", 0, "<=", 5]');
    return undefined;
  }
  const upperSign = signOf(upperOperator, ['<', '<='], refuse);
  const upper = upperValue && numberOf(upperValue, refuse);
  if (upperValue === undefined) refuse('the second comparison has no number', upperOperator);
  if (more !== undefined) refuse('"numeric" takes two comparisons at most', more);
  if (sign === undefined || number === undefined || upperSign === undefined || upper === undefined || more) return undefined;
  if (number < upper) return { is: 'range', low: bound(sign, number), high: bound(upperSign, upper) };
  refuse('the lower bound must be less than the upper one', upperValue!);
  return undefined;
}

function compare(sign: string, value: number): Test {
  if (sign === '=') return { is: 'equals', value };
  return { is: 'range', [sign.startsWith('>') ? 'low' : 'high']: bound(sign, value) };
}

function bound(sign: string, value: number): Bound {
  return { value, inclusive: sign.endsWith('=') };
}

function signOf(node: JsonSource, allowed: readonly string[], refuse: Refuse): string | undefined {
  if (node.kind === 'string' && allowed.includes(node.value)) return node.value;
  refuse(`expected one of ${allowed.map((sign) => `"${sign}"`).join(', ')}`, node);
  return undefined;
}

function numberOf(node: JsonSource, refuse: Refuse): number | undefined {
  if (node.kind !== 'number') refuse('expected a number', node);
  else if (!isExactNumber(node.text))
    refuse(`${node.text} has more digits or a larger exponent than numbers are compared with`, node);
  else return node.value + 0;
  return undefined;
}

import type { JsonSource } from '../../../../base/json-source.ts';
import { DAY, HOUR, type Milliseconds, MINUTE, SECOND } from '../../../../base/units.ts';
import { describeNode } from '../rule-reader.ts';
import type { SigmaContext } from './context.ts';

const units: Readonly<Record<string, Milliseconds>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

/** `90m`: a whole number and a letter (Sigma Correlation Rules Specification 2.1, "Time Selection"; weeks besides). */
export function readTimespan(key: string, node: JsonSource, context: SigmaContext, zero = false): Milliseconds {
  const [, count, unit] = (node.kind === 'string' ? /^(\d{1,7})([smhdw])$/.exec(node.value) : null) ?? [];
  const span = count === undefined ? 0 : Number(count) * units[unit!]!;
  if (count === undefined || (span === 0 && !zero)) {
    const hint = 'Write a number and a letter: 30s, 90m, 2h, 7d, 4w';
    context.report('RULE_FIELD', `"${key}" is no length of time: ${describeNode(node)}`, node, hint);
  }
  return span;
}

import { expect, it } from 'vitest';
import type { JsonObject } from '../../base/json.ts';
import { documentedEvent, targetInputCases, targetInputGaps, wrongTargetInputs } from './target-input.cases.ts';
import { compileTargetInput, type TargetInputFields } from './target-input.ts';

const rule = { name: 'example', arn: 'arn:aws:events:us-east-2:123456789012:rule/example' };
const now = Date.parse('2026-01-31T12:00:00.500Z');
const made = (fields: TargetInputFields, event: unknown = documentedEvent) =>
  compileTargetInput(fields)(event as JsonObject, rule, now);

it.each(targetInputCases)('%s', (_, fields, gets) => expect(made(fields)).toBe(gets));

it.each(wrongTargetInputs)('%s is refused', (_, fields, word) => {
  expect(() => compileTargetInput(fields)).toThrow(
    expect.objectContaining({ code: 'RULE_FIELD', message: expect.stringContaining(word) }),
  );
});

it.each(targetInputGaps)('$fact (known gap: $reason)', ({ fields, event, ours }) => expect(made(fields, event)).toBe(ours));

it('whatever values are, JSON stays JSON', () => {
  const odd = ['"', '\\', '\n', '\u0000', '</script>', '<state>', '{"a":1}', '\ud800'];
  const fields = { InputTransformer: { InputPathsMap: { v: '$.v' }, InputTemplate: '{"a": "x<v>y", "b": <v>, "<v>": 1}' } };
  for (const v of odd) {
    const parsed = JSON.parse(made(fields, { v })!) as Record<string, unknown>;
    expect([parsed.a, parsed.b, parsed[v]]).toEqual([`x${v}y`, v, 1]);
  }
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../../base/json-source.ts';
import { evaluate } from '../../evaluate.ts';
import { compileEventPatternText } from './compile-pattern.ts';
import { matcherNames } from './reserved-names.ts';

const page = readFileSync(new URL('../../../../../docs/eventbridge-patterns.md', import.meta.url), 'utf8');

/** Each JSON block is a pattern, and each list item below it that names an event an example of it. */
function examplesOf(text: string) {
  let pattern = '';
  const examples: { pattern: string; event: string; expected: boolean }[] = [];
  for (const [, block, verdict, event] of text.matchAll(/```json\n([^`]*)```|^- (matches|does not match) `([^`]*)`$/gm)) {
    if (block !== undefined) pattern = block;
    else examples.push({ pattern, event: event!, expected: verdict === 'matches' });
  }
  return examples;
}

const examples = examplesOf(page);

describe('the reference of event patterns', () => {
  it.each(examples)('$event: $expected', ({ pattern, event, expected }) => {
    expect(evaluate(compileEventPatternText(pattern), parseEvent(event))).toBe(expected);
  });

  it('names every matcher that has a place in it', () => {
    for (const name of matcherNames.filter((name) => name !== 'exactly')) expect(page).toContain(`\`${name}\``);
    expect(examples.length).toBeGreaterThan(40);
  });
});

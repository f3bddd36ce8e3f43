import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../../base/problem.ts';
import { loadRules } from '../../load.ts';
import { compileFilter } from './compile-filter.ts';

const page = readFileSync(new URL('../../../../../docs/metric-filters.md', import.meta.url), 'utf8');

/** Each block is a pattern, and each list item below it that names a message an example of it. */
function examplesOf(text: string) {
  let pattern = '';
  const examples: { pattern: string; message: string; expected: boolean }[] = [];
  for (const [, block, verdict, message] of text.matchAll(/```filter\n([^`]*)\n```|^- (matches|does not match) `([^`]*)`$/gm)) {
    if (block !== undefined) pattern = block;
    else examples.push({ pattern, message: message!, expected: verdict === 'matches' });
  }
  return examples;
}

const examples = examplesOf(page);

describe('the reference of filter patterns', () => {
  it.each(examples)('$pattern of $message: $expected', ({ pattern, message, expected }) => {
    expect(compileFilter(pattern).test(message)).toBe(expected);
  });

  it('has examples of every kind', () => expect(examples.length).toBeGreaterThan(30));

  it('shows an error as it is', () => {
    const shown = /trailwatch: (line 1:13: .*)/.exec(page)![1];
    let said = '';
    try {
      compileFilter('{ $.latency == 500 }');
    } catch (error) {
      said = formatProblem(error as never);
    }
    expect(said).toBe(shown);
  });

  it('shows a rule file that loads', () => {
    const text = /```json\n([^`]*)```/.exec(page)![1]!;
    const { rules, problems } = loadRules([{ file: 'filters.json', text }]);
    expect(problems).toEqual([]);
    expect(rules.map(({ id, dialect, severity }) => ({ id, dialect, severity }))).toEqual([
      { id: 'trail-stopped', dialect: 'metric-filter', severity: 'high' },
    ]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/base/problem.ts';
import { loadRules } from '../../src/engine/rules/load.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
/** Tables may be aligned: the width of a column says nothing. */
const page = read('docs/monitored-events.md').replaceAll(/ +\|/g, ' |');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map((block) => block[1]!);

describe('docs/monitored-events.md', () => {
  for (const [index, text] of blocks('json').entries()) {
    it(`its example ${index + 1} loads`, () => {
      const { rules, problems } = loadRules([{ file: 'example.json', text }]);
      expect(problems.map(formatProblem)).toEqual([]);
      expect(rules.map((rule) => rule.dialect)).toEqual(rules.map(() => 'monitored-events'));
    });
  }

  it('shows errors as they are', () => {
    const text = '[\n  {\n    "id": "stop",\n    "evenName": "StopLogging",\n    "severity": "HUGE"\n  }\n]\n';
    const { problems } = loadRules([{ file: 'my-events.json', text }]);
    expect(problems.map(formatProblem)).toEqual(blocks('text')[0]!.trim().split('\n'));
  });

  it('lists what is shipped, with its severity', () => {
    const rows = page.slice(page.indexOf('## What is shipped')).matchAll(/^\|[^|]*\| (`[^|]*) \| (\w+) \|$/gm);
    const listed = [...rows].flatMap(([, ids = '', severity = '']) =>
      [...ids.matchAll(/`([^`]+)`/g)].map(([, id = '']) => `${id} ${severity}`),
    );
    const { rules } = loadRules([{ file: 'monitored_events.json', text: read('rules/monitored_events.json') }]);
    expect(listed.sort()).toEqual(rules.map((rule) => `${rule.id} ${rule.severity}`).sort());
  });

  it('names every field of a definition', () => {
    for (const field of [
      'id',
      'eventName',
      'eventSource',
      'userIdentityType',
      'errorCode',
      'resourceType',
      'errorMessage',
      'match',
      'title',
      'description',
      'severity',
      'attack',
    ]) {
      expect(page).toContain(`| \`${field}\` |`);
    }
  });
});

import { forTerminal } from '../../../base/escape.ts';
import type { Explained } from '../../../engine/rules/explain.ts';

/** The tree as lines: yes or no, the question, the values. */
export function explainedLines(explained: Explained, indent = ''): string[] {
  const { holds, text, saw, of } = explained;
  const seen = saw === undefined ? '' : saw.length === 0 ? '   (nothing there)' : `   (saw ${saw.map(forTerminal).join(', ')})`;
  const line = `${holds ? 'yes' : 'no '}  ${indent}${forTerminal(text)}${seen}`;
  return [line, ...(of ?? []).flatMap((part) => explainedLines(part, `${indent}  `))];
}

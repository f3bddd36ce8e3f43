import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** An action of IAM, and the file whose docstring asks for it. */
export interface AskedAction {
  readonly action: string;
  readonly file: string;
}

/** What the code that can be reached from a file says it asks of AWS: `IAM: service:Action` in docstrings. */
export function reachableActions(entry: string): AskedAction[] {
  return [...reachableFiles(entry)].flatMap((file) =>
    actionsIn(readFileSync(file, 'utf8')).map((action) => ({ action, file: relative('', file) })),
  );
}

function reachableFiles(entry: string): Set<string> {
  const found = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    waiting.push(...importsOf(readFileSync(file, 'utf8')).map((path) => join(dirname(file!), path)));
  }
  return found;
}

/** Imports of ours, dynamic ones too. What is imported for its types only is not code. */
function importsOf(text: string): string[] {
  const declarations = [...text.matchAll(/^(?:import|export)\s+(?!type\b)([^'";]*?)\s*from\s+'(\.[^']+)'/gm)]
    .filter(([, names]) => !/^\{(\s*type\s[^,}]+,?)+\s*\}$/.test(names!))
    .map(([, , path]) => path!);
  const bare = [...text.matchAll(/^import\s+'(\.[^']+)'/gm)].map(([, path]) => path!);
  const dynamic = [...text.matchAll(/\bimport\('(\.[^']+)'\)/g)].map(([, path]) => path!);
  return [...declarations, ...bare, ...dynamic].filter((path) => path.endsWith('.ts'));
}

/** Of the sentences after `IAM:`, to the end of the comment or of the line that ends with a full stop. */
export function actionsIn(text: string): string[] {
  const comments = text.match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  return comments.flatMap((comment) => {
    const said = comment
      .replace(/\n\s*\*\s?/g, ' ')
      .split('IAM:')
      .slice(1)
      .join(' ');
    return (said.match(/\b[a-z0-9]+:[A-Z][A-Za-z]+\b/g) ?? []).filter((one) => !one.startsWith('aws:'));
  });
}

import type { z } from 'zod';
import { Problem } from '../../base/problem.ts';
import { closestName } from '../../engine/rules/dialects/closest-name.ts';
import { describeNode, quote } from '../../engine/rules/dialects/rule-reader.ts';
import { type ConfigTree, formatPath, type Path } from './config-tree.ts';
import { partAt, type SchemaPart } from './schema-walk.ts';

/** What a schema has against a tree: CONFIG_FIELD, each where it was written. */
export function schemaProblems(
  schema: z.ZodType,
  issues: readonly z.core.$ZodIssue[],
  tree: ConfigTree,
  plain: unknown,
): Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path as Path;
    const part = partAt(schema, issue.code === 'invalid_key' ? path.slice(0, -1) : path, plain);
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], part?.keys ?? [], tree));
    return [problemOf(issue, path, part, tree)];
  });
}

function problemOf(issue: z.core.$ZodIssue, path: Path, part: SchemaPart | undefined, tree: ConfigTree): Problem {
  const node = tree.nodeAt(path);
  const where = path.length === 0 ? 'the configuration' : formatPath(path);
  if (issue.code === 'invalid_key') {
    const message = `${formatPath(path.slice(0, -1))}: the key ${quote(String(path.at(-1)))} must be ${part?.keyExpected ?? 'a name'}`;
    return new Problem('CONFIG_FIELD', message, { at: tree.keyPlaceOf(path) });
  }
  const at = tree.placeOf(path);
  const choices = choicesOf(issue);
  if (node === undefined || node.kind === 'null') {
    const expected = part?.expected ?? (choices.length > 0 ? `one of ${choices.join(', ')}` : undefined);
    return new Problem('CONFIG_FIELD', `${where} is missing`, { at, hint: expected && `It must be ${expected}` });
  }
  const expected = choices.length > 0 ? `one of ${choices.join(', ')}` : (part?.expected ?? issue.message);
  const meant = node.kind === 'string' ? closestName(node.value, choices) : undefined;
  // What a field for a secret holds may be the secret itself.
  const given = part?.expected?.includes('SECRETSMANAGER:') ? 'that' : node.kind === 'number' ? node.text : describeNode(node);
  return new Problem('CONFIG_FIELD', `${where} must be ${expected}, not ${given}`, {
    at,
    hint: meant === undefined ? undefined : `Did you mean ${meant}?`,
  });
}

function choicesOf(issue: z.core.$ZodIssue): string[] {
  const values =
    issue.code === 'invalid_value'
      ? issue.values
      : issue.code === 'invalid_union' && 'options' in issue
        ? (issue.options as unknown[])
        : [];
  return values.map(String);
}

/** A key that the schema doesn't know, with the one that was probably meant. */
export function unknownKey(path: Path, known: readonly string[], tree: ConfigTree): Problem {
  const key = String(path.at(-1));
  const meant = closestName(key, known);
  const around = path.length > 1 ? ` in ${formatPath(path.slice(0, -1))}` : '';
  return new Problem('CONFIG_FIELD', `unknown key ${quote(key)}${around}`, {
    at: tree.keyPlaceOf(path),
    hint: meant === undefined ? `Known are ${known.join(', ')}` : `Did you mean ${meant}?`,
  });
}

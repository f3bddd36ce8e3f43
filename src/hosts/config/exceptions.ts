import { z } from 'zod';
import { type Place, Problem } from '../../base/problem.ts';
import { DAY, type EpochMs } from '../../base/units.ts';
import type { Exception } from '../../engine/findings/policy.ts';
import type { Predicate } from '../../model/predicate.ts';
import { quote } from '../../engine/rules/dialects/rule-reader.ts';
import { byPlace } from '../../engine/rules/load.ts';
import { type ConfigTree, configTree, plainOf } from './config-tree.ts';
import { matching, oneOf, pattern, text } from './fields.ts';
import { compilePatternAt } from './patterns.ts';
import { schemaProblems } from './schema-problems.ts';
import { parseYamlText, readConfigText } from './yaml-file.ts';

/** An exception, what its `when` was made of, and where it was written. */
export type PlacedException = Exception & { readonly predicates: readonly Predicate[]; readonly place: Place };

export interface ExceptionsResult {
  /** Those without a mistake. */
  readonly exceptions: readonly PlacedException[];
  /** The values of the file, for a hash. */
  readonly written: unknown;
  /** CONFIG_READ, CONFIG_YAML, CONFIG_FIELD, RULE_PATTERN; all of them, in the order of the file. */
  readonly problems: readonly Problem[];
}

const exceptionsSchema = z
  .array(
    z
      .strictObject({
        id: matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'an id of letters, digits, ., - and _'),
        on: oneOf(['event', 'finding']).prefault('finding'),
        when: pattern(),
        owner: text('the name of a person or team'),
        reason: z
          .string()
          .refine((value) => value.trim() !== '')
          .describe('a text'),
        expires: text()
          .transform((value, context) => {
            const at = endOf(value);
            if (at === undefined) context.addIssue({ code: 'invalid_format', format: 'date', input: value });
            return at ?? 0;
          })
          .describe('a date (2027-03-31, the last day that it holds) or a time in UTC (2027-03-31T12:00:00Z)'),
      })
      .describe('a map with id, when, owner, reason and expires'),
  )
  .describe('a list of exceptions');

/** Reads `exceptions.yaml`. Never throws for what it says. */
export async function loadExceptions(file: string): Promise<ExceptionsResult> {
  try {
    return parseExceptions(await readConfigText(file), file);
  } catch (error) {
    if (error instanceof Problem) return { exceptions: [], written: undefined, problems: [error] };
    throw error;
  }
}

export function parseExceptions(source: string, file: string): ExceptionsResult {
  const { root, problems } = parseYamlText(source, file);
  // Nothing in it, or nothing but comments: no exceptions.
  if (root === undefined) return { exceptions: [], written: undefined, problems };
  const tree = configTree(root, { origin: 'file', name: file, lines: true });
  const plain = plainOf(root);
  const parsed = exceptionsSchema.safeParse(plain);
  const compiled = root.kind === 'array' ? root.elements.map((_, index) => compileWhen(tree, index)) : [];
  const all = [
    ...(parsed.success ? [] : schemaProblems(exceptionsSchema, parsed.error.issues, tree, plain)),
    ...compiled.flatMap((each) => each.problems),
    ...repeatedIds(plain, tree),
  ].sort(byPlace);
  if (!parsed.success || all.length > 0) return { exceptions: [], written: plain, problems: all };
  const exceptions = parsed.data.map((entry, index) => ({
    ...entry,
    when: compiled[index]?.when ?? (() => false),
    predicates: compiled[index]?.predicates ?? [],
    place: tree.placeOf([index]),
  }));
  return { exceptions, written: plain, problems: [] };
}

function compileWhen(tree: ConfigTree, index: number) {
  const node = tree.nodeAt([index, 'when']);
  return node?.kind === 'object'
    ? compilePatternAt(node, tree.placeOf([index]).file)
    : { when: undefined, predicates: [], problems: [] };
}

function repeatedIds(plain: unknown, tree: ConfigTree): Problem[] {
  const first = new Map<unknown, number>();
  return (Array.isArray(plain) ? plain : []).flatMap((entry: { readonly id?: unknown } | null, index) => {
    const id = entry?.id;
    if (typeof id !== 'string') return [];
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, index);
      return [];
    }
    const line = tree.placeOf([other, 'id']).line;
    const message = `the id ${quote(id)} is taken already: line ${line} has it`;
    return [new Problem('CONFIG_FIELD', message, { at: tree.placeOf([index, 'id']), hint: 'Rename one of the two' })];
  });
}

/** A day ends with its midnight in UTC. */
function endOf(written: string): EpochMs | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[Tt](\d{2}:\d{2}(?::\d{2})?)([Zz]|[+-]\d{2}:\d{2}))?$/.exec(written.trim());
  if (parts === null) return undefined;
  const day = Date.parse(`${parts[1]}T00:00:00Z`);
  // Date.parse takes 2027-02-30 for March 2: the day must survive the round trip.
  if (Number.isNaN(day) || !new Date(day).toISOString().startsWith(parts[1]!)) return undefined;
  if (parts[2] === undefined) return day + DAY;
  const at = Date.parse(`${parts[1]}T${parts[2]}${parts[3]!.toUpperCase()}`);
  return Number.isNaN(at) ? undefined : at;
}

import type { Properties } from './as-template.ts';

/**
 * Properties in one form, so that two tools' ways of saying the same thing are equal: texts for numbers and truth values, lists without
 * order, policies as a list of single permissions (who may do which one thing to which one resource), nothing empty.
 */
export function plainProperties(properties: Properties): Readonly<Record<string, unknown>> {
  const made: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties)) {
    const found = plain(name === 'DashboardBody' && typeof value === 'string' ? JSON.parse(value) : value);
    if (found !== undefined) made[name] = found;
  }
  return made;
}

function plain(value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (isPolicy(value)) return permissions(value.Statement);
  if (Array.isArray(value)) {
    const items = value.map(plain).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items.toSorted(byText);
  }
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [name, plain(inner)]);
  const kept = entries.filter(([, inner]) => inner !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: unknown;
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const isPolicy = (value: unknown): value is { readonly Statement: Statement | readonly Statement[] } =>
  typeof value === 'object' && value !== null && 'Statement' in value;

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function permissions(statements: Statement | readonly Statement[]): readonly string[] {
  const found = (listed(statements) as readonly Statement[]).flatMap(({ Effect, Principal, Action, Resource, Condition }) => {
    const when = Object.entries(Condition ?? {}).flatMap(([test, of]) =>
      Object.entries(of).map(
        ([name, values]) => `${test} ${name} ${[...new Set(listed(values).map(String))].toSorted().join('|')}`,
      ),
    );
    const suffix = when.length === 0 ? '' : ` if ${when.toSorted().join(' and ')}`;
    return principals(Principal).flatMap((who) =>
      listed(Action).flatMap((action) => listed(Resource).map((resource) => `${Effect} ${who}${action} on ${resource}${suffix}`)),
    );
  });
  return [...new Set(found)].toSorted();
}

function principals(principal: unknown): readonly string[] {
  if (principal === undefined) return [''];
  if (typeof principal === 'string') return [`${principal}: `];
  return Object.entries(principal as object).flatMap(([kind, who]) => listed(who).map((one) => `${kind} ${one}: `));
}

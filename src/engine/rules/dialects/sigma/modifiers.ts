import type { DatePart } from '../../../../model/predicate.ts';
import { closestName } from '../closest-name.ts';
import { quote } from '../rule-reader.ts';

/** What the modifiers behind a field's name say, once they are known to fit one another. */
export interface Modifiers {
  readonly type: 'text' | 'regex' | 'cidr' | 'number' | 'fieldref' | 'exists';
  readonly all: boolean;
  readonly neq: boolean;
  readonly cased: boolean;
  readonly expand: boolean;
  readonly windash: boolean;
  readonly place?: 'contains' | 'startswith' | 'endswith';
  readonly utf16?: 'utf16le' | 'utf16be' | 'utf16';
  readonly base64?: 'base64' | 'base64offset';
  readonly comparison?: Comparison;
  readonly datePart?: DatePart;
  /** Of a regular expression: some of `i`, `m`, `s`. */
  readonly flags: string;
}

export type Comparison = 'lt' | 'lte' | 'gt' | 'gte';

/** A modifier that can't be used here. `index` counts from the first behind the field's name. */
export interface ModifierMistake {
  readonly index: number;
  readonly message: string;
  readonly hint?: string;
}

type Kind = 'list' | 'place' | 'cased' | 'expand' | 'windash' | 'utf16' | 'base64' | 'regex' | 'flag' | 'cidr' | 'comparison';
type Known = { readonly kind: Kind | 'date-part' | 'fieldref' | 'exists'; readonly name: string };

const known: Readonly<Record<string, Known>> = Object.fromEntries(
  (
    [
      ['list', 'all neq'],
      ['place', 'contains startswith endswith'],
      ['cased', 'cased'],
      ['expand', 'expand'],
      ['windash', 'windash'],
      ['utf16', 'utf16le utf16be utf16'],
      ['base64', 'base64 base64offset'],
      ['regex', 're'],
      ['flag', 'i m s'],
      ['cidr', 'cidr'],
      ['comparison', 'lt lte gt gte'],
      ['date-part', 'minute hour day week month year'],
      ['fieldref', 'fieldref'],
      ['exists', 'exists'],
    ] as const
  ).flatMap(([kind, names]) => names.split(' ').map((name) => [name, { kind, name }])),
);

/** Other names for the same. */
const aliases: Readonly<Record<string, string>> = { wide: 'utf16le', ignorecase: 'i', multiline: 'm', dotall: 's' };

export const modifierNames = [...Object.keys(known), 'wide'];

/**
 * What may stand before a modifier, by kind. `list` may stand anywhere. Modifiers are applied in the order in which they are
 * written, so that one of the wrong order would mean something else, mostly nothing.
 */
const mayFollow: Readonly<Record<Exclude<Known['kind'], 'list'>, readonly Known['kind'][]>> = {
  place: ['cased', 'expand', 'windash', 'utf16', 'base64', 'regex', 'flag', 'fieldref'],
  cased: ['place', 'expand', 'windash', 'utf16', 'base64', 'fieldref'],
  expand: ['place', 'cased', 'windash', 'regex', 'flag', 'cidr'],
  windash: ['place', 'cased', 'expand'],
  utf16: ['expand', 'windash', 'cased'],
  base64: ['expand', 'windash', 'utf16', 'cased'],
  regex: ['expand'],
  flag: ['regex', 'flag', 'expand', 'place'],
  cidr: ['expand'],
  comparison: ['date-part'],
  'date-part': ['comparison'],
  fieldref: ['cased'],
  exists: [],
};

/** Only one of each of these. */
const single: readonly Known['kind'][] = ['place', 'utf16', 'base64', 'comparison', 'date-part'];

/** Sigma Modifiers Appendix 2.1. */
export function readModifiers(names: readonly string[]): Modifiers | ModifierMistake {
  const before: Known[] = [];
  for (const [index, given] of names.entries()) {
    const name = Object.hasOwn(aliases, given) ? aliases[given]! : given;
    const mistake = Object.hasOwn(known, name) ? misuse(known[name]!, given, before) : unknown(given);
    if (mistake !== undefined) return { index, ...mistake };
    before.push(known[name]!);
  }
  return {
    type: typeOf(before),
    all: before.some(({ name }) => name === 'all'),
    neq: before.some(({ name }) => name === 'neq'),
    cased: before.some(({ kind }) => kind === 'cased'),
    expand: before.some(({ kind }) => kind === 'expand'),
    windash: before.some(({ kind }) => kind === 'windash'),
    ...chosen(before, 'place', 'place'),
    ...chosen(before, 'utf16', 'utf16'),
    ...chosen(before, 'base64', 'base64'),
    ...chosen(before, 'comparison', 'comparison'),
    ...chosen(before, 'date-part', 'datePart'),
    flags: before.flatMap(({ kind, name }) => (kind === 'flag' ? [name] : [])).join(''),
  };
}

export function isMistake(read: Modifiers | ModifierMistake): read is ModifierMistake {
  return 'message' in read;
}

function unknown(given: string): Omit<ModifierMistake, 'index'> {
  if (given === '') return { message: 'a "|" without a modifier behind it', hint: 'Remove it' };
  const meant = closestName(given, modifierNames);
  return {
    message: `no modifier is called ${quote(given)}`,
    hint: meant === undefined ? `Use any of ${modifierNames.join(', ')}` : `Did you mean "${meant}"?`,
  };
}

function misuse(one: Known, given: string, before: readonly Known[]): Omit<ModifierMistake, 'index'> | undefined {
  if (before.includes(one)) return { message: `the modifier "${given}" occurs twice`, hint: 'Remove one of the two' };
  const twin = single.includes(one.kind) ? before.find(({ kind }) => kind === one.kind) : undefined;
  if (twin !== undefined)
    return { message: `"${twin.name}" and "${given}" contradict one another`, hint: 'Write two fields, or two selections' };
  const exists = before.find(({ kind }) => kind === 'exists') ?? (one.kind === 'exists' ? before[0] : undefined);
  if (exists !== undefined)
    return { message: '"exists" stands alone', hint: 'Write "exists: false" for a field that must not be there' };
  if (one.kind === 'list') return undefined;
  const offender = before.find(({ kind }) => kind !== 'list' && !mayFollow[one.kind as keyof typeof mayFollow].includes(kind));
  if (one.kind === 'flag' && !before.some(({ kind }) => kind === 'regex'))
    return { message: `"${given}" is a flag of a regular expression`, hint: 'Write it behind "re"' };
  if (offender === undefined) return undefined;
  if (one.kind === 'cased' && (offender.kind === 'regex' || offender.kind === 'flag'))
    return { message: '"cased" does not go with "re", which heeds case unless it has the flag "i"', hint: 'Remove "cased"' };
  const turned = mayFollow[offender.kind as keyof typeof mayFollow].includes(one.kind);
  return {
    message: `"${given}" can't be applied to what "${offender.name}" has made`,
    hint: turned ? `Write "${given}" before "${offender.name}"` : 'Use one of the two',
  };
}

function typeOf(before: readonly Known[]): Modifiers['type'] {
  const kinds = before.map(({ kind }) => kind);
  if (kinds.includes('regex')) return 'regex';
  if (kinds.includes('comparison') || kinds.includes('date-part')) return 'number';
  for (const kind of ['cidr', 'fieldref', 'exists'] as const) if (kinds.includes(kind)) return kind;
  return 'text';
}

function chosen(before: readonly Known[], kind: Known['kind'], key: string): object {
  const found = before.find((each) => each.kind === kind);
  return found === undefined ? {} : { [key]: found.name };
}

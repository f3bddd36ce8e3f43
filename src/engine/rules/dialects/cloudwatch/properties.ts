import type { JsonSource, JsonSourceObject, SourcePlace } from '../../../../base/json-source.ts';
import { closestName } from '../closest-name.ts';
import { describeNode, quote, type RuleReader } from '../rule-reader.ts';

/** The key of an object that stands for what can't be known without the account: its value says what it is. */
export const UNKNOWN = 'trailwatch::unknown';

/** Stands for a value that only AWS knows, such as an ARN. */
export function unknownNode(text: string, at: SourcePlace): JsonSourceObject {
  const place = { line: at.line, column: at.column, offset: at.offset };
  return {
    kind: 'object',
    ...place,
    members: [{ key: UNKNOWN, keyAt: place, value: { kind: 'string', value: text, ...place } }],
  };
}

/** What an unknown value is; undefined for a value that is known. */
export function unknownText(node: JsonSource | undefined): string | undefined {
  if (node?.kind !== 'object' || node.members.length !== 1 || node.members[0]!.key !== UNKNOWN) return undefined;
  const { value } = node.members[0]!;
  return value.kind === 'string' ? value.value : '';
}

/** Reads the properties of one resource: what has a wrong form is reported (RULE_FIELD) and then missing. */
export interface Properties {
  readonly node: JsonSourceObject;
  has(key: string): boolean;
  at(key: string): SourcePlace;
  /** Numbers are texts too: `1` in YAML. */
  text(key: string): string | undefined;
  /** Texts that are numbers are numbers too: `"300"`. */
  number(key: string): number | undefined;
  flag(key: string): boolean | undefined;
  oneOf<T extends string>(key: string, values: readonly T[]): T | undefined;
  list(key: string): readonly JsonSource[];
  objects(key: string): readonly Properties[];
  object(key: string): Properties | undefined;
  /** Text of each member of an object. */
  texts(key: string): ReadonlyMap<string, string>;
  /** Texts that may be unknown here: actions. */
  names(key: string): readonly string[];
  report(key: string, message: string, hint?: string): void;
}

export function propertiesOf(node: JsonSourceObject, reader: RuleReader): Properties {
  // A null is what tools print for a property that isn't set.
  const fields = new Map(node.members.filter(({ value }) => value.kind !== 'null').map(({ key, value }) => [key, value]));
  const report = (key: string, message: string, hint?: string) =>
    reader.report('RULE_FIELD', message, fields.get(key) ?? node, hint);
  const wrong = (key: string, expected: string): undefined => {
    const value = fields.get(key)!;
    const unknown = unknownText(value);
    if (unknown === undefined) report(key, `"${key}" must be ${expected}, not ${describeNode(value)}`);
    else report(key, `"${key}" is ${quote(unknown)}, which nothing in this file says`, 'Give it a value, or a default');
    return undefined;
  };
  const text = (key: string): string | undefined => {
    const value = fields.get(key);
    if (value === undefined || value.kind === 'string') return value?.value;
    return value.kind === 'number' ? value.text : wrong(key, 'a text');
  };
  const list = (key: string): readonly JsonSource[] => {
    const value = fields.get(key);
    if (value === undefined) return [];
    return value.kind === 'array' ? value.elements : (wrong(key, 'a list') ?? []);
  };
  return {
    node,
    has: (key) => fields.has(key),
    at: (key) => fields.get(key) ?? node,
    text,
    number(key) {
      const value = fields.get(key);
      if (value === undefined) return undefined;
      const number = value.kind === 'number' ? value.value : value.kind === 'string' ? numberIn(value.value) : Number.NaN;
      return Number.isFinite(number) ? number : wrong(key, 'a number');
    },
    flag(key) {
      const value = fields.get(key);
      if (value === undefined || value.kind === 'boolean') return value?.value;
      return value.kind === 'string' && /^(?:true|false)$/i.test(value.value)
        ? /^t/i.test(value.value)
        : wrong(key, 'true or false');
    },
    oneOf(key, values) {
      const found = text(key);
      if (found === undefined) return undefined;
      const known = values.find((value) => value === found);
      if (known !== undefined) return known;
      const meant = closestName(found, [...values]);
      report(
        key,
        `${quote(found)} is no ${key}`,
        meant === undefined ? `Use one of ${values.join(', ')}` : `Did you mean "${meant}"?`,
      );
      return undefined;
    },
    list,
    objects: (key) =>
      list(key).flatMap((element) => {
        if (element.kind === 'object' && unknownText(element) === undefined) return propertiesOf(element, reader);
        reader.report('RULE_FIELD', `"${key}" must be a list of objects, and this is ${describeNode(element)}`, element);
        return [];
      }),
    object(key) {
      const value = fields.get(key);
      if (value === undefined) return undefined;
      return value.kind === 'object' && unknownText(value) === undefined ? propertiesOf(value, reader) : wrong(key, 'an object');
    },
    texts(key) {
      const inside = this.object(key);
      const keys = inside?.node.members.map((member) => member.key) ?? [];
      return new Map(keys.flatMap((name) => [[name, inside!.text(name)] as const]).filter(isKnown));
    },
    names: (key) => list(key).flatMap((element) => (element.kind === 'string' ? element.value : (unknownText(element) ?? []))),
    report,
  };
}

function isKnown(entry: readonly [string, string | undefined]): entry is readonly [string, string] {
  return entry[1] !== undefined;
}

/** A decimal number as AWS writes one; NaN for anything else. */
export function numberIn(text: string): number {
  return /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
}

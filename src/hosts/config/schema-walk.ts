import type { z } from 'zod';

/** A schema as zod keeps it, as far as it is looked at here. */
interface Inner {
  readonly def: {
    readonly type: string;
    readonly shape?: Readonly<Record<string, Inner>>;
    readonly element?: Inner;
    readonly keyType?: Inner;
    readonly valueType?: Inner;
    readonly innerType?: Inner;
    readonly in?: Inner;
    readonly out?: Inner;
    readonly options?: readonly Inner[];
    readonly values?: readonly unknown[];
  };
  readonly description?: string;
}

/** The parts of a schema that messages and environment variables need. */
export interface SchemaPart {
  readonly kind: 'object' | 'record' | 'array' | 'scalar';
  /** How a message goes on after "must be". */
  readonly expected: string | undefined;
  /** Of JSON's types, what a scalar takes. */
  readonly scalar: 'string' | 'number' | 'boolean';
  /** Of an object. */
  readonly keys: readonly string[];
  readonly keyExpected: string | undefined;
  /** Undefined for a key that the schema doesn't know. `value` is what is written there: a union is told by its type. */
  child(step: string | number, value?: unknown): SchemaPart | undefined;
}

/** @param value what is written there, if known */
export function schemaPart(schema: z.ZodType, value?: unknown): SchemaPart {
  return partOf(schema as unknown as Inner, value);
}

/** The part that a path leads to. @param value what is written at the root */
export function partAt(schema: z.ZodType, path: readonly (string | number)[], value: unknown): SchemaPart | undefined {
  let written = value;
  let part: SchemaPart | undefined = schemaPart(schema, written);
  for (const step of path) {
    written = (written as Record<string | number, unknown> | undefined)?.[step];
    part = part?.child(step, written);
  }
  return part;
}

function partOf(schema: Inner, value: unknown): SchemaPart {
  const { inner, expected } = unwrapped(schema, value);
  const def = inner.def.options === undefined ? inner.def : typeOnly(inner);
  const kind = def.type === 'object' || def.type === 'record' || def.type === 'array' ? def.type : 'scalar';
  const scalar = ['int', 'number'].includes(def.type) ? 'number' : def.type === 'boolean' ? 'boolean' : 'string';
  return {
    kind,
    expected,
    scalar,
    keys: Object.keys(def.shape ?? {}),
    keyExpected: def.keyType?.description,
    child(step, written) {
      const next = kind === 'object' ? def.shape?.[step] : kind === 'record' ? def.valueType : def.element;
      return next === undefined || kind === 'scalar' ? undefined : partOf(next, written);
    },
  };
}

/** A union of maps of which it isn't known yet which one is meant: all that can be said is its type. */
function typeOnly({ def }: Inner): Inner['def'] {
  const type = def.options?.[0]?.def.shape?.type;
  return type === undefined ? def : { type: 'object', shape: { type } };
}

/** Without defaults and transformations; of a union told by a type the member whose type is written. */
function unwrapped(schema: Inner, value: unknown): { inner: Inner; expected: string | undefined } {
  let inner = schema;
  let expected = schema.description;
  for (;;) {
    const { def } = inner;
    const type = (value as { type?: unknown } | undefined)?.type;
    const next: Inner | undefined =
      def.innerType ??
      (def.type === 'pipe' ? (def.in?.def.type === 'transform' ? def.out : def.in) : undefined) ??
      def.options?.find((option) => option.def.shape?.type?.def.values?.includes(type));
    if (next === undefined) return { inner, expected };
    inner = next;
    expected ??= inner.description;
  }
}

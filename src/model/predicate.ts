/**
 * The one intermediate form: every dialect compiles to it, `evaluate.ts` says what it means, the matcher is an index over it.
 *
 * A path is dot-joined from the root of the event that is matched (`detail.userIdentity.type`). It leads through arrays, and a
 * key that itself contains dots is the same as nested keys: `{"a":{"b":1}}` and `{"a.b":1}` both have `a.b`. The **leaves** at
 * a path are the strings, numbers, booleans and nulls found there, elements of arrays included; objects and empty arrays are
 * no leaves, so a path that ends on them is absent (as in EventBridge).
 */
export type Predicate =
  /** True if all are; of none: true. */
  | { readonly op: 'all'; readonly of: readonly Predicate[] }
  /** True if one is; of none: false. */
  | { readonly op: 'any'; readonly of: readonly Predicate[] }
  | { readonly op: 'not'; readonly of: Predicate }
  /** True if any leaf at the path passes the test (`absent`: if there is no leaf). */
  | { readonly op: 'field'; readonly path: string; readonly test: Test }
  /**
   * About whatever is at the path, objects and empty arrays too. `present`: there is something, null counts. `null`: there is
   * nothing, or one of what is there is null (an array's elements count, and the array itself as something).
   */
  | { readonly op: 'value'; readonly path: string; readonly is: 'present' | 'null' }
  /** True if any leaf anywhere below the path passes the test, whatever its name. Keys are not looked at. Never `absent`. */
  | { readonly op: 'anywhere'; readonly path: string; readonly test: Test }
  /**
   * True if the text of a leaf at the path equals (begins with, ends with, contains) the text of a leaf at the other path. Texts
   * are those of strings, numbers and booleans; null has none.
   */
  | ({ readonly op: 'compare' } & Comparison)
  /**
   * True if any *value* that the selector selects passes the test (never `absent`). A value is a string or a number; booleans,
   * null, objects and arrays pass nothing, not even `except`: what CloudWatch's metric filters compare.
   */
  | { readonly op: 'select'; readonly selector: Selector; readonly test: Test }
  /** What the selector selects is something at all, `null`, `true` or `false`; of several, one of them. */
  | { readonly op: 'selected'; readonly selector: Selector; readonly is: SelectedKind }
  /**
   * EventBridge's conjunction: for each field one leaf that passes one of its tests, such that all chosen leaves lie in the
   * same elements of the arrays that they share ("array consistency"). Fields are sorted by path, and are judged in that
   * order: `absent` passes if no leaf at its path is consistent with the leaves chosen so far. Paths compare by UTF-16 units. An
   * element counts as one if it is an object or an array; plain values of an array agree with every element of it.
   */
  | { readonly op: 'together'; readonly fields: readonly FieldTests[] };

export interface Comparison {
  readonly path: string;
  readonly with: string;
  readonly by: 'equals' | 'prefix' | 'suffix' | 'contains';
  /** Both in lower case (Unicode's mapping, no locale). */
  readonly ignoreCase?: true;
}

/**
 * The steps from the root of the event to what is selected. Other than a path, it is exact: a key is that key, dots and all, and
 * nothing is led through an array that no step names. Never empty.
 */
export type Selector = readonly SelectorStep[];

export type SelectorStep =
  | { readonly key: string }
  /** The element of an array, from 0. */
  | { readonly element: number }
  /** Every member of an object, every element of an array. */
  | { readonly every: 'member' | 'element' };

export type SelectedKind = 'present' | 'null' | 'true' | 'false';

export interface FieldTests {
  readonly path: string;
  /** One must pass. Never empty. */
  readonly any: readonly Test[];
}

export type Scalar = string | number | boolean | null;

/**
 * A question to one leaf. A string never equals a number; numbers compare by value (`1` is `1.0` is `1e0`).
 *
 * Ignoring case is one-sided: each UTF-16 unit of the *test's* value stands for its lower or its upper case (Unicode's full
 * mappings, no locale), and the leaf must have one of the two. Within ASCII that is what one expects; `ß` is met by `SS` but `ss`
 * not by `ß`, and `k` not by the Kelvin sign. As EventBridge does it.
 *
 * `ofText`: numbers and booleans are judged by their text as well (`443`, `true`), where else only strings are.
 */
export type Test =
  | { readonly is: 'equals'; readonly value: Scalar }
  /** A number literal that a double can't hold equals only the same literal, and no range. Text as written. */
  | { readonly is: 'equals-literal'; readonly text: string }
  | { readonly is: 'equals-ignore-case'; readonly value: string }
  | { readonly is: 'prefix'; readonly value: string; readonly ignoreCase?: true; readonly ofText?: true }
  | { readonly is: 'suffix'; readonly value: string; readonly ignoreCase?: true; readonly ofText?: true }
  | { readonly is: 'contains'; readonly value: string; readonly ignoreCase?: true; readonly ofText?: true }
  /** `parts` are the literals between the stars: `a*b` is `['a', 'b']`, `*x` is `['', 'x']`. Two parts at least. */
  | { readonly is: 'wildcard'; readonly parts: readonly string[]; readonly ignoreCase?: true; readonly ofText?: true }
  /**
   * A regular expression in RE2's syntax that is found anywhere in the text, in linear time. Flags: `i` without regard to case, `m`
   * `^` and `$` at lines, `s` the dot is any character.
   */
  | { readonly is: 'regex'; readonly source: string; readonly flags: string; readonly ofText?: true }
  /** A part of a point in time (a text in ISO 8601; UTC) that lies in a range; `week` is ISO 8601's. */
  | { readonly is: 'date-part'; readonly part: DatePart; readonly low?: Bound; readonly high?: Bound }
  /** Numbers only; with `ofText` also strings that are decimal numbers. An end that is left out is open. */
  | { readonly is: 'range'; readonly low?: Bound; readonly high?: Bound; readonly ofText?: true }
  /** Addresses inside `base/bits`, in text form as AWS accepts it. IPv4 and IPv6 never match one another. */
  | { readonly is: 'cidr'; readonly range: string }
  /** Any leaf at all, null included. */
  | { readonly is: 'exists' }
  /** No leaf. Only here the question is to the path, not to a leaf. */
  | { readonly is: 'absent' }
  /** A leaf (of any type) that passes none of these: EventBridge's anything-but. Needs a leaf. */
  | { readonly is: 'except'; readonly of: readonly Test[] };

export type DatePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

export interface Bound {
  readonly value: number;
  readonly inclusive: boolean;
}

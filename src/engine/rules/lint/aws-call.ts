import { awsNames } from './aws-names.ts';
import { otherNames, otherSources } from './other-names.ts';

/** What is known of the calls of AWS: is a pair of `eventSource` and `eventName` one that CloudTrail can write? */
export interface AwsCalls {
  /** The first label of an `eventSource`: `iam`. */
  hasSource(source: string): boolean;
  /** Without regard to case. */
  has(source: string, name: string): boolean;
  /** The sources that have the name. */
  sourcesOf(name: string): readonly string[];
  /** All names of a source. */
  namesOf(source: string): readonly string[];
}

const ending = '.amazonaws.com';

/** `iam.amazonaws.com` is `iam`. Undefined for what no `eventSource` looks like. */
export function sourceLabel(eventSource: string): string | undefined {
  const lower = eventSource.toLowerCase();
  return lower.endsWith(ending) && lower.length > ending.length ? lower.slice(0, -ending.length) : undefined;
}

let calls: AwsCalls | undefined;

/** Unpacked at its first use, some 20,000 names. */
export function awsCalls(): AwsCalls {
  calls ??= unpack();
  return calls;
}

function unpack(): AwsCalls {
  const names = new Map<string, Map<string, string>>();
  const sources = new Map<string, string[]>();
  const add = (source: string, name: string) => {
    const lower = name.toLowerCase();
    const known = names.get(source) ?? new Map<string, string>();
    if (known.has(lower)) return;
    names.set(source, known);
    known.set(lower, name);
    const having = sources.get(lower);
    if (having === undefined) sources.set(lower, [source]);
    else having.push(source);
  };
  for (const [source, packed] of Object.entries(awsNames)) {
    for (const group of packed.split(' ')) {
      const colon = group.indexOf(':');
      for (const rest of group.slice(colon + 1).split(',')) add(source, group.slice(0, colon) + rest);
    }
  }
  for (const { source, names: more } of otherNames) for (const name of more) add(source, name);
  return {
    hasSource: (source) => names.has(source) || Object.hasOwn(otherSources, source),
    has: (source, name) => names.get(source)?.has(name.toLowerCase()) ?? Object.hasOwn(otherSources, source),
    sourcesOf: (name) => sources.get(name.toLowerCase()) ?? [],
    namesOf: (source) => [...(names.get(source)?.values() ?? [])],
  };
}

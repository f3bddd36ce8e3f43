import type { Predicate } from '../../../model/predicate.ts';
import { selectedPath } from './selected-path.ts';
import { requiredLiterals } from '../requirements.ts';

const DETAIL = 'detail.';

/** The fields that decide most: few values each, or values that come again and again. The first two always decide. */
const usual: readonly string[] = [
  'eventName',
  'eventSource',
  'errorCode',
  'userIdentity.type',
  'eventType',
  'eventCategory',
  'readOnly',
  'managementEvent',
  'userIdentity.invokedBy',
  'userIdentity.accessKeyId',
  'userIdentity.arn',
  'userIdentity.userName',
  'userAgent',
  'sourceIPAddress',
  'vpcEndpointId',
  'awsRegion',
  'recipientAccountId',
  'userIdentity.inScopeOf.issuerType',
  'userIdentity.sessionContext.sessionIssuer.userName',
  'sessionCredentialFromConsole',
  'requestParameters.secretId',
  'requestParameters.name',
  'requestParameters.withDecryption',
];

/** Of these two the envelope's own fields are made. */
const ENVELOPE: Readonly<Record<string, readonly string[]>> = {
  source: ['eventSource'],
  'detail-type': ['eventType', 'eventCategory', 'eventSource'],
};

/**
 * The fields of a record by whose values rules are decided: at most `most`, `also` being of them. First those that rules ask for which no event name decides, since
 * they would make every record a candidate; then the usual ones as far as any rule asks for them, or series are fed with them (`fed`).
 */
export function decidingPaths(
  predicates: readonly Predicate[],
  most: number,
  also: readonly string[] = [],
  fed: readonly string[] = [],
): readonly string[] {
  const asked = new Map<string, number>();
  const urgent = new Map<string, number>();
  for (const predicate of predicates) {
    const paths = new Set(recordPathsOf(predicate));
    for (const path of paths) asked.set(path, (asked.get(path) ?? 0) + 1);
    const required = requiredLiterals(predicate);
    if (required === 'never' || required.some(({ path }) => path === `${DETAIL}eventName`)) continue;
    const deciding = paths.size <= 12 ? paths : required.flatMap(({ path }) => toRecordPaths(path));
    for (const path of deciding) urgent.set(path, (urgent.get(path) ?? 0) + 1);
  }
  const byNeed = [...urgent].sort(([, a], [, b]) => b - a).map(([path]) => path);
  const chosen: string[] = ['eventName', 'eventSource', ...also];
  for (const path of [
    ...byNeed.slice(0, most - 10),
    ...usual.filter((path) => asked.has(path) || fed.includes(path)),
    ...byNeed,
  ]) {
    if (chosen.length < most && !chosen.includes(path) && isApart(path, chosen)) chosen.push(path);
  }
  return chosen;
}

/** A field that is an object to one rule and a value to another is known to neither. */
export function isApart(path: string, chosen: readonly string[]): boolean {
  return !chosen.some((other) => other.startsWith(`${path}.`) || path.startsWith(`${other}.`));
}

function toRecordPaths(path: string): readonly string[] {
  if (path in ENVELOPE) return ENVELOPE[path]!;
  const inside = path.startsWith(DETAIL) ? path.slice(DETAIL.length) : '';
  return isPlain(inside) ? [inside] : [];
}

/** Can it be looked for by its keys? */
export function isPlain(path: string): boolean {
  return /^[\w-]{1,48}(\.[\w-]{1,48}){0,6}$/.test(path);
}

/** The paths within the record that a predicate asks for. */
export function recordPathsOf(predicate: Predicate): readonly string[] {
  return pathsOf(predicate).flatMap(toRecordPaths);
}

/** The paths within the envelope that it asks for. */
export function pathsOf(predicate: Predicate): readonly string[] {
  switch (predicate.op) {
    case 'all':
    case 'any':
      return predicate.of.flatMap(pathsOf);
    case 'not':
      return pathsOf(predicate.of);
    case 'together':
      return predicate.fields.map(({ path }) => path);
    case 'field':
    case 'value':
      return [predicate.path];
    case 'select':
    case 'selected': {
      const path = selectedPath(predicate.selector);
      return path === undefined ? [] : [path];
    }
    default:
      return [];
  }
}

/** What a list of values can hold besides plain values: `{"prefix": …}`. */
export const matcherNames = [
  'prefix',
  'suffix',
  'equals-ignore-case',
  'wildcard',
  'anything-but',
  'numeric',
  'exists',
  'cidr',
  'exactly',
] as const;

/** Names that a field can't have inside `$or`: there they are almost certainly matchers in the wrong place. As upstream. */
export const reservedInsideOr: ReadonlySet<string> = new Set([
  ...matcherNames,
  ...['=', '<', '<=', '>', '>='],
  ...['regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

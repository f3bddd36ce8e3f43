import type { JsonObject } from '../../../base/json.ts';
import type { Predicate } from '../../../model/predicate.ts';
import { accountPaths, regionPath, type SelectedPlaces } from '../../../model/selection.ts';

/** What decides whether a record is of the accounts and regions that are asked for. */
export interface Scope {
  readonly paths: readonly string[];
  /** What has to be known of their values. */
  readonly questions: readonly Predicate[];
  /** Whose trail it is in and where it happened: as the envelope's `account` and `region` say it. */
  has(detail: JsonObject): boolean;
}

export function scopeOf({ accounts, regions, located }: SelectedPlaces): Scope {
  const asked = [
    ...(accounts.size > 0 || located === true ? accountPaths.map((path) => ({ path, values: accounts })) : []),
    ...(regions.size > 0 || located === true ? [{ path: regionPath, values: regions }] : []),
  ];
  return {
    paths: asked.map(({ path }) => path),
    questions: asked.flatMap(({ path, values }) =>
      [...values].map((value): Predicate => ({ op: 'field', path: `detail.${path}`, test: { is: 'equals', value } })),
    ),
    has({ recipientAccountId, userIdentity, awsRegion }) {
      const owner = (userIdentity as JsonObject | undefined)?.accountId;
      const account = typeof recipientAccountId === 'string' ? recipientAccountId : owner;
      return isIn(accounts, account) && isIn(regions, awsRegion);
    },
  };
}

function isIn(values: ReadonlySet<string>, value: unknown): boolean {
  return values.size === 0 || values.has(typeof value === 'string' ? value : '');
}

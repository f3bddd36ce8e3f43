import type { Json } from '../../../base/json.ts';
import { type EpochMs, DAY } from '../../../base/units.ts';
import type { Checkpoints } from '../live-source.ts';
import { placeOf } from '../s3-listing.ts';
import { dayFolderOf, dayOf } from './log-file-time.ts';

/** Rows of checkpoints: an object that is acknowledged, how far a region is done, and since when the bucket is watched. */
const OBJECT = 'object ';
const DONE_TO = 'done ';
const SINCE = 'since';

const ROWS_AT_ONCE = 500;

/** What has been read of a bucket, as far back as late files are looked for. */
export interface Seen {
  /** Only what was delivered from then on is wanted. Undefined before the first run has begun. */
  readonly since: EpochMs | undefined;
  begin(since: EpochMs): Promise<void>;
  has(key: string, region?: string): boolean;
  add(keys: readonly string[]): Promise<void>;
  /** The first day (`2026/01/15`) of a region in which something unread may be. */
  firstDay(region: string): string;
  /** All that was delivered until then is acknowledged. */
  done(region: string, at: EpochMs): Promise<void>;
  /** Forgets the days of a region before the first one of interest. */
  prune(region: string): Promise<void>;
  /** Forgets what lies in no region and isn't there any more. */
  keepOnly(prefix: string, keys: ReadonlySet<string>): Promise<void>;
}

/** @throws {Problem} STORE_* from here and from all that writes */
export async function loadSeen(checkpoints: Checkpoints, overlapDays: number): Promise<Seen> {
  /** By region (`''` for none), so that forgetting a region's old days needn't look at all others. */
  const groups = new Map<string, Set<string>>();
  const doneTo = new Map<string, EpochMs>();
  let since: EpochMs | undefined;
  const groupOf = (region: string) => {
    const group = groups.get(region) ?? new Set<string>();
    groups.set(region, group);
    return group;
  };
  const remember = (key: string) => groupOf(placeOf(key).region).add(key);
  for (const [row, value] of await checkpoints.list()) {
    if (row.startsWith(OBJECT)) remember(row.slice(OBJECT.length));
    else if (row.startsWith(DONE_TO)) doneTo.set(row.slice(DONE_TO.length), Number(value));
    else if (row === SINCE) since = Number(value);
  }

  const write = async (keys: readonly string[], value: Json | undefined) => {
    for (let at = 0; at < keys.length; at += ROWS_AT_ONCE) {
      await checkpoints.set(new Map(keys.slice(at, at + ROWS_AT_ONCE).map((key) => [`${OBJECT}${key}`, value])));
    }
  };
  const forget = async (group: Set<string>, keys: readonly string[]) => {
    await write(keys, undefined);
    for (const key of keys) group.delete(key);
  };
  const firstDay = (region: string): string => {
    const begun = since ?? 0;
    const done = doneTo.get(region);
    return dayFolderOf(done === undefined ? begun : Math.max(begun, done - overlapDays * DAY));
  };

  return {
    get since() {
      return since;
    },
    async begin(at) {
      await checkpoints.set(new Map([[SINCE, at]]));
      since = at;
    },
    has: (key, region = placeOf(key).region) => groups.get(region)?.has(key) === true,
    async add(keys) {
      await write(keys, true);
      for (const key of keys) remember(key);
    },
    firstDay,
    async done(region, at) {
      const before = doneTo.get(region);
      // Only its day counts.
      if (before !== undefined && dayFolderOf(before) >= dayFolderOf(at)) return;
      await checkpoints.set(new Map([[`${DONE_TO}${region}`, at]]));
      doneTo.set(region, at);
    },
    async prune(region) {
      const first = firstDay(region);
      const group = groupOf(region);
      const old = [...group].filter((key) => (dayOf(key, region) ?? first) < first);
      if (old.length > 0) await forget(group, old);
    },
    async keepOnly(prefix, keys) {
      const group = groupOf('');
      const gone = [...group].filter((key) => key.startsWith(prefix) && !keys.has(key));
      if (gone.length > 0) await forget(group, gone);
    },
  };
}

import { type Bytes, type EpochMs, HOUR, type Milliseconds, MINUTE } from '../../../base/units.ts';
import type { S3Reader } from '../../aws/use/s3.ts';
import { ignoredKey } from '../trail-key.ts';
import { fileTimeOf, keyAt } from './log-file-time.ts';
import type { Area } from './s3-areas.ts';
import type { Seen } from './s3-seen.ts';

/** An object that hasn't been seen. */
export interface NewObject {
  readonly key: string;
  readonly size: Bytes;
  /** As its name says. */
  readonly deliveredAt: EpochMs | undefined;
}

/** An area and how far its listing has come. */
export interface PolledArea extends Area {
  nextAt: EpochMs;
  /** How often in a row it had nothing new, or failed. */
  quiet: number;
  failures: number;
  /** When the listing of all its days began that was last finished. */
  sweptAt: EpochMs | undefined;
  /** The listing of all days that is under way: when it began, and after which key it goes on. */
  sweep: { readonly startedAt: EpochMs; after: string | undefined } | undefined;
  /** The last key in order. */
  highest: string | undefined;
}

/** Between two listings of all days of interest. In between only what lies at the end is listed. */
const SWEEP_EVERY: Milliseconds = 15 * MINUTE;
const AT_THE_END: Milliseconds = HOUR;

export const newArea = (area: Area): PolledArea => ({
  ...area,
  nextAt: 0,
  quiet: 0,
  failures: 0,
  sweptAt: undefined,
  sweep: undefined,
  highest: undefined,
});

interface PollSettings {
  readonly list: S3Reader['listObjects'];
  readonly bucket: string;
  readonly seen: Seen;
  readonly now: EpochMs;
  readonly signal: AbortSignal;
  isOpen(key: string): boolean;
  found(object: NewObject): void;
  hasRoom(): boolean;
}

/**
 * What is new in an area, by one listing. CloudTrail's keys sort by the time of delivery within a day, so the end shows what is
 * new at little cost; what arrives anywhere else (a late or copied file) is found by the next listing of all days.
 * @param isOpen found before, and not acknowledged
 * @param found is given each object as it is found
 * @param hasRoom asked after each page: if not, it stops in the middle, to go on there next time
 * @throws {Problem} S3_DENIED, S3_NOT_FOUND, S3_FAILED, STORE_*
 */
export async function pollArea(
  area: PolledArea,
  { list, bucket, seen, now, signal, isOpen, found, hasRoom }: PollSettings,
): Promise<void> {
  const { prefix, region } = area;
  const first = region === undefined ? undefined : `${region}${seen.firstDay(region)}/`;
  const end = region === undefined || area.highest === undefined ? undefined : endOf(area.highest, region, now);
  const isDue = end === undefined || area.sweptAt === undefined || now - area.sweptAt >= SWEEP_EVERY;
  if (isDue) area.sweep ??= { startedAt: now, after: undefined };
  const { sweep } = area;
  const startAfter = sweep === undefined ? end : (sweep.after ?? first);
  const keys = region === undefined && sweep?.after === undefined ? new Set<string>() : undefined;
  const since = Math.floor((seen.since ?? 0) / MINUTE) * MINUTE;
  let token: string | undefined;
  do {
    const page = await list({ bucket, prefix, startAfter, token, signal });
    token = page.token;
    for (const { key, size } of page.objects) {
      keys?.add(key);
      if (area.highest === undefined || key > area.highest) area.highest = key;
      const deliveredAt = fileTimeOf(key);
      const isWanted = (first === undefined || key >= first) && (deliveredAt ?? since) >= since;
      if (isWanted && !isOpen(key) && !seen.has(key, region) && ignoredKey(key) === undefined) found({ key, size, deliveredAt });
      if (sweep !== undefined) sweep.after = key;
    }
    if (token !== undefined && !hasRoom()) return;
  } while (token !== undefined);
  if (sweep === undefined) return;
  area.sweptAt = sweep.startedAt;
  area.sweep = undefined;
  if (keys !== undefined) await seen.keepOnly(prefix, keys);
}

/** Some time before the last key: what is likely to be new lies behind it. */
function endOf(highest: string, region: string, now: EpochMs): string | undefined {
  const at = fileTimeOf(highest);
  return at === undefined ? undefined : keyAt(highest, region, Math.min(at, now) - AT_THE_END);
}

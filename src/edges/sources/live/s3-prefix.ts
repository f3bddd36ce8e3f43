import { setMaxListeners } from 'node:events';
import { Problem } from '../../../base/problem.ts';
import { type EpochMs, type Milliseconds, MINUTE, SECOND } from '../../../base/units.ts';
import { createS3Reader, type S3Reader } from '../../aws/use/s3.ts';
import type { LiveDelivery, LiveSource, LiveSourceOptions } from '../live-source.ts';
import { AHEAD_LIMIT, objectChunks, wholeObject } from '../s3-delivery.ts';
import type { Wanted } from '../trail-key.ts';
import { backOff } from './back-off.ts';
import { concurrently } from './concurrently.ts';
import { createHealth, patiently } from './health.ts';
import { createRetries } from './retries.ts';
import { type NewObject, newArea, type PolledArea, pollArea } from './s3-area-poll.ts';
import { findAreas, REQUESTS_AT_ONCE } from './s3-areas.ts';
import { loadSeen } from './s3-seen.ts';

export interface S3PrefixOptions extends LiveSourceOptions, Pick<Wanted, 'accounts' | 'regions'> {
  /** `s3://bucket` or `s3://bucket/prefix` */
  readonly url: string;
  /** Of the first run: log files delivered from then on; what is of a day before that isn't listed. @default now */
  readonly from?: EpochMs;
  /** An area where nothing happens is looked at up to five times more seldom. @default 1 min */
  readonly pollEvery?: Milliseconds;
  /** So far back late files are looked for. @default 2 */
  readonly overlapDays?: number;
  /** For tests; by default the AWS SDK, set up by the environment. */
  readonly reader?: S3Reader;
}

export interface S3PrefixSource extends LiveSource {
  /** How many requests it has made; AWS charges for them. */
  requests(): { readonly list: number; readonly get: number };
}

/** New accounts and regions are looked for so often. */
const DISCOVER_EVERY: Milliseconds = 15 * MINUTE;
const SLOWEST = 5;
/** Found and not handed over: a backlog of millions is taken in parts. */
const MOST_FOUND = 10_000;
const FETCHED_AHEAD = 4;

interface Found extends NewObject {
  readonly area: PolledArea;
  readonly foundAt: EpochMs;
  attempts: number;
  /** On its way, from before it was asked for. */
  body: Promise<Uint8Array> | undefined;
  readonly stop: AbortController;
}

/**
 * A bucket with the log files of trails, polled: every account, organization and region below the prefix by itself, in the folders of
 * the latest days; a prefix without that layout as a whole. Each file is delivered once its key is first seen.
 * @throws {Problem} CONFIG_FIELD if `url` isn't such an address
 */
export function s3PrefixSource(options: S3PrefixOptions): S3PrefixSource {
  const { url, clock, checkpoints, pollEvery = MINUTE, overlapDays = 2 } = options;
  const { bucket, prefix } = parseUrl(url);
  const requests = { list: 0, get: 0 };
  const reader = counted(options.reader ?? createS3Reader(), requests);
  const list = reader.listObjects;
  const health = createHealth(options);
  /** Found, and not acknowledged. */
  const open = new Map<string, Found>();

  async function* deliveries(signal: AbortSignal): AsyncGenerator<LiveDelivery, void> {
    const left = new AbortController();
    const either = AbortSignal.any([signal, left.signal]);
    // Requests at once and what sleeps meanwhile listen to it.
    setMaxListeners(0, either);
    const given = { clock, health, part: 'checkpoints', signal: either };
    const loaded = await patiently(() => loadSeen(checkpoints, overlapDays), given);
    if (loaded === undefined) return;
    const seen = loaded;
    const areas = new Map<string, PolledArea>();
    const retries = createRetries<Found>(clock);
    let queue: Found[] = [];
    let discoverAt: EpochMs = Number.NEGATIVE_INFINITY;
    let failures = 0;
    /** What was told in this round: a network that is away is told once, and not for each of a thousand areas. */
    const told = new Set<string>();
    open.clear();

    const fail = (error: unknown, part: string) => {
      if (!(error instanceof Problem)) throw error;
      if (either.aborted) return;
      health.failed(error, part, told.has(error.code));
      told.add(error.code);
    };

    const discover = async () => {
      const found = await findAreas(list, bucket, prefix, options, either, fail);
      if (found === undefined) {
        failures++;
        discoverAt = clock.now() + backOff(failures);
        return;
      }
      failures = 0;
      health.answered(prefix);
      discoverAt = clock.now() + DISCOVER_EVERY;
      const isLayout = found.some(({ region }) => region !== undefined);
      // A bucket in which the first log file has arrived is no longer listed whole.
      if (isLayout) areas.delete(prefix);
      for (const area of found) {
        if (!areas.has(area.prefix)) areas.set(area.prefix, newArea(area));
        if (area.region !== undefined) await patiently(() => seen.prune(area.region as string), given);
      }
    };

    const isOpen = (key: string) => open.has(key);
    const poll = async (area: PolledArea) => {
      const before = queue.length;
      const found = (object: NewObject) => {
        const one: Found = { ...object, area, foundAt: clock.now(), attempts: 0, body: undefined, stop: new AbortController() };
        open.set(object.key, one);
        queue.push(one);
      };
      const hasRoom = () => queue.length < MOST_FOUND;
      try {
        await pollArea(area, { list, bucket, seen, now: clock.now(), signal: either, isOpen, found, hasRoom });
        health.answered(area.prefix);
        area.failures = 0;
        area.quiet = queue.length > before ? 0 : area.quiet + 1;
        const pause = pollEvery * Math.min(1 + Math.floor(area.quiet / SLOWEST), SLOWEST);
        area.nextAt = area.sweep === undefined ? clock.now() + pause : clock.now();
        if (area.region !== undefined && area.sweptAt !== undefined && !isWaiting(area))
          await seen.done(area.region, area.sweptAt);
      } catch (error) {
        fail(error, area.prefix);
        area.failures++;
        area.nextAt = clock.now() + Math.max(pollEvery, backOff(area.failures));
      }
    };
    const isWaiting = (area: PolledArea) => {
      for (const one of open.values()) if (one.area === area) return true;
      return false;
    };

    /** Where what is there already is to be left and no key tells its time, all that is there counts as seen. */
    const begin = async () => {
      const now = clock.now();
      if (options.from === undefined) {
        for (const area of areas.values()) {
          if (area.region !== undefined) continue;
          const keys: string[] = [];
          const found = ({ key }: NewObject) => keys.push(key);
          await patiently(async () => {
            await pollArea(area, { list, bucket, seen, now, signal: either, isOpen, found, hasRoom: () => true });
            await seen.add(keys);
          }, given);
          area.nextAt = now + pollEvery;
        }
      }
      await patiently(() => seen.begin(options.from ?? now), given);
    };

    const deliver = (found: Found): LiveDelivery => {
      const { key, size } = found;
      return {
        file: `s3://${bucket}/${key}`,
        size,
        open() {
          const request = { bucket, key };
          if (size > AHEAD_LIMIT) return Promise.resolve(objectChunks(reader, request));
          const body = found.body ?? wholeObject(reader, request);
          found.body = undefined;
          return body;
        },
        async ack() {
          await seen.add([key]);
          open.delete(key);
        },
        async retry() {
          found.attempts++;
          retries.add(found, found.attempts);
        },
      };
    };

    /** Small objects are on their way while the ones before them are worked on. */
    const fetchAhead = (from: number) => {
      for (const found of queue.slice(from, from + FETCHED_AHEAD)) {
        if (found.body !== undefined || found.size > AHEAD_LIMIT) continue;
        found.body = wholeObject(reader, { bucket, key: found.key, signal: found.stop.signal });
        // Whoever opens it gets the error; nobody may.
        found.body.catch(() => {});
      }
    };

    let next = 0;
    try {
      while (!either.aborted) {
        told.clear();
        if (clock.now() >= discoverAt) await discover();
        if (areas.size > 0 && seen.since === undefined && !either.aborted) await begin();
        const due = [...areas.values()].filter(({ nextAt }) => nextAt <= clock.now());
        await concurrently(due, REQUESTS_AT_ONCE, poll);
        queue.sort(byTime);
        for (next = 0; next < queue.length || retries.size > 0; ) {
          if (either.aborted) return;
          const again = retries.takeDue();
          if (again !== undefined) yield deliver(again);
          else if (next < queue.length) {
            fetchAhead(next);
            yield deliver(queue[next++] as Found);
          } else break;
        }
        queue = [];
        next = 0;
        const times = [discoverAt, ...[...areas.values()].map(({ nextAt }) => nextAt)];
        let soonest = Number.POSITIVE_INFINITY;
        for (const at of times) soonest = Math.min(soonest, at);
        await retries.sleep(Math.max(0, soonest - clock.now()), either);
      }
    } finally {
      left.abort();
      // What is in hand is read to its end; what isn't is not wanted any more.
      for (const found of queue.slice(next)) found.stop.abort();
    }
  }

  return {
    name: `s3:${bucket}/${prefix}`,
    deliveries,
    requests: () => ({ ...requests }),
    status() {
      const now = clock.now();
      let oldest = now;
      for (const { deliveredAt, foundAt } of open.values()) oldest = Math.min(oldest, deliveredAt ?? foundAt);
      return { depth: open.size, lag: (now - oldest) / SECOND, ...health.status() };
    },
  };
}

/** The oldest first, as far as names tell. */
function byTime(a: Found, b: Found): number {
  return (a.deliveredAt ?? 0) - (b.deliveredAt ?? 0) || (a.key < b.key ? -1 : 1);
}

function counted(reader: S3Reader, requests: { list: number; get: number }): S3Reader {
  return {
    listObjects(request) {
      requests.list++;
      return reader.listObjects(request);
    },
    getObject(request) {
      requests.get++;
      return reader.getObject(request);
    },
  };
}

function parseUrl(url: string): { readonly bucket: string; readonly prefix: string } {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(url) ?? [];
  if (bucket !== undefined) return { bucket, prefix };
  throw new Problem('CONFIG_FIELD', `${url} names no bucket`, { hint: 'Write s3://bucket or s3://bucket/prefix' });
}

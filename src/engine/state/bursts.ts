import type { EpochMs } from '../../base/units.ts';
import { compareEvents, type KeptEvent } from './window-cell.ts';

/** What one bucket gives to a burst. */
export interface Part {
  readonly bucket: number;
  /** Where it stands for several buckets: the last of them. */
  readonly through?: number;
  readonly weight: number;
  readonly first: EpochMs;
  readonly last: EpochMs;
}

/** One finding in the making. Named by the bucket in which its condition first held. */
export interface Burst {
  readonly start: number;
  /** When the condition first held. */
  at: EpochMs;
  /** Ascending by bucket. */
  parts: Part[];
  /** Ascending; the earliest. */
  events: KeptEvent[];
  /** Another burst took over all of it. */
  mergedInto?: number;
  /** All that ever took over something of it: whoever was told that a bucket is here finds it from here. */
  heirs: number[];
}

/** More than a finding shows, so that there are some left when a bucket gives others. */
const MOST_EVENTS = 40;
/** A burst without end keeps its oldest buckets as one: 64 KB. */
const MOST_PARTS = 800;
const MOST_HEIRS = 200;

/** The bursts of one group: those loaded, those that changed. */
export interface Bursts {
  /** The burst that has a bucket now, if a segment there was once told to belong to `start`. Adds to `missing` what isn't loaded. */
  resolve(start: number, bucket: number): Burst | undefined;
  /** The burst that begins here, a new one if need be. */
  begin(start: number): Burst;
  /** All of `from` that lies from a bucket on goes to `to`. */
  transfer(from: Burst, to: Burst, bucket: number): void;
  setPart(burst: Burst, part: Part | undefined, bucket: number, events: readonly KeptEvent[]): void;
  readonly missing: Set<number>;
  readonly changed: ReadonlySet<Burst>;
}

/**
 * @param load the stored burst of a start; undefined: there is none; `missing`: it was not loaded
 * @param bucketOf the bucket of a moment
 */
export function openBursts(load: (start: number) => Burst | undefined | 'missing', bucketOf: (at: EpochMs) => number): Bursts {
  const open = new Map<number, Burst | undefined>();
  const missing = new Set<number>();
  const changed = new Set<Burst>();
  const get = (start: number): Burst | undefined => {
    if (open.has(start)) return open.get(start);
    const loaded = load(start);
    if (loaded === 'missing') {
      missing.add(start);
      return undefined;
    }
    const burst = loaded && { ...loaded, parts: [...loaded.parts], events: [...loaded.events], heirs: [...loaded.heirs] };
    open.set(start, burst);
    return burst;
  };
  return {
    missing,
    changed,
    resolve(start, bucket) {
      // Parts say who has a bucket; late events may have passed it to and fro.
      const visited = new Set([start]);
      for (const at of visited) {
        const burst = get(at);
        if (burst === undefined) continue;
        if (has(burst, bucket)) return burst;
        for (const heir of burst.heirs) visited.add(heir);
      }
      return undefined;
    },
    begin(start) {
      let burst = get(start);
      if (burst === undefined) {
        burst = { start, at: 0, parts: [], events: [], heirs: [] };
        open.set(start, burst);
      }
      delete burst.mergedInto;
      changed.add(burst);
      return burst;
    },
    transfer(from, to, bucket) {
      for (const part of from.parts) if (part.bucket >= bucket) place(to, part);
      from.parts = from.parts.filter((part) => part.bucket < bucket && from.start < bucket);
      for (const event of from.events) if (bucketOf(event.moment) >= bucket) addEvent(to, event);
      from.events = from.events.filter((event) => bucketOf(event.moment) < bucket && from.start < bucket);
      from.heirs = [...from.heirs.filter((heir) => heir !== to.start), to.start].slice(-MOST_HEIRS);
      if (from.parts.length === 0) from.mergedInto = to.start;
      changed.add(from);
      changed.add(to);
    },
    setPart(burst, part, bucket, events) {
      burst.parts = burst.parts.filter((known) => known.bucket !== bucket);
      burst.events = burst.events.filter((event) => bucketOf(event.moment) !== bucket);
      if (part !== undefined) place(burst, part);
      for (const event of events) addEvent(burst, event);
      changed.add(burst);
    },
  };
}

/** The part before its start is what the first window reaches back to: it may be another burst's own. */
function has(burst: Burst, bucket: number): boolean {
  return bucket >= burst.start && burst.parts.some((part) => part.bucket <= bucket && bucket <= (part.through ?? part.bucket));
}

function place(burst: Burst, part: Part): void {
  let i = burst.parts.length;
  while (i > 0 && burst.parts[i - 1]!.bucket > part.bucket) i--;
  burst.parts.splice(i, 0, part);
  if (burst.parts.length > MOST_PARTS) burst.parts.splice(0, MOST_PARTS / 2, joined(burst.parts.slice(0, MOST_PARTS / 2)));
}

function joined(parts: readonly Part[]): Part {
  return {
    bucket: parts[0]!.bucket,
    through: parts.at(-1)!.through ?? parts.at(-1)!.bucket,
    weight: parts.reduce((sum, { weight }) => sum + weight, 0),
    first: parts[0]!.first,
    last: parts.at(-1)!.last,
  };
}

function addEvent(burst: Burst, event: KeptEvent): void {
  const { events } = burst;
  let i = events.length;
  while (i > 0 && compareEvents(events[i - 1]!, event) > 0) i--;
  if (i > 0 && compareEvents(events[i - 1]!, event) === 0) return;
  if (i >= MOST_EVENTS) return;
  events.splice(i, 0, event);
  if (events.length > MOST_EVENTS) events.pop();
}

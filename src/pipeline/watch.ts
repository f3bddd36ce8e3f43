import type { Clock } from '../base/clock.ts';
import { Problem } from '../base/problem.ts';
import type { EpochMs, Milliseconds } from '../base/units.ts';
import type { LiveDelivery } from '../edges/sources/live-source.ts';
import type { Delivery } from '../edges/sources/source.ts';
import type { Store } from '../edges/stores/store.ts';
import type { Engine } from '../engine/engine.ts';
import type { Alert } from '../model/alert.ts';
import type { Pointer } from '../model/decoded.ts';
import type { HeardEvent, TrailEvent } from '../model/event.ts';
import { feedId, type SeriesInput } from '../model/series.ts';
import type { TriageItem } from '../model/triage-item.ts';
import { commitUnits, type Work } from './commit-units.ts';
import { type DeliveryCounts, type Gathered, gather, nothingGathered } from './gather.ts';
import { findingWorks, issuesByKey, issueWorks, type Judgement, seriesWorks } from './works.ts';

/** Rules and configuration as they are in force: replaced as a whole, between two groups of deliveries. */
export interface InForce extends Judgement {
  readonly engine: Engine;
  /** How long an event may take: what alarms say of a moment is final when it has passed by so much. */
  readonly lateness: Milliseconds;
}

export interface WatchParts {
  /** Asked once for each group of deliveries. */
  readonly inForce: () => InForce;
  readonly store: Store;
  readonly clock: Clock;
  /** Opens what a notification of this source names. */
  readonly fetch: (pointer: Pointer, source: string) => Delivery;
  /** Only these events have an effect. @default all */
  readonly accept?: (event: TrailEvent) => boolean;
  readonly listener: WatchListener;
}

export interface WatchListener {
  /** Its effect is committed and it is acknowledged. */
  delivered(source: string, delivery: LiveDelivery, counts: DeliveryCounts): void;
  /** It comes again. */
  failed(source: string, delivery: LiveDelivery, problem: Problem): void;
  /** Committed: what there is to tell, and whether messages wait. */
  alerted(alert: Alert): void;
  committed(seconds: number, messages: number): void;
  event(event: HeardEvent): void;
  /** Who hears each event whole just now, so that every record is parsed; undefined: nobody needs all. */
  whole?(): ((event: TrailEvent) => void) | undefined;
  /**
   * Matches of event rules that are committed: awaited before what brought them is acknowledged, and told again whenever it comes
   * again. @throws {Problem} they come again
   */
  matched?(items: readonly TriageItem[]): Promise<void>;
  /** All that was read is concluded: awaited before it is acknowledged. @throws {Problem} it comes again */
  beforeAck?(): Promise<void>;
  /** The moments between which a process may die: tests kill it there. */
  step?(name: string): void;
}

export interface Watch {
  /**
   * Deliveries that came together: read, matched, concluded, committed, acknowledged. One that can't be read comes again, and stops
   * no other. Never two calls at a time.
   */
  handle(source: string, deliveries: readonly LiveDelivery[]): Promise<void>;
  /** Feeds of series rules that a process committed and didn't live to use. To be called at the start, and now and then. */
  recover(olderThan: Milliseconds): Promise<void>;
  /** Time has passed: alarms are evaluated up to the moment before which nothing more is waited for. To be called each minute. */
  pass(): Promise<void>;
}

const NONE: ReadonlySet<string> = new Set();
/** Matches and feeds that are held before they are concluded: a large file goes in parts, each idempotent. */
const PART = 4000;
const FEEDS_AT_ONCE = 1000;

/**
 * The flow of live use, on one page:
 *
 *   read → decode (→ fetch what is pointed to) → match → load → conclude → commit → acknowledge
 *
 * A crash anywhere repeats deliveries and changes nothing: the ledger knows each match that has had its effect. Memory stays bounded:
 * what a delivery holds is concluded in parts, and acknowledged at the end.
 */
export function createWatch({ inForce, store, clock, fetch, accept, listener }: WatchParts): Watch {
  const step = (name: string) => listener.step?.(name);

  async function conclude(current: InForce, gathered: Gathered, until?: EpochMs): Promise<void> {
    const started = clock.now();
    const { state } = current;
    const used: string[] = [];
    let messages = 0;
    let inputs: readonly SeriesInput[] = gathered.feeds;
    const commit = async (works: readonly Work[]) => {
      const done = await commitUnits(works, store, clock, step);
      for (const alert of done.flatMap(({ alerts }) => alerts)) listener.alerted(alert);
      messages += done.reduce((sum, { commit: { messages } }) => sum + messages.length, 0);
      return done.flatMap(({ commit: { feeds } }) => feeds);
    };
    const issues = issuesByKey(gathered.issues);
    let works = [...issueWorks(issues), ...findingWorks(gathered.items, issues, current, started)];
    for (const level of state.levels.keys()) {
      works.push(...seriesWorks(state.units(level, inputs, until), current, started));
      const feeds = await commit(works);
      works = [];
      used.push(...feeds.map(feedId));
      if (feeds.length > 0) inputs = inputs.concat(feeds);
    }
    await commit(works);
    step('levels');
    if (used.length > 0) await store.dropFeeds(used);
    if (gathered.rejects.length > 0) await store.addRejects(gathered.rejects);
    if (gathered.items.length > 0) await listener.matched?.(gathered.items);
    step('concluded-all');
    listener.committed((clock.now() - started) / 1000, messages);
  }

  return {
    async handle(source, deliveries) {
      const current = inForce();
      const read: { readonly delivery: LiveDelivery; readonly counts: DeliveryCounts }[] = [];
      let gathered = nothingGathered();
      const concludeGathered = async () => {
        const part = gathered;
        gathered = nothingGathered();
        if (isSomething(part)) await conclude(current, part);
      };
      const again = async (delivery: LiveDelivery, problem: Problem) => {
        listener.failed(source, delivery, problem);
        await delivery.retry(problem);
      };
      // What the store refuses concerns all that was gathered, whoever brought it.
      let broken: Problem | undefined;
      for (const delivery of deliveries) {
        if (broken !== undefined) {
          await again(delivery, broken);
          continue;
        }
        try {
          const counts = await gather(delivery, () => gathered, {
            engine: current.engine,
            policy: current.policy,
            responded: current.responded ?? NONE,
            fetch: (pointer) => fetch(pointer, source),
            source,
            now: clock.now(),
            ...(accept && { accept }),
            onEvent: listener.event,
            onWhole: listener.whole?.(),
            part: async () => {
              if (gathered.items.length + gathered.feeds.length < PART) return;
              await concludeGathered().catch((error: unknown) => {
                broken = asProblem(error);
                throw broken;
              });
            },
          });
          read.push({ delivery, counts });
        } catch (error) {
          await again(delivery, asProblem(error));
        }
      }
      step('read');
      if (broken === undefined) {
        await concludeGathered()
          .then(() => listener.beforeAck?.())
          .catch((error: unknown) => {
            broken = asProblem(error);
          });
      }
      // Side by side: a source may then remember them at once.
      await Promise.all(
        read.map(async ({ delivery, counts }) => {
          if (broken !== undefined) return again(delivery, broken);
          try {
            await delivery.ack();
          } catch (error) {
            // What it brought has had its effect; that it comes again changes nothing.
            return again(delivery, asProblem(error));
          }
          step('acked');
          listener.delivered(source, delivery, counts);
        }),
      );
    },

    async pass() {
      const current = inForce();
      if (!current.engine.series.some(({ series }) => series.kind === 'alarm')) return;
      await conclude(current, nothingGathered(), clock.now() - current.lateness);
    },

    async recover(olderThan) {
      const current = inForce();
      for (;;) {
        const pending = await store.pendingFeeds(clock.now() - olderThan, FEEDS_AT_ONCE);
        if (pending.length === 0) return;
        await conclude(current, { ...nothingGathered(), feeds: pending.map(({ feed }) => feed) });
        await store.dropFeeds(pending.map(({ id }) => id));
      }
    },
  };
}

/** Only problems come again; a defect of ours ends the process, which says so. */
function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}

function isSomething({ items, feeds, issues, rejects }: Gathered): boolean {
  return items.length + feeds.length + issues.length + rejects.length > 0;
}

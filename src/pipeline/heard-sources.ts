import type { Json } from '../base/json.ts';
import { type EpochMs, HOUR, type Milliseconds, MINUTE } from '../base/units.ts';
import type { Store } from '../edges/stores/store.ts';
import { type Activity, withEvent } from '../engine/findings/silence.ts';
import type { HeardEvent } from '../model/event.ts';
import { ACTIVITY, type Remembered } from './silent-sources.ts';

/** Which accounts and regions a short-lived process has heard from, to be told to the one that looks for silent ones. */
export interface HeardSources {
  /** Every event, matched or not. */
  heard(event: HeardEvent): void;
  /** Adds it to what all know. Two at the same moment may lose minutes of what one of them says, and never an hour for good. */
  save(now: EpochMs): Promise<void>;
}

/** An area that still sends is written so often, and not at each batch. */
const COARSE: Milliseconds = 5 * MINUTE;

export function createHeardSources(store: Pick<Store, 'checkpoints' | 'setCheckpoints'>): HeardSources {
  const fresh = new Map<string, Activity>();
  /** What the store had when last seen: nothing else needs writing until it says less than what was heard. */
  const known = new Map<string, Activity>();

  return {
    heard({ at, envelope: { account, region } }) {
      if (account === '' || region === '') return;
      const key = `${account} ${region}`;
      const before = fresh.get(key);
      const activity = withEvent(before, account, region, at);
      if (activity !== before) fresh.set(key, activity);
    },

    async save(now) {
      const news = [...fresh].filter(([key, activity]) => saysMore(activity, known.get(key)));
      fresh.clear();
      if (news.length === 0) return;
      const rows = await store.checkpoints(
        ACTIVITY,
        news.map(([key]) => key),
      );
      const entries = news.map(([key, activity]) => {
        const row = rows.get(key) as unknown as Remembered | undefined;
        const merged = withAll(row?.activity, activity);
        known.set(key, merged);
        return [key, { ...row, activity: merged } as unknown as Json] as const;
      });
      await store.setCheckpoints(ACTIVITY, new Map(entries), now);
    },
  };
}

function saysMore({ firstAt, lastAt, hours }: Activity, known: Activity | undefined): boolean {
  if (known === undefined || lastAt - known.lastAt >= COARSE || firstAt < known.firstAt) return true;
  const oldest = known.hours[0]!;
  return hours.some((hour) => hour >= oldest && !known.hours.includes(hour));
}

/** One activity with what another says. */
function withAll(base: Activity | undefined, { account, region, firstAt, lastAt, hours }: Activity): Activity {
  let activity = withEvent(base, account, region, lastAt);
  for (const hour of hours) {
    const start = hour * HOUR;
    activity = withEvent(activity, account, region, Math.min(lastAt, Math.max(firstAt, start)));
  }
  return activity;
}

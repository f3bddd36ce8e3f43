import type { Clock } from '../../../base/clock.ts';
import { Problem } from '../../../base/problem.ts';
import { DAY, type EpochMs, HOUR, type Milliseconds, SECOND } from '../../../base/units.ts';
import { isThrottled, isTokenExpired, type LookedUpEvent, type LookupPage, type TrailReader } from '../../aws/use/cloudtrail.ts';
import type { LiveDelivery, LiveSourceOptions } from '../live-source.ts';
import { backOff } from './back-off.ts';
import { type Health, patiently } from './health.ts';
import { createWindows, loadProgress, type LookupWindow } from './lookup-windows.ts';
import { createPace } from './pace.ts';
import { createRetries } from './retries.ts';

/** What every region of an account is followed with. */
export interface LookupSettings {
  readonly clock: Clock;
  readonly checkpoints: LiveSourceOptions['checkpoints'];
  readonly health: Health;
  readonly pollEvery: Milliseconds;
  readonly overlap: Milliseconds;
  readonly startAt: Milliseconds;
}

/** LookupEvents goes back so far. */
export const KEPT_BY_AWS: Milliseconds = 90 * DAY;

/** Two requests a second are allowed, for all programs that ask. */
const APART: Milliseconds = 0.5 * SECOND;

/** What was missed is read in windows of this length, the oldest first, so that a restart has to repeat little. */
const LONGEST_WINDOW: Milliseconds = HOUR;

/** So many ids are remembered; what goes beyond is delivered twice, which does no harm. */
const MOST_KNOWN = 20_000;

/** Pages that came back and wait: no more are asked for meanwhile, so that memory stays bounded. */
const MOST_RETRIED = 8;

/** Others may use up the rate that we share with them: nothing to tell unless it goes on. */
const QUIET_THROTTLES = 5;

interface Page {
  readonly window: LookupWindow;
  readonly file: string;
  readonly body: Uint8Array;
  attempts: number;
  open: boolean;
}

/** One region of one account. */
export interface RegionFollower {
  readonly deliveries: AsyncGenerator<LiveDelivery, void>;
  /** All up to here is read and acknowledged; undefined before it has begun. */
  doneTo(): EpochMs | undefined;
}

/** @param key account and region, as in checkpoints */
export function followRegion(key: string, reader: TrailReader, settings: LookupSettings, signal: AbortSignal): RegionFollower {
  const { clock, checkpoints, health, overlap, pollEvery, startAt } = settings;
  const retries = createRetries<Page>(clock);
  const pace = createPace(clock, APART);
  let windows: ReturnType<typeof createWindows> | undefined;

  const deliver = (page: Page, progress: ReturnType<typeof createWindows>): LiveDelivery => ({
    file: page.file,
    size: page.body.length,
    open: async () => page.body,
    async ack() {
      if (page.open) page.window.open--;
      page.open = false;
      await progress.commit();
    },
    async retry() {
      if (!page.open) page.window.open++;
      page.open = true;
      page.attempts++;
      retries.add(page, page.attempts);
    },
  });

  async function* follow(): AsyncGenerator<LiveDelivery, void> {
    const given = { clock, health, part: `${key} checkpoints`, signal };
    const loaded = await patiently(async () => [await loadProgress(checkpoints, key)] as const, given);
    if (loaded === undefined) return;
    const [before] = loaded;
    const progress = createWindows(checkpoints, key, before?.doneTo ?? clock.now() - startAt);
    windows = progress;
    let known: ReadonlySet<string> = new Set(before?.ids);
    let readTo = progress.doneTo;
    let from = before === undefined ? readTo : readTo - overlap;

    /** So long; what is due again meanwhile is handed over. */
    async function* rest(time: Milliseconds): AsyncGenerator<LiveDelivery, void> {
      const until = clock.now() + time;
      while (!signal.aborted) {
        const page = retries.takeDue();
        if (page !== undefined) yield deliver(page, progress);
        else if (clock.now() >= until && retries.size < MOST_RETRIED) return;
        else await retries.sleep(until > clock.now() ? until - clock.now() : SECOND, signal);
      }
    }

    /** Failures are values: reading goes on after them. */
    const lookUp = async (to: EpochMs, token: string | undefined): Promise<LookupPage | Problem> => {
      await pace.turn(signal);
      try {
        return await reader.lookupEvents({ from, to, token, signal });
      } catch (error) {
        if (error instanceof Problem) return error;
        throw error;
      }
    };

    /** The pages of a window, until the last one or the signal. */
    async function* read(window: LookupWindow): AsyncGenerator<LiveDelivery, void> {
      const seen = new Set<string>();
      const ids: string[] = [];
      const isNew = ({ id, at }: LookedUpEvent) => {
        if (id === undefined) return true;
        if (seen.has(id)) return false;
        seen.add(id);
        if (at === undefined || at >= window.to - overlap) ids.push(id);
        return !known.has(id);
      };
      let token: string | undefined;
      let failures = 0;
      let pages = 0;
      do {
        yield* rest(failures === 0 ? 0 : backOff(failures));
        const page = await lookUp(window.to, token);
        if (signal.aborted) return;
        if (page instanceof Problem) {
          failures++;
          if (isTokenExpired(page)) token = undefined;
          if (!isThrottled(page) || failures > QUIET_THROTTLES) health.failed(page, key);
          continue;
        }
        failures = 0;
        health.answered(key);
        token = page.token;
        pages++;
        const fresh = page.events.filter(isNew);
        if (fresh.length === 0) continue;
        window.open++;
        window.hadNews = true;
        yield deliver(pageOf(fresh, window, `${placeOf(key, window.to)}/${pages}`), progress);
      } while (token !== undefined || failures > 0);
      window.ids = ids.slice(0, MOST_KNOWN);
      window.listed = true;
    }

    while (!signal.aborted) {
      const now = clock.now();
      const kept = now - KEPT_BY_AWS;
      if (from < kept) {
        if (readTo < kept) health.failed(tooLate(key, readTo, kept), `${key} history`);
        from = kept;
        readTo = Math.max(readTo, kept);
      }
      const to = Math.min(Math.max(readTo, from) + LONGEST_WINDOW, now);
      const window = progress.begin(to);
      yield* read(window);
      if (signal.aborted) return;
      known = new Set(window.ids);
      readTo = to;
      from = to - overlap;
      await patiently(() => progress.commit(), given);
      health.mended(`${key} history`);
      if (to === now) yield* rest(pollEvery);
    }
  }

  return { deliveries: follow(), doneTo: () => windows?.doneTo };
}

function pageOf(events: readonly LookedUpEvent[], window: LookupWindow, file: string): Page {
  const body = Buffer.from(JSON.stringify({ Events: events.map(({ json }) => json) }));
  return { window, file, body, attempts: 0, open: true };
}

function placeOf(key: string, to: EpochMs): string {
  return `lookup-events://${key}/${new Date(to).toISOString()}`;
}

function tooLate(key: string, from: EpochMs, to: EpochMs): Problem {
  const span = [from, to].map((at) => new Date(at).toISOString()).join(' to ');
  return new Problem('SOURCE_FAILED', `${span} can't be had any more: LookupEvents goes back 90 days`, {
    at: { file: `lookup-events://${key}` },
    hint: 'Read the log files of a trail for that time with `trailwatch replay`, if there is one',
  });
}

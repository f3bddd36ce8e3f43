import { isJsonObject, type Json, type JsonObject, stringOf } from '../../../base/json.ts';
import { type EpochMs, type Milliseconds, MINUTE } from '../../../base/units.ts';
import type { Checkpoints } from '../live-source.ts';

/** A span of time being read: finished when it has been listed and all that was in it is acknowledged. */
export interface LookupWindow {
  readonly to: EpochMs;
  /** Deliveries that are not acknowledged. */
  open: number;
  listed: boolean;
  /** Something in it was new. */
  hadNews: boolean;
  /** Ids of all events at its end that the next window will see again, the newest first. */
  ids: readonly string[];
}

/** How far one region of one account has been read. */
export interface LookupProgress {
  /** All up to here is acknowledged. */
  readonly doneTo: EpochMs;
  /** Of events that are known already although they lie in what will be read again. */
  readonly ids: readonly string[];
}

/** Quiet windows are written only so often: a checkpoint that is a little old costs reading a little more. */
const QUIET_WRITES: Milliseconds = 5 * MINUTE;

export async function loadProgress(checkpoints: Checkpoints, key: string): Promise<LookupProgress | undefined> {
  const row = (await checkpoints.get([key])).get(key);
  if (!isJsonObject(row)) return undefined;
  const doneTo = Date.parse(stringOf(row.doneTo) ?? '');
  const ids = Array.isArray(row.ids) ? row.ids.filter((id: Json): id is string => typeof id === 'string') : [];
  return Number.isNaN(doneTo) ? undefined : { doneTo, ids };
}

/**
 * Windows in the order of time. Pages come newest first, so progress is whole windows: the checkpoint moves over those at the
 * front that are finished, and what a restart cuts short is read again.
 */
export function createWindows(checkpoints: Checkpoints, key: string, doneTo: EpochMs) {
  const windows: LookupWindow[] = [];
  let done = doneTo;
  let written: EpochMs | undefined;
  let writing: Promise<void> = Promise.resolve();
  const isFinished = (window: LookupWindow | undefined) => window?.listed === true && window.open === 0;

  const commit = async () => {
    // A finished one before another finished one has nothing more to say: one page that fails for days keeps none of them.
    for (let i = windows.length - 2; i >= 0; i--) {
      const [one, next] = [windows[i] as LookupWindow, windows[i + 1] as LookupWindow];
      if (!isFinished(one) || !isFinished(next)) continue;
      next.hadNews ||= one.hadNews;
      windows.splice(i, 1);
    }
    const [first] = windows;
    if (first === undefined || !isFinished(first)) return;
    if (first.hadNews || written === undefined || first.to - written >= QUIET_WRITES) {
      const value: JsonObject = { doneTo: new Date(first.to).toISOString(), ids: first.ids };
      await checkpoints.set(new Map([[key, value]]));
      written = first.to;
    }
    // More pages may have come back while it was written.
    if (isFinished(first) && windows[0] === first) windows.shift();
    done = first.to;
  };

  return {
    get doneTo() {
      return done;
    },
    begin(to: EpochMs): LookupWindow {
      const window: LookupWindow = { to, open: 0, listed: false, hadNews: false, ids: [] };
      windows.push(window);
      return window;
    },
    /** Moves the checkpoint as far as it goes. One after the other, so that it never moves back. @throws {Problem} STORE_* */
    commit(): Promise<void> {
      writing = writing.then(commit, commit);
      return writing;
    },
  };
}

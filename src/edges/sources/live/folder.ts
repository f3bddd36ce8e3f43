import { resolve } from 'node:path';
import { Problem } from '../../../base/problem.ts';
import { type EpochMs, HOUR, type Milliseconds, SECOND } from '../../../base/units.ts';
import { fileDelivery } from '../file-delivery.ts';
import type { LiveDelivery, LiveSource, LiveSourceOptions } from '../live-source.ts';
import type { SourceOptions } from '../source.ts';
import { backOff } from './back-off.ts';
import { type FoundFile, listFolder, statFile } from './folder-listing.ts';
import { createHealth, patiently } from './health.ts';

export interface FolderOptions extends LiveSourceOptions, Pick<SourceOptions, 'except'> {
  readonly path: string;
  /** @default 2 s */
  readonly pollEvery?: Milliseconds;
  /** Of a folder that is watched for the first time: all that is in it, or only what comes from now on. @default 'beginning' */
  readonly startAt?: 'beginning' | 'now';
}

/** The checkpoint that says that this folder has been watched before. No file is called that. */
const WATCHED = '/';

/** So long a file must be gone before it is forgotten: a drive that is away for a moment doesn't make all in it new. */
const FORGET_AFTER: Milliseconds = HOUR;

/** Listing takes at most a fifth of the time. */
const REST = 4;

const ROWS_AT_ONCE = 500;

/**
 * A folder that is being filled, with all folders below it. A file is delivered once its size and time of change have stood still
 * for one poll, and again, whole, if it changes later. Nothing watches but the poll: `fs.watch` misses changes on network drives
 * and in containers, and then nobody knows that it did.
 */
export function folderSource(options: FolderOptions): LiveSource {
  const { path, pollEvery = 2 * SECOND, startAt = 'beginning', checkpoints, clock } = options;
  const root = resolve(path);
  const health = createHealth(options);
  /** What was there at the last poll and is not acknowledged. */
  let waiting = new Map<string, FoundFile>();

  async function* deliveries(signal: AbortSignal): AsyncGenerator<LiveDelivery, void> {
    const given = { clock, health, part: 'checkpoints', signal };
    const known = await patiently(() => checkpoints.list().then((rows) => new Map(rows)), given);
    if (known === undefined) return;
    const inHand = new Set<string>();
    const failures = new Map<string, { readonly count: number; readonly notBefore: EpochMs }>();
    const goneSince = new Map<string, EpochMs>();
    let told = new Set<string>();
    let before: ReadonlyMap<string, FoundFile> = new Map();
    let begun = known.delete(WATCHED);

    /** False if it can't be listed at all. */
    const poll = async (): Promise<boolean> => {
      const present = new Set<string>();
      const found = new Map<string, FoundFile>();
      const problems = new Map<string, Problem>();
      for await (const one of listFolder(root, { signal, except: options.except })) {
        if (one instanceof Problem) problems.set(one.at?.file ?? '', one);
        else {
          present.add(one.name);
          if (known.get(one.name) !== one.version) found.set(one.name, one);
        }
      }
      if (signal.aborted) return false;
      const away = problems.get(root);
      if (away === undefined) health.answered();
      else if (!told.has(keyOf(away))) health.failed(away);
      for (const problem of problems.values()) {
        if (problem !== away && !told.has(keyOf(problem))) options.onProblem(problem);
      }
      told = new Set([...problems.values()].map(keyOf));
      if (away !== undefined) return false;
      await forget(present, [...problems.keys()]);
      before = waiting;
      // What was acknowledged while the listing went on.
      for (const [name, { version }] of found) if (known.get(name) === version) found.delete(name);
      waiting = found;
      return true;
    };
    /** What is inside of a folder that can't be read is not gone. */
    const forget = async (present: ReadonlySet<string>, unread: readonly string[]) => {
      const now = clock.now();
      const forgotten: string[] = [];
      for (const name of known.keys()) {
        if (present.has(name) || unread.some((folder) => `${root}/${name}`.startsWith(`${folder}/`))) goneSince.delete(name);
        else if (!goneSince.has(name)) goneSince.set(name, now);
        else if (now - (goneSince.get(name) as EpochMs) >= FORGET_AFTER) forgotten.push(name);
      }
      for (const name of failures.keys()) if (!present.has(name) && !inHand.has(name)) failures.delete(name);
      await write(forgotten.map((name) => [name, undefined]));
      for (const name of forgotten) {
        known.delete(name);
        goneSince.delete(name);
      }
    };

    const write = async (rows: readonly (readonly [string, string | undefined])[]) => {
      for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
        await patiently(() => checkpoints.set(new Map(rows.slice(at, at + ROWS_AT_ONCE))), given);
      }
    };

    const begin = async () => {
      if (startAt === 'now') {
        const there = [...waiting.values()];
        await write(there.map(({ name, version }) => [name, version]));
        for (const { name, version } of there) known.set(name, version);
        waiting = new Map();
      }
      await write([[WATCHED, new Date(clock.now()).toISOString()]]);
      begun = true;
    };

    /** The oldest first; of the same moment, by name. */
    const ready = (): FoundFile[] => {
      const now = clock.now();
      const isReady = ({ name, version, modifiedAt }: FoundFile) =>
        !inHand.has(name) &&
        (failures.get(name)?.notBefore ?? now) <= now &&
        (now - modifiedAt >= pollEvery || before.get(name)?.version === version);
      return [...waiting.values()]
        .filter(isReady)
        .sort((a, b) => a.modifiedAt - b.modifiedAt || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    };

    const delivery = ({ name, path: file, size, version }: FoundFile): LiveDelivery => ({
      // Without the signal: what is in hand is read to its end, never cut short in silence.
      ...fileDelivery(file, size, {}),
      async ack() {
        await checkpoints.set(new Map([[name, version]]));
        known.set(name, version);
        if (waiting.get(name)?.version === version) waiting.delete(name);
        failures.delete(name);
        inHand.delete(name);
      },
      async retry() {
        const count = (failures.get(name)?.count ?? 0) + 1;
        failures.set(name, { count, notBefore: clock.now() + backOff(count) });
        inHand.delete(name);
      },
    });

    while (!signal.aborted) {
      const startedAt = clock.now();
      const listed = await poll();
      const took = clock.now() - startedAt;
      if (listed) {
        if (!begun) await begin();
        for (const file of ready()) {
          if (signal.aborted) return;
          // Much may have happened since it was listed, if the reader is slow. The next poll sees what.
          if (statFile(file.name, file.path)?.version !== file.version) continue;
          inHand.add(file.name);
          yield delivery(file);
        }
      }
      await clock.sleep(Math.max(pollEvery, REST * took), signal);
    }
  }

  return {
    name: `folder:${root}`,
    deliveries,
    status() {
      const now = clock.now();
      let oldest = now;
      for (const { modifiedAt } of waiting.values()) oldest = Math.min(oldest, modifiedAt);
      return { depth: waiting.size, lag: (now - oldest) / SECOND, ...health.status() };
    },
  };
}

function keyOf({ code, at }: Problem): string {
  return `${code} ${at?.file}`;
}

import type { Clock } from '../base/clock.ts';
import type { EpochMs, Milliseconds } from '../base/units.ts';
import type { Json } from '../base/json.ts';
import type { Store, StoreCommit } from '../edges/stores/store.ts';
import type { FindingConclusion } from '../engine/findings/conclusion.ts';
import {
  type Activity,
  concludeSilence,
  endSilence,
  isSilent,
  silenceId,
  silentSourceRule,
  withEvent,
} from '../engine/findings/silence.ts';
import type { Alert } from '../model/alert.ts';
import type { HeardEvent } from '../model/event.ts';
import { commitUnits } from './commit-units.ts';
import type { Judgement } from './works.ts';

/** What is remembered of one account and region. */
export interface Remembered {
  readonly activity: Activity;
  /** The finding that says that it is silent. */
  readonly silence?: string;
}

export interface SilentSources {
  /** Every event, matched or not. */
  heard(event: HeardEvent): void;
  /** Once a minute: opens and closes findings, and remembers. Returns what there is to tell. */
  tick(
    judgement: Pick<Judgement, 'policy' | 'tell'>,
    options: { readonly threshold: Milliseconds | undefined },
  ): Promise<Alert[]>;
  /** Something could not be read until now: what is silent is not known. */
  interrupted(): void;
}

/** Name of the checkpoints. */
export const ACTIVITY = 'activity';

/**
 * Accounts and regions that used to send and don't any more.
 * @param since since when all sources are read without a break, where others than this process read them. @default now
 */
export async function watchSilence(
  store: Pick<Store, 'load' | 'commit' | 'listCheckpoints' | 'setCheckpoints'>,
  clock: Clock,
  since: EpochMs = clock.now(),
): Promise<SilentSources> {
  const rows = await store.listCheckpoints(ACTIVITY);
  const known = new Map<string, Remembered>([...rows].map(([key, row]) => [key, row as unknown as Remembered]));
  const changed = new Set<string>();
  let watchingSince = since;

  const put = (key: string, remembered: Remembered) => {
    known.set(key, remembered);
    changed.add(key);
  };

  return {
    heard({ at, envelope: { account, region } }) {
      if (account === '' || region === '') return;
      const key = `${account} ${region}`;
      const before = known.get(key);
      const activity = withEvent(before?.activity, account, region, at);
      if (activity !== before?.activity) put(key, { ...before, activity });
    },

    interrupted() {
      watchingSince = clock.now();
    },

    async tick({ policy, tell }, { threshold }) {
      const now = clock.now();
      const said: Alert[] = [];
      const settle = async (
        id: string,
        conclude: (stored: Parameters<typeof endSilence>[0] | undefined) => FindingConclusion | undefined,
      ) => {
        const done = await commitUnits(
          [
            {
              name: `finding ${id}`,
              needs: { cells: [], seen: [], findings: [id] },
              conclude({ findings }) {
                const concluded = conclude(findings.get(id));
                if (concluded === undefined) return undefined;
                const { finding, change } = concluded;
                const alerts: Alert[] =
                  change === undefined ? [] : [{ finding: finding.finding, change, at: now, rule: silentSourceRule }];
                const commit: StoreCommit = { ...nothing, findings: [finding], messages: alerts.flatMap(tell) };
                return { commit, alerts };
              },
            },
          ],
          store,
          clock,
        );
        said.push(...done.flatMap(({ alerts }) => alerts));
      };
      for (const [key, { activity, silence }] of known) {
        const id = silenceId(activity);
        if (silence !== undefined && silence !== id) {
          await settle(silence, (stored) => stored && endSilence(stored, activity.lastAt, now));
          put(key, { activity });
        } else if (silence === undefined && threshold !== undefined && isSilent(activity, now, { threshold, watchingSince })) {
          await settle(id, (stored) => concludeSilence(activity, stored, policy, now));
          put(key, { activity, silence: id });
        }
      }
      if (changed.size > 0) {
        const entries = [...changed].map((key) => [key, known.get(key) as unknown as Json] as const);
        await store.setCheckpoints(ACTIVITY, new Map(entries), now);
        changed.clear();
      }
      return said;
    },
  };
}

const nothing: StoreCommit = { cells: [], ledger: [], findings: [], messages: [], feeds: [] };

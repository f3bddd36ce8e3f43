import { hash128 } from '../../../base/hash.ts';
import { formatProblem, type Problem } from '../../../base/problem.ts';
import type { EpochMs } from '../../../base/units.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Store, StoreCommit } from '../../../edges/stores/store.ts';
import { endFinding, type FindingConclusion, keepFinding } from '../../../engine/findings/conclusion.ts';
import { isoTime } from '../../../engine/findings/iso-time.ts';
import type { Alert, AlertRule } from '../../../model/alert.ts';
import type { Finding } from '../../../model/finding.ts';
import { commitUnits } from '../../../pipeline/commit-units.ts';
import type { InForce } from '../../../pipeline/watch.ts';

/** A new configuration that is wrong: the one before stays in force, and somebody has to know. */
export interface Refusal {
  /** Of the upload: a finding for each, however often it is looked at. */
  readonly hash: string;
  readonly problems: readonly Problem[];
}

/** Whose configuration it is. */
export interface Home {
  readonly account: string;
  readonly region: string;
}

export const CONFIGURATION_REFUSED = 'trailwatch-configuration-refused';
const TITLE = 'A new configuration was refused: the one before stays in force';
const LONGEST_SUMMARY = 1_000;
/** Where the id of the open finding is remembered: so that it is closed by whoever sees the mended one. */
const PLACE = 'configuration-refused';

const rule: AlertRule = {
  description:
    'The rules or settings that lie at CONFIG_PATH or SECURITY_EVENTS_PATH have a mistake, or cannot be read. They are taken as a whole or not at all, so what was in force before goes on.',
  response:
    'Download what was uploaded, mend what the summary says (`trailwatch config check` and `trailwatch rules lint` find every mistake), and upload it again. If nobody of yours uploaded it, somebody may be trying to blind the monitor: look for PutObject in this bucket.',
};

/** Opens the finding of a refusal, and closes the one of an earlier refusal. Nothing if all is said already. */
export async function settleRefusal(
  refusal: Refusal | undefined,
  { policy, tell }: Pick<InForce, 'policy' | 'tell'>,
  { store, clock, home }: { readonly store: Store; readonly clock: Clock; readonly home: Home },
): Promise<Alert[]> {
  const now = clock.now();
  const open = (await store.checkpoints(PLACE, ['open'])).get('open');
  const id = refusal && hash128(JSON.stringify([CONFIGURATION_REFUSED, refusal.hash]));
  if (id === open) return [];
  const said: Alert[] = [];
  const settle = async (findingId: string, conclude: Conclude) => {
    const work = {
      name: `finding ${findingId}`,
      needs: { cells: [], seen: [], findings: [findingId] },
      conclude({ findings }: Parameters<Parameters<typeof commitUnits>[0][number]['conclude']>[0]) {
        const concluded = conclude(findings.get(findingId));
        if (concluded === undefined) return undefined;
        const { finding, change } = concluded;
        const alerts: Alert[] = change === undefined ? [] : [{ finding: finding.finding, change, at: now, rule }];
        const commit: StoreCommit = { ...nothing, findings: [finding], messages: alerts.flatMap(tell) };
        return { commit, alerts };
      },
    };
    said.push(...(await commitUnits([work], store, clock)).flatMap(({ alerts }) => alerts));
  };
  if (typeof open === 'string') {
    await settle(open, (stored) => {
      if (stored === undefined || stored.finding.status === 'closed') return undefined;
      return endFinding({ ...stored.finding, status: 'closed' }, stored, 'Another configuration was uploaded since.', now);
    });
  }
  if (refusal !== undefined && id !== undefined) {
    await settle(id, (stored) => {
      const made = policy.apply(toFinding(id, refusal, home, now), { lastAt: now, excepted: new Map() });
      return stored === undefined || stored.finding.status === 'closed' ? keepFinding(made, stored, true, now) : undefined;
    });
  }
  await store.setCheckpoints(PLACE, new Map([['open', id]]), now);
  return said;
}

type Conclude = (stored: Parameters<typeof keepFinding>[1]) => FindingConclusion | undefined;

function toFinding(id: string, { problems }: Refusal, { account, region }: Home, now: EpochMs): Finding {
  const at = isoTime(now);
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const first = problems[0] === undefined ? 'it is wrong' : formatProblem(problems[0]);
  return {
    id,
    ruleId: CONFIGURATION_REFUSED,
    severity: 'high',
    title: TITLE,
    summary: `${first.slice(0, LONGEST_SUMMARY)}${more}`,
    status: 'open',
    firstAt: at,
    lastAt: at,
    count: 1,
    actor: '',
    account,
    region,
    resources: [],
    eventIds: [],
    attack: [],
    context: { eventNames: [], eventSources: [], regions: [region], sourceIPAddresses: [], userAgents: [], errorCodes: [] },
  };
}

const nothing: StoreCommit = { cells: [], ledger: [], findings: [], messages: [], feeds: [] };

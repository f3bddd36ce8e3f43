import type { Clock } from '../base/clock.ts';
import { hash128 } from '../base/hash.ts';
import { isoTime } from '../base/iso-time.ts';
import { HOUR } from '../base/units.ts';
import type { Store } from '../edges/stores/store.ts';
import { conclude } from '../engine/findings/conclusion.ts';
import { setStatus } from '../engine/findings/set-status.ts';
import type { Finding } from '../model/finding.ts';
import { type Target, targetText } from '../model/target.ts';
import { commitUnits } from './commit-units.ts';

export interface AuditEntry {
  /** As people know it: `restart-instance`. */
  readonly responder: string;
  readonly target: Target;
  /** The finding that it was asked because of; undefined: an event came to it directly. */
  readonly findingId?: string | undefined;
  /** What it did, or would do. */
  readonly text: string;
}

const LONGEST_NOTE = 2000;

/** Ids of the rules that such findings name. */
const RULE = (responder: string) => `responder-${responder}`;

/**
 * What a responder did is a note of the finding that it was asked because of. Where no finding is, or none is any more, it gets one of
 * its own: one for each target and UTC hour, of which nobody is told.
 * @throws {Problem} STORE_*
 */
export async function auditResponse(
  entry: AuditEntry,
  { store, clock }: { readonly store: Store; readonly clock: Clock },
): Promise<void> {
  const now = clock.now();
  const { findingId, responder, target, text } = entry;
  const own = hash128(JSON.stringify([RULE(responder), { ...target, by: undefined, at: Math.floor(now / HOUR) }]));
  const ids = [...new Set([findingId ?? own, own])];
  const work = {
    name: `the note of ${responder}`,
    needs: { cells: [], seen: [], findings: ids },
    conclude({ findings }: { readonly findings: ReadonlyMap<string, Parameters<typeof setStatus>[0] | undefined> }) {
      const known = ids.map((id) => findings.get(id)).find((found) => found !== undefined);
      const note = { at: now, by: responder, text: text.slice(0, LONGEST_NOTE) };
      const { finding } =
        known === undefined
          ? conclude(toFinding(own, entry, now), undefined, { change: undefined, note, memory: undefined }, now)
          : setStatus(known, known.finding.status, note, now);
      return { commit: { cells: [], ledger: [], findings: [finding], messages: [], feeds: [] }, alerts: [] };
    },
  };
  await commitUnits([work], store, clock);
}

function toFinding(id: string, { responder, target, text }: AuditEntry, now: number): Finding {
  const at = isoTime(now);
  const [first = ''] = text.split('\n');
  return {
    id,
    ruleId: RULE(responder),
    severity: 'informational',
    title: `${responder}: ${targetText(target)}`.slice(0, 256),
    summary: first.slice(0, 500),
    status: 'closed',
    firstAt: at,
    lastAt: at,
    count: 1,
    actor: '',
    account: target.account,
    region: target.region,
    resources: [],
    eventIds: [],
    attack: [],
    context: { eventNames: [], eventSources: [], regions: [], sourceIPAddresses: [], userAgents: [], errorCodes: [] },
  };
}

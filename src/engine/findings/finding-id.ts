import { hash128 } from '../../base/hash.ts';
import { type EpochMs, HOUR } from '../../base/units.ts';

/**
 * The same for the same rule, account, actor and UTC hour of event time, whatever the order in which events arrive: 128 bits of
 * SHA-256, as hex. An attacker can't make two findings one.
 */
export function findingId(ruleId: string, account: string, actor: string, at: EpochMs): string {
  // As JSON: no value can pretend to be two, and lone surrogates stay distinct.
  const text = JSON.stringify([ruleId, account, actor, Math.floor(at / HOUR)]);
  let id = recentIds.get(text);
  if (id === undefined) {
    if (recentIds.size >= MOST_RECENT_IDS) recentIds.clear();
    id = hash128(text);
    recentIds.set(text, id);
  }
  return id;
}

/** Matches of one finding come close together, and hashing costs more than all else here. Only saves work: ids don't depend on it. */
const recentIds = new Map<string, string>();
const MOST_RECENT_IDS = 4096;

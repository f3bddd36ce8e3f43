import { sha256Words } from '../../base/sha256.ts';
import { type EpochMs, HOUR } from '../../base/units.ts';
import { hexOf } from '../../base/uuid.ts';

/**
 * The same for the same rule, account, actor and UTC hour of event time, whatever the order in which events arrive: 128 bits of
 * SHA-256, as hex. An attacker can't make two findings one.
 */
export function findingId(ruleId: string, account: string, actor: string, at: EpochMs): string {
  const text = nameOf(ruleId, account, actor, Math.floor(at / HOUR));
  let id = recentIds.get(text);
  if (id === undefined) {
    if (recentIds.size >= MOST_RECENT_IDS) recentIds.clear();
    sha256Words(text, words);
    id = hexOf(words, 0);
    recentIds.set(text, id);
  }
  return id;
}

/** The same as four numbers. */
export function findingIdWords(ruleId: string, account: string, actor: string, hour: number, into: Int32Array): void {
  sha256Words(nameOf(ruleId, account, actor, hour), into);
}

/** As JSON: no value can pretend to be two, and lone surrogates stay distinct. */
function nameOf(ruleId: string, account: string, actor: string, hour: number): string {
  return JSON.stringify([ruleId, account, actor, hour]);
}

const words = new Int32Array(4);

/** Matches of one finding come close together, and hashing costs more than all else here. Only saves work: ids don't depend on it. */
const recentIds = new Map<string, string>();
const MOST_RECENT_IDS = 4096;

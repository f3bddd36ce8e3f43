import type { EpochMs } from '../../base/units.ts';
import type { FindingStatus } from '../../model/finding.ts';
import type { StoredFinding } from '../../model/stored-finding.ts';
import { conclude, type FindingConclusion } from './conclusion.ts';
import { isHidden, isToldOpen } from './what-is-said.ts';

/**
 * What an operator says of a finding. Closing one says `resolved`, if it was told that there is one. Opening one again says
 * nothing: whoever does it knows.
 * @param by a person's login
 * @param text a remark; a change of status without one is noted too
 * @param now wall clock
 */
export function setStatus(
  stored: StoredFinding,
  status: FindingStatus,
  { by, text = '' }: { readonly by: string; readonly text?: string },
  now: EpochMs,
): FindingConclusion {
  const { finding, memory } = stored;
  const resolved = status === 'closed' && finding.status !== 'closed' && isToldOpen(stored) && !isHidden(finding);
  const said = status === finding.status ? text : `${finding.status} → ${status}${text === '' ? '' : `: ${text}`}`;
  const note = said === '' ? undefined : { at: now, by, text: said };
  return conclude({ ...finding, status }, stored, { change: resolved ? 'resolved' : undefined, note, memory }, now);
}

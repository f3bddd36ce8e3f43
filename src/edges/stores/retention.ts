import { DAY, type EpochMs } from '../../base/units.ts';
import type { Retention } from './store.ts';

/** What was stored, or last needed, at or before these moments is past its time. */
export interface Cutoffs {
  readonly findings: EpochMs;
  readonly ledger: EpochMs;
  readonly cells: EpochMs;
}

/** An SQS queue keeps a message for at most 14 days: so late can an event come that still needs a cell. */
const CELLS_AFTER = 14 * DAY;
/** The same and as long again in a dead-letter queue: what is redriven must still be known. */
const LEDGER_AT_LEAST = 30 * DAY;

export function cutoffs(now: EpochMs, retention: Retention): Cutoffs {
  return {
    findings: now - retention.findings,
    ledger: now - Math.max(retention.ledger, LEDGER_AT_LEAST),
    cells: now - CELLS_AFTER,
  };
}

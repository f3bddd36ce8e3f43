import { DAY, type EpochMs, type Milliseconds } from '../../../base/units.ts';
import { cellKey } from '../conclusion.ts';
import type { Timeline } from './timeline.ts';

/** What is remembered of an alarm beside its samples: one cell, which never expires. */
export interface AlarmStatus {
  readonly timeline: Timeline;
  /** The last evaluation that was made; without samples in reach, later ones say the same. */
  readonly through: EpochMs;
  /** The latest slot with samples; null: none so far. */
  readonly newest: EpochMs | null;
  /** Older runs were let go: the base of the timeline is where memory begins. */
  readonly cut?: true;
}

/** A finding of an alarm counts and shows the events of so long a time in ALARM. */
export const DAY_SHOWN: Milliseconds = DAY;

export function statusKey(unit: { readonly name: string }): string {
  return cellKey(unit, 'alarm', 0);
}

export function slotKey(unit: { readonly name: string }, bucket: number): string {
  return cellKey(unit, 'slots', bucket);
}

import type { EpochMs } from '../../base/units.ts';

/** ISO 8601 in UTC; with milliseconds only where there are any, as CloudTrail writes it. Empty for what is no time. */
export function isoTime(at: EpochMs): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace('.000Z', 'Z');
}

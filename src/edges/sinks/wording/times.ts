import type { EpochMs } from '../../../base/units.ts';

/** `2026-03-01 12:00 UTC`; what is no time as it is. */
export function minuteText(time: string | EpochMs): string {
  const iso = isoOf(time);
  return iso === undefined ? String(time) : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** `2026-03-01 12:00:07 UTC (13:00:07 in Europe/Zurich)`, with the day where it is another one. */
export function secondText(time: string | EpochMs, timeZone: string = 'UTC'): string {
  const iso = isoOf(time);
  if (iso === undefined) return String(time);
  const day = iso.slice(0, 10);
  const utc = `${day} ${iso.slice(11, 19)} UTC`;
  const local = localTime(iso, timeZone);
  if (local === undefined) return utc;
  return `${utc} (${local.day === day ? '' : `${local.day} `}${local.time} in ${timeZone})`;
}

function isoOf(time: string | EpochMs): string | undefined {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** Undefined for UTC and for a zone that this machine doesn't know: the configuration refuses those. */
function localTime(iso: string, timeZone: string): { readonly day: string; readonly time: string } | undefined {
  if (timeZone === 'UTC') return undefined;
  try {
    // Swedish writes dates as ISO 8601 does.
    const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(iso));
    return { day: text.slice(0, 10), time: text.slice(11) };
  } catch {
    return undefined;
  }
}

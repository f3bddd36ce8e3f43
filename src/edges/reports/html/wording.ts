import type { EpochMs } from '../../../base/units.ts';
import { type Severity, severities } from '../../../model/severity.ts';
import { html, type Markup } from './markup.ts';

/** How the report words numbers, times and severities, the same everywhere. */

export const severityLabels: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  informational: 'Info',
};

/** Most severe first. */
export const severitiesDown: readonly Severity[] = [...severities].reverse();

export function severityChip(severity: Severity): Markup {
  return html`<span class="chip ${severity}">${severityLabels[severity]}</span>`;
}

export function number(value: number): string {
  return value.toLocaleString('en-US');
}

export function many(count: number, one: string, more = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : more}`;
}

/** Characters of one value that are shown. */
const LONGEST = 2000;

export function clipped(text: string, most = LONGEST): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${number(text.length - most)} more characters)`;
}

/** A name that may wrap behind a slash and before an @ rather than anywhere. */
export function breakable(text: string): Markup {
  return html`${text.split(/(?<=\/)|(?=@)/).map((part, index) => html`${index === 0 ? undefined : html`<wbr>`}${part}`)}`;
}

/** `2026-03-01T12:04:05Z` as `2026-03-01 12:04`, for machines too. What is no time is shown as it is. */
export function minuteOf(iso: string): Markup {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(iso);
  return parts === null ? html`${clipped(iso, 30)}` : html`<time datetime="${iso}">${parts[1]} ${parts[2]}</time>`;
}

export function secondOf(iso: string): Markup {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})/.exec(iso);
  return parts === null ? html`${clipped(iso, 30)}` : html`<time datetime="${iso}">${parts[1]} ${parts[2]}</time>`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `1 Mar`, `1 Mar 2026`. */
export function dayOf(at: EpochMs, year = false): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]}${year ? ` ${date.getUTCFullYear()}` : ''}`;
}

export function hourOf(at: EpochMs): string {
  return `${String(new Date(at).getUTCHours()).padStart(2, '0')}:00`;
}

/** `1 Mar 2026`, `1 to 30 Mar 2026`, `28 Feb to 3 Mar 2026`. */
export function periodOf(firstIso: string, lastIso: string): string {
  const first = Date.parse(firstIso);
  const last = Date.parse(lastIso);
  if (Number.isNaN(first) || Number.isNaN(last)) return '';
  const [a, b] = [dayOf(first, true), dayOf(last, true)];
  if (a === b) return a;
  if (a.slice(a.indexOf(' ')) === b.slice(b.indexOf(' '))) return `${a.slice(0, a.indexOf(' '))} to ${b}`;
  return a.slice(-4) === b.slice(-4) ? `${dayOf(first)} to ${b}` : `${a} to ${b}`;
}

/** Bytes as people read them, in powers of 1,024. */
export function size(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? number(value) : value.toFixed(1)} ${units[unit]}`;
}

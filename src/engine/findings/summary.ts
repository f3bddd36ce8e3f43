import type { FindingContext } from '../../model/finding.ts';

export interface SummaryParts {
  readonly actor: string;
  readonly title: string;
  /** Events, and those of them that have an error code. */
  readonly count: number;
  readonly failed: number;
  readonly context: FindingContext;
}

/**
 * One plain sentence: who called what, from where, how often, and whether it worked.
 * `arn:aws:iam::123456789012:user/alice called StopLogging from 192.0.2.10 (3 events, all failed: AccessDenied)`
 */
export function summarize({ actor, title, count, failed, context }: SummaryParts): string {
  const calls = listed(context.eventNames, 3) || title;
  const addresses = listed(context.sourceIPAddresses, 2);
  const did = actor === '' ? calls : `${short(actor)} ${failed === count ? 'tried' : 'called'} ${calls}`;
  const where = addresses !== '' ? ` from ${addresses}` : actor === '' && context.regions[0] ? ` in ${context.regions[0]}` : '';
  return `${did}${where} (${counted(count)}${failures(failed, count, context.errorCodes)})`;
}

function failures(failed: number, count: number, codes: readonly string[]): string {
  if (failed === 0) return '';
  const how = count === 1 ? 'failed' : failed === count ? 'all failed' : `${numberText(failed)} failed`;
  return `, ${how}: ${listed(codes, 2)}`;
}

function counted(count: number): string {
  return `${numberText(count)} ${count === 1 ? 'event' : 'events'}`;
}

/** `1,234`. Asking for the local form costs more than all the rest of a summary. */
function numberText(number: number): string {
  return number < 1000 ? String(number) : number.toLocaleString('en-US');
}

/** `a`, `a and b`, `a, b and 3 more`. A context list ends at ten, so what is more than ten is "many". */
function listed(values: readonly string[], most: number): string {
  const shown = values.slice(0, most).map(short);
  const rest = values.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${values.length >= 10 ? 'others' : `${rest} more`}`;
  return shown.length <= 1 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

function short(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}

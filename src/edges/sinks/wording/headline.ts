import { forTerminal } from '../../../base/escape.ts';
import type { Alert } from '../../../model/alert.ts';
import { severities, type Severity } from '../../../model/severity.ts';
import type { Notice } from '../sink.ts';
import { clip } from './document.ts';
import { minuteText } from './times.ts';

/**
 * The first line: what happened, who, where, when, how bad. One line without anything that can't be seen; otherwise not escaped.
 * `CRITICAL CloudTrail logging stopped: arn:… in 123456789012 (shop, prod) us-east-1 at 2026-03-01 12:00 UTC`
 */
export function headline(notice: Notice): string {
  if (notice.kind === 'alert') return alertHeadline(notice.alert);
  if (notice.kind === 'test') return `TEST of trailwatch, nothing has happened. Sample: ${alertHeadline(notice.alert)}`;
  const { title, alerts, more, from, to } = notice;
  const counts = [...severityCounts(alerts), ...(more > 0 ? [`${number(more)} more`] : [])].join(', ');
  return forTerminal(`${clip(title, 200)}: ${counts || 'no findings'}, ${minuteText(from)} to ${minuteText(to)}`);
}

function alertHeadline({ finding, change }: Alert): string {
  const { title, severity, actor, firstAt, lastAt, count } = finding;
  const bad = severity.toUpperCase();
  const what = clip(title, 200);
  const rest = `${actor === '' ? '' : `: ${clip(actor)}`}${place(finding)}`;
  switch (change) {
    case 'opened':
      return forTerminal(`${bad} ${what}${rest} at ${minuteText(firstAt)}`);
    case 'repeated':
      return forTerminal(`${bad} ${what}, again (${plural(count, 'event')})${rest}, last at ${minuteText(lastAt)}`);
    case 'escalated':
      return forTerminal(`${bad} (raised) ${what}${rest} at ${minuteText(lastAt)}`);
    case 'resolved':
      return forTerminal(`RESOLVED ${what} (was ${severity})${rest} at ${minuteText(firstAt)}`);
  }
}

/** ` in 123456789012 (shop, prod) us-east-1` */
function place({ account, accountName, environment, region }: Alert['finding']): string {
  const names = [accountName, environment].filter((name) => name !== undefined && name !== '').map((name) => clip(name!, 60));
  const parts = [clip(account, 60), names.length === 0 ? '' : `(${names.join(', ')})`, clip(region, 60)];
  const text = parts.filter((part) => part !== '').join(' ');
  return text === '' ? '' : ` in ${text}`;
}

/** `2 high`, `48 low`: the most severe first. */
function severityCounts(alerts: readonly Alert[]): string[] {
  const counts = new Map<Severity, number>();
  for (const { finding } of alerts) counts.set(finding.severity, (counts.get(finding.severity) ?? 0) + 1);
  return severities.toReversed().flatMap((severity) => {
    const count = counts.get(severity);
    return count === undefined ? [] : [`${number(count)} ${severity}`];
  });
}

/** `1,023` */
export const number = (value: number): string => value.toLocaleString('en-US');

/** `1 event`, `1,023 events` */
export const plural = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? '' : 's'}`;

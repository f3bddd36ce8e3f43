import { hash128 } from '../base/hash.ts';
import type { Notice } from '../edges/sinks/sink.ts';
import type { Alert, Message } from '../model/alert.ts';
import { severityRank } from '../model/severity.ts';
import { compareInTime } from './finding-order.ts';
import { isStorm } from './storm-guard.ts';

const SHOWN = 50;

/**
 * All due messages of one digest as one thing to deliver. A finding is listed once, with the last that is to be said of it. The id
 * is of the messages: the same ones sent again have the same id.
 */
export function toDigestNotice(digest: string, messages: readonly Message[]): Notice {
  const latest = new Map<string, Alert>();
  for (const { alert } of [...messages].sort(compareInTime)) latest.set(alert.finding.id, alert);
  const alerts = [...latest.values()].sort(mostSevereFirst);
  const times = messages.map(({ alert }) => alert.at);
  return {
    kind: 'digest',
    id: hash128(
      messages
        .map(({ id }) => id)
        .sort()
        .join('\n'),
    ),
    title: titleOf(digest, alerts),
    alerts: alerts.slice(0, SHOWN),
    more: Math.max(0, alerts.length - SHOWN),
    from: times.reduce((a, b) => Math.min(a, b)),
    to: times.reduce((a, b) => Math.max(a, b)),
  };
}

function titleOf(digest: string, alerts: readonly Alert[]): string {
  if (!isStorm(digest)) return 'Digest';
  const findings = alerts.length === 1 ? 'finding' : 'findings';
  return `${alerts.length.toLocaleString('en-US')} more ${findings} of "${alerts[0]!.finding.title}" in one hour`;
}

function mostSevereFirst(a: Alert, b: Alert): number {
  return severityRank(b.finding.severity) - severityRank(a.finding.severity) || a.at - b.at;
}

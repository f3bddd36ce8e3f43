import { forTerminal } from '../../base/escape.ts';
import type { Alert } from '../../model/alert.ts';
import type { Severity } from '../../model/severity.ts';
import { postJson } from './http-post.ts';
import { worstSeverity } from './notice-severity.ts';
import type { Notice, Sink, Wording } from './sink.ts';
import type { WordedSinkOptions } from './sink-options.ts';
import { findingLink } from './wording/alert-blocks.ts';
import { clip, safeHref } from './wording/document.ts';
import { headline } from './wording/headline.ts';

export interface PagerDutyOptions extends WordedSinkOptions {
  /** Secret: the integration key of a service (Events API v2). */
  readonly routingKey: string;
  /** `https://events.eu.pagerduty.com` for accounts in the EU. @default https://events.pagerduty.com */
  readonly baseUrl?: string;
}

const severities: Readonly<Record<Severity, 'critical' | 'error' | 'warning' | 'info'>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
  informational: 'info',
};
/** Source: PagerDuty Events API v2, "Send an alert event": limits of `payload.summary` and `dedup_key`. */
const SUMMARY_LIMIT = 1024;
const KEY_LIMIT = 255;
const MOST_LINKS = 20;

/**
 * One incident for each finding: opened, repeated and escalated ones trigger it, resolved ones resolve it. A digest or a test is an
 * incident by itself. `custom_details.notice_id` tells repeats, which PagerDuty takes for the same incident anyway.
 */
export function createPagerDutySink({ name, routingKey, wording = {}, baseUrl, timeout }: PagerDutyOptions): Sink {
  const url = `${(baseUrl ?? 'https://events.pagerduty.com').replace(/\/+$/, '')}/v2/enqueue`;
  return {
    name,
    type: 'pagerduty',
    async send(notice, signal) {
      const event = { routing_key: routingKey, ...toEvent(notice, wording) };
      await postJson(url, event, { signal, secretParts: [routingKey], timeout });
      return {};
    },
  };
}

function toEvent(notice: Notice, wording: Wording) {
  const { consoleUrl } = wording;
  const client = consoleUrl === undefined ? undefined : safeHref(consoleUrl);
  const about = notice.kind === 'digest' ? ofDigest(notice) : ofAlert(notice.alert);
  const resolved = notice.kind === 'alert' && notice.alert.change === 'resolved';
  return {
    event_action: resolved ? 'resolve' : 'trigger',
    dedup_key: (notice.kind === 'alert' ? notice.alert.finding.id : notice.id).slice(0, KEY_LIMIT),
    payload: {
      summary: clip(headline(notice), SUMMARY_LIMIT),
      severity: notice.kind === 'test' ? 'info' : severities[worstSeverity(notice)],
      timestamp: new Date(notice.kind === 'digest' ? notice.to : notice.alert.at).toISOString(),
      source: about.source,
      component: 'trailwatch',
      class: about.class,
      custom_details: { ...about.details, notice_id: notice.id },
    },
    ...(notice.kind !== 'digest' && { links: linksOf(notice.alert, wording) }),
    client: 'trailwatch',
    ...(client !== undefined && { client_url: client }),
  };
}

const shown = (text: string) => clip(forTerminal(text), 500);

function ofAlert({ finding, change, rule }: Alert) {
  const { context } = finding;
  const facts: Readonly<Record<string, string | readonly string[] | undefined>> = {
    summary: finding.summary,
    change,
    finding: finding.id,
    rule: finding.ruleId,
    actor: finding.actor,
    began_as: finding.origin,
    account: [finding.account, finding.accountName, finding.environment].filter((part) => part).join(' '),
    region: finding.region,
    first: finding.firstAt,
    last: finding.lastAt,
    events: String(finding.count),
    calls: context.eventNames,
    addresses: context.sourceIPAddresses,
    countries: context.countries,
    user_agents: context.userAgents,
    errors: context.errorCodes,
    resources: finding.resources,
    attack: finding.attack,
  };
  const details: Record<string, string | string[]> = {};
  for (const [key, value] of Object.entries(facts)) {
    if (value === undefined || value.length === 0) continue;
    details[key] = typeof value === 'string' ? shown(value) : value.slice(0, 20).map(shown);
  }
  if (rule.response !== undefined && change !== 'resolved') {
    details.what_to_do = clip(rule.response, 8000).split('\n').map(forTerminal);
  }
  const source = shown([finding.account, finding.region].filter((part) => part !== '').join(' '));
  return { source: source === '' ? 'aws' : source, class: clip(shown(finding.ruleId), 255) || 'finding', details };
}

function ofDigest({ title, alerts, more, from, to }: Extract<Notice, { kind: 'digest' }>) {
  return {
    source: 'trailwatch',
    class: 'digest',
    details: {
      title: shown(title),
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      findings: alerts.map((alert) => shown(headline({ kind: 'alert', id: '', alert }))),
      more,
    } as const,
  };
}

function linksOf({ finding, rule }: Alert, wording: Wording): { href: string; text: string }[] {
  const own = findingLink(finding, wording);
  const others = (rule.references ?? []).flatMap((reference) => {
    const href = safeHref(reference);
    return href === undefined ? [] : [{ href, text: shown(reference) }];
  });
  return [...(own === undefined ? [] : [{ href: own, text: 'The finding in trailwatch' }]), ...others].slice(0, MOST_LINKS);
}

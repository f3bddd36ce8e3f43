import { createNetworkLookup } from '../../edges/enrichment/known-networks.ts';
import type { ResponderName } from '../../edges/responders/responder.ts';
import { responderCatalog } from '../../edges/responders/responder-catalog.ts';
import { createEngine } from '../../engine/engine.ts';
import { planResponses, type ResponseRoute } from '../../engine/findings/plan-responses.ts';
import { createPolicy, type Exception, type Policy } from '../../engine/findings/policy.ts';
import { defaultRoutes, planMessages, type Route } from '../../engine/findings/routes.ts';
import { createState } from '../../engine/state/state.ts';
import type { Alert, Message } from '../../model/alert.ts';
import type { InForce } from '../../pipeline/watch.ts';
import type { ConfigSet } from '../config/config-set.ts';
import type { Config } from '../config/schema.ts';
import { messagesTo } from '../responders/messages-to.ts';

export interface InForceOptions {
  /** Country of an address, where it is looked up. */
  readonly country?: (address: string) => string | undefined;
  /** False: findings are concluded, and nobody is told. @default true */
  readonly alerts?: boolean;
  /** `queued`: only those responders that a queue hands over to. @default all */
  readonly responders?: 'all' | 'queued';
}

/** A configuration with its rules, ready to judge events. */
export function inForceOf(set: ConfigSet, { country, alerts = true, responders = 'all' }: InForceOptions = {}): InForce {
  const { rules, series } = set.rules.selected;
  const routes = alerts ? routesOf(set) : [];
  const responses = alerts ? responsesOf(set, responders) : [];
  const tell = (alert: Alert): readonly Message[] => planMessages(alert, routes, alert.at);
  return {
    engine: createEngine(rules, series),
    lateness: set.loaded.config.lateness,
    state: createState(series, { lateness: set.loaded.config.lateness }),
    policy: policyOf(set, country),
    rules: new Map([...rules, ...series].map((rule) => [rule.id, rule])),
    tell,
    respond: (finding, targets, now) => planResponses(finding, targets, responses, now),
    responded: new Set(responses.flatMap((route) => [...route.rules])),
  };
}

/** What a configuration says of findings. The same for a scan. */
export function policyOf({ loaded, exceptions }: ConfigSet, country?: (address: string) => string | undefined): Policy {
  const { config } = loaded;
  return createPolicy({
    exceptions: exceptions as readonly Exception[],
    severities: config.severity,
    accounts: new Map(Object.entries(config.accounts)),
    networks: createNetworkLookup(new Map(Object.entries(config.networks))),
    ...(country !== undefined && { country }),
  });
}

function routesOf({ loaded: { config, routes } }: ConfigSet): readonly Route[] {
  if (config.routes.length === 0) return defaultRoutes(Object.keys(config.sinks));
  return routes.map(({ quietHours, ...route }, index) => {
    const quiet = quietHours === undefined ? undefined : config.quiet_hours[quietHours];
    return {
      ...route,
      id: `route ${index + 1}`,
      ...(quiet !== undefined && { quiet: quietHoursOf(quiet, config.time_zone) }),
    };
  });
}

/** Rules may be named by the id that Sigma gives them, too. */
function responsesOf({ loaded: { config }, rules: { selected } }: ConfigSet, which: 'all' | 'queued'): readonly ResponseRoute[] {
  const all = [...selected.rules, ...selected.series];
  return Object.entries(config.responders).flatMap(([name, { rules, whom, queue_url: queue }]): ResponseRoute[] => {
    if (which === 'queued' && queue === undefined) return [];
    const named = all.filter(({ id, uuid }) => rules.includes(id) || (uuid !== undefined && rules.includes(uuid)));
    if (named.length === 0) return [];
    const { takes } = responderCatalog[name as ResponderName];
    const to = messagesTo(name as ResponderName);
    return [{ to, takes, rules: new Set(named.map(({ id }) => id)), ...(whom !== undefined && { whom }) }];
  });
}

function quietHoursOf(
  { time_zone, from, to, days, except }: Config['quiet_hours'][string],
  zone: string,
): NonNullable<Route['quiet']> {
  return { timeZone: time_zone ?? zone, from, to, except, ...(days !== undefined && { days }) };
}

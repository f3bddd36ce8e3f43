import { createNetworkLookup } from '../../edges/enrichment/known-networks.ts';
import { createEngine } from '../../engine/engine.ts';
import { createPolicy, type Exception, type Policy } from '../../engine/findings/policy.ts';
import { defaultRoutes, planMessages, type Route } from '../../engine/findings/routes.ts';
import { createState } from '../../engine/state/state.ts';
import type { Alert, Message } from '../../model/alert.ts';
import type { InForce } from '../../pipeline/watch.ts';
import type { ConfigSet } from '../config/config-set.ts';
import type { Config } from '../config/schema.ts';

export interface InForceOptions {
  /** Country of an address, where it is looked up. */
  readonly country?: (address: string) => string | undefined;
  /** False: findings are concluded, and nobody is told. @default true */
  readonly alerts?: boolean;
}

/** A configuration with its rules, ready to judge events. */
export function inForceOf(set: ConfigSet, { country, alerts = true }: InForceOptions = {}): InForce {
  const { rules, series } = set.rules.selected;
  const routes = alerts ? routesOf(set) : [];
  const tell = (alert: Alert): readonly Message[] => planMessages(alert, routes, alert.at);
  return {
    engine: createEngine(rules, series),
    lateness: set.loaded.config.lateness,
    state: createState(series, { lateness: set.loaded.config.lateness }),
    policy: policyOf(set, country),
    rules: new Map([...rules, ...series].map((rule) => [rule.id, rule])),
    tell,
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

function quietHoursOf(
  { time_zone, from, to, days, except }: Config['quiet_hours'][string],
  zone: string,
): NonNullable<Route['quiet']> {
  return { timeZone: time_zone ?? zone, from, to, except, ...(days !== undefined && { days }) };
}

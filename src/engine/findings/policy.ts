import type { EpochMs } from '../../base/units.ts';
import type { Envelope, TrailEvent } from '../../model/event.ts';
import type { Finding, FindingContext } from '../../model/finding.ts';
import type { Severity } from '../../model/severity.ts';

/** What is known and accepted: a finding that it covers is kept, marked, and nobody is told. */
export type Exception = EventException | FindingException;

interface ExceptionHead {
  readonly id: string;
  /** Event time: what happens from then on is no longer covered. */
  readonly expires: EpochMs;
  readonly owner: string;
  readonly reason: string;
}

/** Covers single events. A finding is suppressed when all of its events are covered. */
export interface EventException extends ExceptionHead {
  readonly on: 'event';
  readonly when: (envelope: Envelope) => boolean;
}

/** Covers whole findings, as they are built: with names, environment, origin and context. */
export interface FindingException extends ExceptionHead {
  readonly on: 'finding';
  readonly when: (finding: Finding) => boolean;
}

/** All that are given must be equal. */
export interface SeverityOverride {
  readonly rule?: string;
  readonly account?: string;
  readonly environment?: string;
  readonly severity: Severity;
}

export interface AccountNames {
  readonly name?: string;
  readonly environment?: string;
}

export interface PolicyOptions {
  readonly exceptions?: readonly Exception[];
  /** In order: the first that fits is taken. */
  readonly severities?: readonly SeverityOverride[];
  /** By account id. */
  readonly accounts?: ReadonlyMap<string, AccountNames>;
  /** Names of the known networks that an address belongs to. */
  readonly networks?: (address: string) => readonly string[];
  /** ISO 3166-1 alpha-2. */
  readonly country?: (address: string) => string | undefined;
}

/** What a policy asks of a finding besides itself. */
export interface FindingFacts {
  readonly lastAt: EpochMs;
  /** If all events are covered: how many by which exception. Empty if any event isn't. */
  readonly excepted: ReadonlyMap<string, number>;
}

/** What the configuration says of findings: the same in a scan and live. Has no state. */
export interface Policy {
  /** The exception that covers an event: of several the first. */
  exceptionOf(event: TrailEvent): string | undefined;
  /** A finding as it was just built, with what the configuration adds to it. */
  apply(finding: Finding, facts: FindingFacts): Finding;
}

export function createPolicy(options: PolicyOptions = {}): Policy {
  const { exceptions = [], severities = [], accounts, networks, country } = options;
  const onEvents = exceptions.filter((exception) => exception.on === 'event');
  const onFindings = exceptions.filter((exception) => exception.on === 'finding');

  const saysNothing = [severities.length, accounts?.size, onFindings.length].every((count) => !count) && !networks && !country;

  const enrich = (context: FindingContext): FindingContext => {
    const addresses = context.sourceIPAddresses;
    const countries = country === undefined ? [] : addresses.flatMap((address) => country(address) ?? []);
    const known = networks === undefined ? [] : addresses.flatMap(networks);
    return {
      ...context,
      ...(countries.length > 0 && { countries: [...new Set(countries)] }),
      ...(known.length > 0 && { networks: [...new Set(known)] }),
    };
  };

  return {
    exceptionOf(event) {
      return onEvents.find(({ when, expires }) => event.at < expires && when(event.envelope))?.id;
    },

    apply(finding, { lastAt, excepted }) {
      if (saysNothing && excepted.size === 0) return finding;
      const { name, environment } = accounts?.get(finding.account) ?? {};
      const override = severities.find(
        (entry) =>
          (entry.rule === undefined || entry.rule === finding.ruleId) &&
          (entry.account === undefined || entry.account === finding.account) &&
          (entry.environment === undefined || entry.environment === environment),
      );
      const judged: Finding = {
        ...finding,
        severity: override?.severity ?? finding.severity,
        context: enrich(finding.context),
        ...(name !== undefined && { accountName: name }),
        ...(environment !== undefined && { environment }),
      };
      const covering = new Map(excepted);
      for (const { id, when, expires } of onFindings) if (lastAt < expires && when(judged)) covering.set(id, finding.count);
      if (covering.size === 0) return judged;
      const [suppressedBy] = [...covering].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a));
      return { ...judged, suppressedBy };
    },
  };
}

/** Says nothing of its own. */
export const noPolicy: Policy = createPolicy();

import { hash128 } from '../../base/hash.ts';
import { type EpochMs, MINUTE } from '../../base/units.ts';
import type { Message } from '../../model/alert.ts';
import type { Finding } from '../../model/finding.ts';
import type { Target, TargetKind } from '../../model/target.ts';
import { isHidden } from './what-is-said.ts';

/** Which findings a responder gets a message of. */
export interface ResponseRoute {
  /** As messages name it: `responder:restart-instance`. */
  readonly to: string;
  /** Ids of rules. */
  readonly rules: ReadonlySet<string>;
  readonly takes: TargetKind;
  /** Of users, roles and access keys: whoever did it, or those that it was done to. @default both */
  readonly whom?: Target['as'];
}

const PERSONS: ReadonlySet<TargetKind> = new Set(['user', 'role', 'access-key']);

/**
 * What responders are to look at: a message for each target that new events of a finding name. Nobody acts on what is suppressed, on
 * trial or taken over. Events of one minute that name the same target make one message.
 * @param now wall clock
 */
export function planResponses(
  finding: Finding,
  targets: readonly Target[],
  routes: readonly ResponseRoute[],
  now: EpochMs,
): Message[] {
  if (isHidden(finding)) return [];
  const planned = new Map<string, Message>();
  for (const { to, rules, takes, whom } of routes) {
    if (!rules.has(finding.ruleId)) continue;
    for (const target of targets) {
      if (target.kind !== takes) continue;
      if (whom !== undefined && PERSONS.has(takes) && target.as !== whom) continue;
      const id = hash128(JSON.stringify([to, finding.id, { ...target, by: undefined, at: Math.floor(target.at / MINUTE) }]));
      const alert = { finding, change: 'opened', at: now, rule: {}, target } as const;
      if (!planned.has(id)) planned.set(id, { id, to, alert, createdAt: now, dueAt: now });
    }
  }
  return [...planned.values()];
}

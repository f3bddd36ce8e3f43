import { forTerminal } from '../../../base/escape.ts';
import { isoTime } from '../../../base/iso-time.ts';
import { SECOND } from '../../../base/units.ts';
import { nextRun } from '../../../engine/schedules/next-run.ts';
import { dataEventsOf } from '../../event-rules/data-events.ts';
import type { EventRuleFile } from '../../event-rules/event-rule.ts';
import { exitCodes } from '../exit-codes.ts';
import { readEventRules } from './read-event-rules.ts';

export interface ListFlags {
  readonly format: 'table' | 'json';
}

/** Prints what event rules there are: when each runs next, what it hands where, and what the trail must record for it. */
export function listEventRules(paths: readonly string[], { format }: ListFlags): number {
  const rules = readEventRules(paths);
  if (rules === undefined) return exitCodes.USAGE;
  const listed = rules.map(describe);
  if (format === 'json') process.stdout.write(`${JSON.stringify(listed, undefined, 2)}\n`);
  for (const { name, state, when, next, targets, dataEvents } of format === 'json' ? [] : listed) {
    const lines = [
      `${name}${state === 'DISABLED' ? ' (disabled)' : ''}: ${when}${next === undefined ? '' : `, next ${next}`}`,
      ...targets.map(({ id, arn }) => `  ${id} → ${arn}`),
      ...dataEvents.map((each) => `  needs ${each} data events: the trail must record them (trailwatch doctor checks it)`),
    ];
    process.stdout.write(`${lines.map(forTerminal).join('\n')}\n`);
  }
  return exitCodes.OK;
}

function describe({ name, state, trigger, targets }: EventRuleFile) {
  const now = Math.floor(Date.now() / SECOND) * SECOND;
  const at =
    trigger.kind === 'event' ? undefined : nextRun(trigger.schedule, now, { timeZone: trigger.timeZone ?? 'UTC', since: now });
  return {
    name,
    state,
    when:
      trigger.kind === 'event'
        ? 'events that match'
        : `${trigger.expression}${trigger.timeZone === undefined ? '' : ` ${trigger.timeZone}`}`,
    next: trigger.kind === 'event' ? undefined : at === undefined ? 'never' : isoTime(at),
    targets: targets.map(({ id, arn }) => ({ id, arn })),
    dataEvents: trigger.kind === 'event' ? dataEventsOf(trigger.pattern) : [],
  };
}

import { forTerminal } from '../../../base/escape.ts';
import type { Json } from '../../../base/json.ts';
import { Problem } from '../../../base/problem.ts';
import { feedersOf } from '../../../engine/rule-tests.ts';
import { explain } from '../../../engine/rules/explain.ts';
import type { TrailEvent } from '../../../model/event.ts';
import type { EventRule } from '../../../model/rule.ts';
import { readBatches } from '../../../pipeline/reading.ts';
import type { RuleChoice } from '../../rules/rule-choice.ts';
import { exitCodes } from '../exit-codes.ts';
import { sourcesOf } from '../inputs.ts';
import { explainedLines } from './explained-lines.ts';
import { openChosen, ruleOf } from './open-rules.ts';

export interface ExplainFlags extends RuleChoice {
  readonly event: string;
  readonly eventId?: string;
}

/** Prints why a rule matches an event, or not. A series rule is explained by the rules that feed it. */
export async function explainRule(id: string, flags: ExplainFlags): Promise<number> {
  const loaded = openChosen(flags);
  if (loaded === undefined) return exitCodes.USAGE;
  const rule = ruleOf(id, [...loaded.rules, ...loaded.series]);
  const event = await findEvent(flags);
  const { eventName, eventTime } = event.envelope.detail;
  const lines = [
    `${event.id} ${String(eventName ?? event.envelope['detail-type'])} ${String(eventTime ?? event.envelope.time)}`.trim(),
  ].map(forTerminal);
  if ('when' in rule) lines.push(...linesOf(rule, event));
  else {
    lines.push(forTerminal(`${rule.id} is over many events: this one counts for it if one of these rules matches`));
    for (const feeder of feedersOf(rule, loaded).rules) lines.push('', ...linesOf(feeder, event));
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  const feeders = 'when' in rule ? [rule] : feedersOf(rule, loaded).rules;
  return feeders.some((each) => explain(each.when, event.envelope as unknown as Json).holds) ? exitCodes.OK : exitCodes.FAIL_ON;
}

function linesOf(rule: EventRule, event: TrailEvent): string[] {
  const explained = explain(rule.when, event.envelope as unknown as Json);
  return [`${forTerminal(rule.id)} ${explained.holds ? 'matches' : 'does not match'}`, '', ...explainedLines(explained)];
}

/** @throws {Problem} CLI_NOTHING_READ, and what keeps the input from being read */
async function findEvent({ event, eventId }: ExplainFlags): Promise<TrailEvent> {
  let rejected: Problem | undefined;
  for (const source of await sourcesOf([event], {})) {
    for await (const batch of readBatches(source)) {
      for (const decoded of batch) {
        if (decoded.kind === 'reject') rejected ??= decoded.problem;
        if (decoded.kind !== 'event') continue;
        const found = decoded.record.event();
        if (eventId === undefined || found.id === eventId) return found;
      }
    }
  }
  if (rejected !== undefined) throw rejected;
  const what = eventId === undefined ? 'no event' : `no event with the id ${JSON.stringify(eventId)}`;
  throw new Problem('CLI_NOTHING_READ', `${event} holds ${what}`, { hint: '"trailwatch decode" shows what is in a file.' });
}

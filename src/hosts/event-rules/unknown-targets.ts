import { Problem } from '../../base/problem.ts';
import type { EventRuleFile } from './event-rule.ts';

/** Targets of event rules that name a sink or responder which the configuration doesn't have, or a summary without a schedule: RULE_REFERENCE. */
export function unknownTargets(
  rules: readonly EventRuleFile[],
  {
    sinks,
    responders,
  }: { readonly sinks: Readonly<Record<string, unknown>>; readonly responders: Readonly<Record<string, unknown>> },
): Problem[] {
  return rules.flatMap(({ name: rule, targets, trigger, place }) =>
    targets.flatMap(({ id, kind, name }): Problem[] => {
      if (kind !== 'sink' && kind !== 'summary' && kind !== 'responder') return [];
      if (kind === 'summary' && trigger.kind === 'event') {
        const message = `${rule}: a summary is of a day: the target ${id} needs a ScheduleExpression`;
        return [new Problem('RULE_FIELD', message, { at: place })];
      }
      const what = kind === 'responder' ? 'responder' : 'sink';
      const names = Object.keys(kind === 'responder' ? responders : sinks);
      if (names.includes(name)) return [];
      const hint = names.length === 0 ? `There are no ${what}s yet` : `There are ${names.join(', ')}`;
      return [
        new Problem('RULE_REFERENCE', `${rule}: the target ${id} names the ${what} ${name}, which there is not`, {
          at: place,
          hint,
        }),
      ];
    }),
  );
}

import { Problem } from '../../base/problem.ts';
import type { EventRuleFile } from './event-rule.ts';

/** Targets of event rules that name a sink which the configuration doesn't have, or a summary without a schedule: RULE_REFERENCE. */
export function unknownTargets(
  rules: readonly EventRuleFile[],
  { sinks }: { readonly sinks: Readonly<Record<string, unknown>> },
): Problem[] {
  const names = Object.keys(sinks);
  return rules.flatMap(({ name: rule, targets, trigger, place }) =>
    targets.flatMap(({ id, kind, name }): Problem[] => {
      if (kind !== 'sink' && kind !== 'summary') return [];
      if (kind === 'summary' && trigger.kind === 'event') {
        const message = `${rule}: a summary is of a day: the target ${id} needs a ScheduleExpression`;
        return [new Problem('RULE_FIELD', message, { at: place })];
      }
      if (names.includes(name)) return [];
      const hint = names.length === 0 ? 'There are no sinks yet' : `There are ${names.join(', ')}`;
      return [
        new Problem('RULE_REFERENCE', `${rule}: the target ${id} names the sink ${name}, which there is not`, {
          at: place,
          hint,
        }),
      ];
    }),
  );
}

import type { AwsAccess } from '../../../edges/aws/use/access.ts';
import { type DataEvents, dataEventsOf } from '../../event-rules/data-events.ts';
import type { EventRuleFile } from '../../event-rules/event-rule.ts';
import type { AwsCalls } from './aws-calls.ts';
import { labelOf } from './aws-checks.ts';
import { type Check, ok, warn } from './check.ts';

const types: Readonly<Record<DataEvents, string>> = {
  'S3 object-level': 'AWS::S3::Object',
  Lambda: 'AWS::Lambda::Function',
};

/** Event rules that wait for what no trail records. None where no rule needs data events. */
export function dataEventChecks(rules: readonly EventRuleFile[], accesses: readonly AwsAccess[], calls: AwsCalls): Check[] {
  const needs = new Map<DataEvents, string[]>();
  for (const { name, state, trigger } of rules) {
    if (state === 'DISABLED' || trigger.kind !== 'event') continue;
    for (const kind of dataEventsOf(trigger.pattern)) needs.set(kind, [...(needs.get(kind) ?? []), name]);
  }
  if (needs.size === 0) return [];
  return accesses.map((access) => ({
    name: `data events${labelOf(access)}`,
    async run(signal) {
      const recorded = await calls.getRecordedDataEvents(access, signal);
      const missing = [...needs].filter(([kind]) => !recorded.has(types[kind]));
      if (missing.length === 0) return ok(`recorded: ${[...needs.keys()].join(', ')}`);
      const what = missing.map(([kind, names]) => `${kind} data events, which ${names.join(', ')} waits for`).join('; ');
      return warn(
        `no trail records ${what}`,
        'aws cloudtrail put-event-selectors with a data resource of that type (priced by the event)',
      );
    },
  }));
}

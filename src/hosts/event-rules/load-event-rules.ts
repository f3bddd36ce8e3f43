import { type Place, Problem } from '../../base/problem.ts';
import type { JsonObject } from '../../base/json.ts';
import { compileTargetInput } from '../../engine/event-targets/target-input.ts';
import { checkTimeZone } from '../../engine/schedules/local-time.ts';
import { parseSchedule } from '../../engine/schedules/parse-schedule.ts';
import { byPlace, type RuleText } from '../../engine/rules/load.ts';
import { type ConfigTree, configTree, plainOf } from '../config/config-tree.ts';
import { compilePatternAt } from '../config/patterns.ts';
import { schemaProblems } from '../config/schema-problems.ts';
import { parseYamlText } from '../config/yaml-file.ts';
import { readRuleFiles } from '../rules/rule-files.ts';
import type { EventRuleFile, EventTarget, EventTrigger, ScheduleTrigger } from './event-rule.ts';
import { eventRuleSchema, type WrittenEventRule } from './event-rule-schema.ts';
import { targetKind } from './target-kind.ts';

export interface LoadedEventRules {
  readonly rules: readonly EventRuleFile[];
  /** READ_*, CONFIG_YAML, CONFIG_FIELD, RULE_FIELD, RULE_PATTERN, RULE_SCHEDULE, RULE_DUPLICATE_ID; all of them. */
  readonly problems: readonly Problem[];
}

/** Reads files and folders of event rules. Never throws for what they hold. */
export function loadEventRules(paths: readonly string[]): LoadedEventRules {
  if (paths.length === 0) return { rules: [], problems: [] };
  try {
    return parseEventRules(readRuleFiles(paths, 'event_rules'));
  } catch (error) {
    if (error instanceof Problem) return { rules: [], problems: [error] };
    throw error;
  }
}

/** YAML, of which JSON is a part; each text holds one rule. */
export function parseEventRules(texts: readonly RuleText[]): LoadedEventRules {
  const read = texts.map(parseOne);
  const rules = read.flatMap(({ rule }) => (rule === undefined ? [] : [rule]));
  const problems = read.flatMap((each) => each.problems);
  const first = new Map<string, EventRuleFile>();
  for (const rule of rules) {
    const other = first.get(rule.name);
    if (other === undefined) first.set(rule.name, rule);
    else {
      const hint = `${other.place.file} has it already: rename one of the two`;
      problems.push(new Problem('RULE_DUPLICATE_ID', `two event rules are named ${rule.name}`, { at: rule.place, hint }));
    }
  }
  return { rules: problems.length > 0 ? [] : rules, problems };
}

function parseOne({ file, text }: RuleText): { readonly rule?: EventRuleFile; readonly problems: readonly Problem[] } {
  const name = file ?? '';
  const { root, problems: yaml } = parseYamlText(text, name);
  if (root === undefined) {
    const empty = new Problem('RULE_SHAPE', 'there is no event rule in it', { at: { file: name } });
    return { problems: yaml.length > 0 ? yaml : [empty] };
  }
  const tree = configTree(root, { origin: 'file', name, lines: true });
  const plain = plainOf(root);
  const parsed = eventRuleSchema.safeParse(plain);
  if (!parsed.success) return { problems: schemaProblems(eventRuleSchema, parsed.error.issues, tree, plain).sort(byPlace) };
  const problems: Problem[] = [];
  const collect = <T>(at: Place, make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problems.push(error.within(at));
      return undefined;
    }
  };
  const trigger = collect(tree.placeOf([]), () => triggerOf(parsed.data, tree, problems));
  const targets = parsed.data.Targets.map((target, index) =>
    collect(tree.placeOf(['Targets', index]), (): EventTarget => targetOf(target)),
  );
  const ids = parsed.data.Targets.map(({ Id }) => Id);
  if (new Set(ids).size < ids.length) {
    problems.push(new Problem('RULE_FIELD', 'two targets have the same Id', { at: tree.placeOf(['Targets']) }));
  }
  if (trigger?.kind === 'schedule' && trigger.timeZone !== undefined) {
    for (const [index, { InputPath, InputTransformer }] of parsed.data.Targets.entries()) {
      if (InputPath === undefined && InputTransformer === undefined) continue;
      const at = tree.placeOf(['Targets', index]);
      const hint = 'Write Input, or leave ScheduleExpressionTimezone out';
      problems.push(new Problem('RULE_FIELD', 'schedules of EventBridge Scheduler know Input only', { at, hint }));
    }
  }
  if (problems.length > 0 || trigger === undefined) return { problems: problems.sort(byPlace) };
  const { Name, Description, State, EventBusName } = parsed.data;
  const place = tree.placeOf(['Name']);
  const all = targets.filter((target) => target !== undefined);
  return {
    rule: { name: Name, description: Description, state: State, busName: EventBusName, trigger, targets: all, place },
    problems: [],
  };
}

function triggerOf(written: WrittenEventRule, tree: ConfigTree, problems: Problem[]): EventTrigger | ScheduleTrigger | undefined {
  const { EventPattern, ScheduleExpression, ScheduleExpressionTimezone: timeZone, EventBusName } = written;
  if ((EventPattern === undefined) === (ScheduleExpression === undefined)) {
    throw new Problem('RULE_FIELD', 'an event rule has either EventPattern or ScheduleExpression', {
      hint: EventPattern === undefined ? 'Say when it runs' : 'Make two rules of it',
    });
  }
  if (ScheduleExpression !== undefined) {
    if (EventBusName !== undefined && EventBusName !== 'default')
      throw new Problem('RULE_FIELD', 'schedules are on the default bus only', { hint: 'Leave EventBusName out' });
    const at = tree.placeOf(['ScheduleExpression']);
    try {
      if (timeZone !== undefined) checkTimeZone(timeZone);
      const schedule = parseSchedule(ScheduleExpression, timeZone === undefined ? 'rule' : 'scheduler');
      return { kind: 'schedule', expression: ScheduleExpression, schedule, timeZone };
    } catch (error) {
      throw error instanceof Problem ? error.within(at) : error;
    }
  }
  if (timeZone !== undefined) throw new Problem('RULE_FIELD', 'ScheduleExpressionTimezone is for a ScheduleExpression');
  const node = tree.nodeAt(['EventPattern'])!;
  const { when, problems: wrong } = compilePatternAt(node, tree.placeOf([]).file);
  problems.push(...wrong);
  return when === undefined ? undefined : { kind: 'event', pattern: plainOf(node, true) as JsonObject, matches: when };
}

function targetOf({ Id, Arn, RoleArn, ...fields }: WrittenEventRule['Targets'][number]): EventTarget {
  const { kind, name } = targetKind(Arn);
  return { id: Id, kind, arn: Arn, name, fields, input: compileTargetInput(fields), roleArn: RoleArn };
}

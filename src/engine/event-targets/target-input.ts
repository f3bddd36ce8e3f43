import { isoTime } from '../../base/iso-time.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { Problem } from '../../base/problem.ts';
import type { EpochMs } from '../../base/units.ts';
import { fillTemplate, parseTemplate, reservedVariables } from './input-template.ts';
import { parseJsonPath, valueAt } from './json-path.ts';

/** What a target of a rule gets, in EventBridge's words. At most one of them; without any, the whole event. */
export interface TargetInputFields {
  /** JSON, always the same. */
  readonly Input?: string | undefined;
  /** A part of the event. */
  readonly InputPath?: string | undefined;
  readonly InputTransformer?:
    | { readonly InputPathsMap?: Readonly<Record<string, string>> | undefined; readonly InputTemplate: string }
    | undefined;
}

/** What a template may say of the rule. */
export interface RuleNames {
  readonly name: string;
  readonly arn: string;
}

/** Makes what the target gets of an event; undefined where InputPath leads nowhere: there is nothing to send. */
export type TargetInput = (event: JsonObject, rule: RuleNames, now: EpochMs) => string | undefined;

/**
 * Source: EventBridge user guide, "Transforming target input"; API reference, "InputTransformer" (100 variables at most).
 * @throws {Problem} RULE_FIELD
 */
export function compileTargetInput({ Input, InputPath, InputTransformer }: TargetInputFields): TargetInput {
  const given = [Input, InputPath, InputTransformer].filter((one) => one !== undefined);
  if (given.length > 1) throw new Problem('RULE_FIELD', 'a target has one of Input, InputPath and InputTransformer at most');
  if (Input !== undefined) {
    try {
      JSON.parse(Input);
    } catch (error) {
      throw new Problem('RULE_FIELD', 'Input is not JSON', { hint: 'A text stands in quotes: \'"text"\'', cause: error });
    }
    return () => Input;
  }
  if (InputPath !== undefined) {
    const path = parseJsonPath(InputPath);
    return (event) => {
      const value = valueAt(event, path);
      return value === undefined ? undefined : JSON.stringify(value);
    };
  }
  if (InputTransformer === undefined) return (event) => JSON.stringify(event);
  return compileTransformer(InputTransformer);
}

function compileTransformer({
  InputPathsMap = {},
  InputTemplate,
}: NonNullable<TargetInputFields['InputTransformer']>): TargetInput {
  const names = Object.keys(InputPathsMap);
  if (names.length > 100) throw new Problem('RULE_FIELD', 'InputPathsMap has more than 100 variables');
  const wrong = names.find((name) => !/^[A-Za-z0-9_-]{1,256}$/.test(name) || /^aws[.]?/i.test(name));
  if (wrong !== undefined) {
    throw new Problem('RULE_FIELD', `InputPathsMap: ${JSON.stringify(wrong.slice(0, 100))} is no name for a variable`, {
      hint: `Letters, digits, - and _; none that begins with aws (known are ${reservedVariables.join(', ')})`,
    });
  }
  const paths = new Map(Object.entries(InputPathsMap).map(([name, path]) => [name, parseJsonPath(path)]));
  const parts = parseTemplate(InputTemplate, names);
  return (event, rule, now) =>
    fillTemplate(parts, (variable) => {
      const path = paths.get(variable);
      return path === undefined ? reserved(variable, event, rule, now) : valueAt(event, path);
    });
}

function reserved(variable: string, event: JsonObject, rule: RuleNames, now: EpochMs): Json | undefined {
  switch (variable) {
    case 'aws.events.rule-arn':
      return rule.arn;
    case 'aws.events.rule-name':
      return rule.name;
    case 'aws.events.event.ingestion-time':
      return isoTime(Math.floor(now / 1000) * 1000);
    case 'aws.events.event': {
      const { detail: _, ...rest } = event;
      return rest;
    }
    default:
      return event;
  }
}

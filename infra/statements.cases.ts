import { isJsonObject, type Json, type JsonObject } from '../src/base/json.ts';
import type { ResolvedTemplate } from './resolve-template.ts';

/** A statement of a policy, and where it is. */
export interface Found {
  readonly id: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principal: Json | undefined;
  readonly condition: JsonObject;
}

/** Every statement of every policy of the resources, also of those in lists of policies. */
export function statementsOf({ resources }: ResolvedTemplate): Found[] {
  return [...resources].flatMap(([id, { properties }]) => within(properties).map((statement) => found(id, statement)));
}

function within(value: Json | undefined): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(within);
  if (!isJsonObject(value)) return [];
  if (typeof value.Effect === 'string' && value.Action !== undefined) return [value];
  return Object.values(value).flatMap(within);
}

function found(id: string, { Effect, Action, Resource = [], Principal, Condition = {} }: JsonObject): Found {
  return {
    id,
    effect: Effect as string,
    actions: [Action].flat() as string[],
    resources: [Resource].flat() as string[],
    principal: Principal,
    condition: Condition as JsonObject,
  };
}

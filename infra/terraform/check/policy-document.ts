import type { Value } from './evaluate-expression.ts';
import type { Values } from './evaluate-module.ts';

/** A policy as IAM writes it, from a data source `aws_iam_policy_document`. */
export function policyJson(document: Values): string {
  const sources = ((document.source_policy_documents ?? []) as string[]).flatMap(
    (source) => (JSON.parse(source) as { Statement: Value[] }).Statement,
  );
  const statements = ((document.statement ?? []) as Values[]).map(statement);
  return JSON.stringify({ Version: '2012-10-17', Statement: [...sources, ...statements] });
}

function statement(of: Values): Value {
  const conditions: { [test: string]: { [variable: string]: Value } } = {};
  for (const { test, variable, values } of (of.condition ?? []) as { test: string; variable: string; values: string[] }[]) {
    conditions[test] = { ...conditions[test], [variable]: values };
  }
  return {
    ...(of.sid !== undefined && { Sid: of.sid }),
    Effect: of.effect ?? 'Allow',
    ...(of.principals !== undefined && { Principal: principals(of.principals as { type: string; identifiers: string[] }[]) }),
    Action: of.actions!,
    ...(of.resources !== undefined && { Resource: of.resources }),
    ...(of.condition !== undefined && { Condition: conditions }),
  };
}

function principals(all: readonly { type: string; identifiers: string[] }[]): Value {
  if (all.length === 1 && all[0]!.type === '*') return '*';
  return Object.fromEntries(all.map(({ type, identifiers }) => [type, identifiers]));
}

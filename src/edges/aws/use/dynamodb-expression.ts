import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Change, Condition, Item, ItemValue } from './dynamodb-item.ts';

/** Expressions name every attribute by a placeholder: some 570 words are reserved. */
interface Expression {
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
}

export function conditionExpression(condition: Condition | undefined): Expression {
  return condition === undefined ? {} : expression(condition, {});
}

export function changeExpression(change: Change, condition: Condition | undefined): Expression {
  return expression(condition ?? {}, change);
}

function expression({ absent, equals = {}, atMost = {}, lacks = [] }: Condition, change: Change): Expression {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  const name = (attribute: string) => {
    names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  };
  const value = (of: ItemValue) => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = toAttribute(of);
    return placeholder;
  };
  const each = <T>(of: Readonly<Record<string, T | undefined>>, write: (name: string, value: T) => string) =>
    Object.entries(of).flatMap(([attribute, given]) => (given === undefined ? [] : write(name(attribute), given)));
  const conditions = [
    ...(absent ? [`attribute_not_exists(${name('pk')})`] : []),
    ...each(equals, (attribute, given) => `${attribute} = ${value(given)}`),
    ...each(atMost, (attribute, given) => `${attribute} <= ${value(given)}`),
    ...lacks.map((attribute) => `attribute_not_exists(${name(attribute)})`),
  ];
  const sets = each(change.set ?? {}, (attribute, given) => `${attribute} = ${value(given)}`);
  const adds = each(change.add ?? {}, (attribute, given) => `${attribute} ${value(given)}`);
  const removes = (change.remove ?? []).map(name);
  const clauses = [
    ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
    ...(adds.length > 0 ? [`ADD ${adds.join(', ')}`] : []),
    ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
  ];
  return {
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    ...(clauses.length > 0 && { UpdateExpression: clauses.join(' ') }),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

/** Numbers keep up to 38 digits in DynamoDB: each double comes back as it was, but for those beyond 1e125. */
export function toAttribute(value: ItemValue): AttributeValue {
  if (typeof value === 'string') return { S: value };
  return typeof value === 'number' ? { N: String(value) } : { B: value };
}

export function toAttributes(item: Item): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) => (value === undefined ? [] : [[name, toAttribute(value)]])),
  );
}

export function fromAttributes(attributes: Record<string, AttributeValue>): Item {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { S, N, B }]) => [name, S ?? (N === undefined ? B : Number(N))]),
  );
}

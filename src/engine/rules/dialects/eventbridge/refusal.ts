import type { JsonSourceMember, JsonSourceObject, SourcePlace } from '../../../../base/json-source.ts';

/** Says what is wrong, and goes on. */
export type Refuse = (message: string, at: SourcePlace, hint?: string) => void;

/** The member of an object that has to have exactly one. */
export function onlyMember(node: JsonSourceObject, what: string, refuse: Refuse): JsonSourceMember | undefined {
  const [member, second] = node.members;
  if (member === undefined) refuse(`${what} is empty`, node);
  else if (second !== undefined) refuse(`${what} has one key only`, second.keyAt, 'Give each its own object in the list');
  else return member;
  return undefined;
}

import { Aws, type CfnCondition, type CfnParameter, Fn, type IResolvable, Token } from 'aws-cdk-lib';

/**
 * `Fn::If`. What is inside is written as the template spells it (`QueueConfigurations`), since nothing maps its names.
 * Without a second value the property is left out where the condition is false.
 */
export function either(condition: CfnCondition, yes: unknown, no: unknown = Aws.NO_VALUE): IResolvable {
  return Fn.conditionIf(condition.logicalId, yes, no);
}

/** `either`, where the CDK wants a text. */
export function eitherText(condition: CfnCondition, yes: string, no: string = Aws.NO_VALUE): string {
  return Token.asString(either(condition, yes, no));
}

/** An element of a list that is there only under a condition. */
export function onlyIf<T>(condition: CfnCondition, element: unknown): T {
  return either(condition, element) as T;
}

/** A list under a condition, where the CDK wants one of texts. */
export function eitherList(condition: CfnCondition, yes: readonly string[] | string): string[] {
  return Token.asList(either(condition, yes));
}

export const numberOf = (parameter: CfnParameter): number => Token.asNumber(parameter.value);

export const isTrue = (parameter: CfnParameter) => Fn.conditionEquals(parameter.valueAsString, 'true');
export const isSet = (parameter: CfnParameter) => Fn.conditionNot(Fn.conditionEquals(parameter.valueAsString, ''));

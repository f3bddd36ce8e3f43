import { CfnParameter, type Stack } from 'aws-cdk-lib';

/** As main.yaml was given them: the names of its parts are made of both. */
export function commonParameters(stack: Stack) {
  const parameter = (name: string, value: string) =>
    new CfnParameter(stack, name, { default: value, description: `${name} of the main stack` });
  parameter('Prefix', 'security-monitoring');
  parameter('Environment', 'test');
}

import type { AwsAccess } from '../../edges/aws/use/access.ts';

/** How a source or sink of the configuration says whose credentials it uses. */
export interface AccessFields {
  readonly profile?: string;
  readonly region?: string;
  readonly role_arn?: string;
  readonly external_id?: string;
}

export function awsAccessOf({ profile, region, role_arn: roleArn, external_id: externalId }: AccessFields): AwsAccess {
  return {
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
    ...(roleArn !== undefined && { roleArn }),
    ...(externalId !== undefined && { externalId }),
  };
}

/** The region in the URL of a queue or the ARN of a topic or bus; undefined if it names none. */
export function regionIn(named: string): string | undefined {
  return /^https?:\/\/sqs\.([a-z0-9-]+)\.amazonaws\./.exec(named)?.[1] ?? /^arn:[a-z-]+:[a-z0-9]+:([a-z0-9-]+):/.exec(named)?.[1];
}

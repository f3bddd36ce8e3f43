import type { EpochMs } from '../../../base/units.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';

export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
  /** As CloudTrail's `principalId`: of a role `AROA…:session`. */
  readonly userId: string;
  /** What AWS's clock said as it answered, to the second; undefined if it didn't. */
  readonly answeredAt: EpochMs | undefined;
}

/**
 * Whose credentials these are.
 * IAM: none is needed (sts:GetCallerIdentity can't be denied).
 * @throws {Problem} AWS_CREDENTIALS, AWS_DENIED (a role can't be assumed), AWS_FAILED
 */
export async function getCallerIdentity(access: AwsAccess = {}, signal?: AbortSignal): Promise<CallerIdentity> {
  try {
    const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    const client = new STSClient(await clientSettings('STS', { ...access, region: access.region ?? regionOf() }));
    let date: string | undefined;
    client.middlewareStack.add(
      (next) => async (given) => {
        const result = await next(given);
        date = (result.response as { readonly headers?: Readonly<Record<string, string>> }).headers?.date;
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    try {
      const { Account, Arn, UserId } = await client.send(new GetCallerIdentityCommand({}), {
        ...(signal && { abortSignal: signal }),
      });
      const at = date === undefined ? Number.NaN : Date.parse(date);
      return { account: Account ?? '', arn: Arn ?? '', userId: UserId ?? '', answeredAt: Number.isNaN(at) ? undefined : at };
    } finally {
      client.destroy();
    }
  } catch (error) {
    throw awsProblem(
      error,
      'sts:GetCallerIdentity',
      access.profile === undefined ? 'the credentials' : `profile ${access.profile}`,
    );
  }
}

/** Any region knows the answer, and asking must not fail because none is set. */
function regionOf(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.AWS_REGION || environment.AWS_DEFAULT_REGION || 'us-east-1';
}

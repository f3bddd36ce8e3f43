import { Problem } from '../../../base/problem.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';

/**
 * The current value of a secret: a text, often a JSON object.
 * IAM: secretsmanager:GetSecretValue, and kms:Decrypt for a secret encrypted with a key of one's own.
 * @param name or the ARN
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND (also for a binary one), AWS_CREDENTIALS, AWS_FAILED
 */
export async function getSecretValue(name: string, access: AwsAccess = {}, signal?: AbortSignal): Promise<string> {
  try {
    const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient(await clientSettings('SECRETS_MANAGER', access));
    try {
      const command = new GetSecretValueCommand({ SecretId: name });
      const { SecretString } = await client.send(command, { ...(signal && { abortSignal: signal }) });
      if (SecretString !== undefined) return SecretString;
    } finally {
      client.destroy();
    }
  } catch (error) {
    throw awsProblem(error, 'secretsmanager:GetSecretValue', name);
  }
  throw new Problem('AWS_NOT_FOUND', 'the secret is binary, and not a text', { at: { file: name } });
}

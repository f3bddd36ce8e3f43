import { Problem } from '../../../base/problem.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';

/**
 * The value of a parameter, decrypted.
 * IAM: ssm:GetParameter, and kms:Decrypt on the key of a SecureString with a key of one's own.
 * @param name with its slash, or the ARN
 * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
 */
export async function getParameter(name: string, access: AwsAccess = {}, signal?: AbortSignal): Promise<string> {
  try {
    const { SSMClient, GetParameterCommand } = await import('@aws-sdk/client-ssm');
    const client = new SSMClient(await clientSettings('SSM', access));
    try {
      const command = new GetParameterCommand({ Name: name, WithDecryption: true });
      const { Parameter } = await client.send(command, { ...(signal && { abortSignal: signal }) });
      if (Parameter?.Value !== undefined) return Parameter.Value;
    } finally {
      client.destroy();
    }
  } catch (error) {
    throw awsProblem(error, 'ssm:GetParameter', name);
  }
  throw new Problem('AWS_NOT_FOUND', 'the parameter has no value', { at: { file: name } });
}

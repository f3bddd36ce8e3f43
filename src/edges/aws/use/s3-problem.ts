import { Problem, type ProblemOptions } from '../../../base/problem.ts';

/** What an error of the SDK tells of itself. */
interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const CREDENTIALS =
  'Sign in with `aws sso login`, name a profile in AWS_PROFILE, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN), or run where a role is attached';

/**
 * What S3 answered, with the remedy.
 * Source: Amazon S3 API Reference, "Error responses".
 */
export function s3Problem(error: unknown, permission: 's3:ListBucket' | 's3:GetObject', bucket: string, key: string): Problem {
  if (error instanceof Problem) return error;
  const { name = '', message = '', code, $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  const file = `s3://${bucket}/${key}`;
  const options = (hint: string): ProblemOptions => ({ at: { file }, hint, cause: error });

  if (name === 'AbortError') return new Problem('S3_FAILED', 'interrupted before it was read', options('Scan again to read it'));
  if (isCredentials(name))
    return new Problem('S3_DENIED', `no usable AWS credentials: ${oneLine(message)}`, options(CREDENTIALS));
  if (EXPIRED.has(name)) return new Problem('S3_DENIED', 'the AWS credentials have expired', options(CREDENTIALS));
  if (UNKNOWN_KEY.has(name)) return new Problem('S3_DENIED', `AWS refused the credentials (${name})`, options(CREDENTIALS));
  if (name === 'NoSuchBucket') {
    return new Problem('S3_NOT_FOUND', `no bucket is named ${bucket}`, options('Check the name of the bucket'));
  }
  if (name === 'NoSuchKey' || (status === 404 && permission === 's3:GetObject')) {
    return new Problem('S3_NOT_FOUND', 'no such object', options('It may have been deleted or expired since it was listed'));
  }
  if (name === 'InvalidObjectState') {
    const hint = 'Restore it first, with `aws s3api restore-object`';
    return new Problem('S3_FAILED', 'the object is archived and has to be restored before it can be read', options(hint));
  }
  if (status === 403 || name === 'AccessDenied') {
    const also = permission === 's3:GetObject' ? ', and kms:Decrypt on the key if the object is encrypted with one' : '';
    const hint = `Allow ${permission} on ${permission === 's3:GetObject' ? `arn:aws:s3:::${bucket}/*` : `arn:aws:s3:::${bucket}`}${also}`;
    return new Problem('S3_DENIED', `S3 denied ${permission}`, options(hint));
  }
  if (code === 'ENOTFOUND' || code === 'ECONNREFUSED' || code === 'EAI_AGAIN') {
    const hint = 'Check the network, the region, and AWS_ENDPOINT_URL if it is set';
    return new Problem('S3_FAILED', `S3 can't be reached (${code})`, options(hint));
  }
  const said = [name, oneLine(message)].filter((part) => part !== '' && part !== 'Error').join(': ');
  return new Problem('S3_FAILED', `S3 request failed${said === '' ? '' : `: ${said}`}`, options('Try again later'));
}

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'RequestExpired']);
const UNKNOWN_KEY = new Set(['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidToken', 'InvalidClientTokenId']);

function isCredentials(name: string): boolean {
  return name === 'CredentialsProviderError' || name === 'TokenProviderError' || name === 'ProviderError';
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
}

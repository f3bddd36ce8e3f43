import { Problem, type ProblemOptions } from '../../../base/problem.ts';
import { CREDENTIALS_HINT, credentialsTrouble, said, type SdkError, unreachable } from './sdk-error.ts';

/**
 * What S3 answered, with the remedy.
 * Source: Amazon S3 API Reference, "Error responses".
 */
export function s3Problem(
  error: unknown,
  permission: 's3:ListBucket' | 's3:GetObject' | 's3:GetObjectVersion',
  bucket: string,
  key: string,
): Problem {
  if (error instanceof Problem) return error;
  const { name = '', $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  const isRead = permission !== 's3:ListBucket';
  const file = `s3://${bucket}/${key}`;
  const options = (hint: string): ProblemOptions => ({ at: { file }, hint, cause: error });

  if (name === 'AbortError') return new Problem('S3_FAILED', 'interrupted before it was read', options('Scan again to read it'));
  const trouble = credentialsTrouble(error as SdkError);
  if (trouble !== undefined) return new Problem('S3_DENIED', trouble, options(CREDENTIALS_HINT));
  if (name === 'NoSuchBucket') {
    return new Problem('S3_NOT_FOUND', `no bucket is named ${bucket}`, options('Check the name of the bucket'));
  }
  if (name === 'NoSuchKey' || (status === 404 && isRead)) {
    return new Problem('S3_NOT_FOUND', 'no such object', options('It may have been deleted or expired since it was listed'));
  }
  if (name === 'InvalidObjectState') {
    const hint = 'Restore it first, with `aws s3api restore-object`';
    return new Problem('S3_FAILED', 'the object is archived and has to be restored before it can be read', options(hint));
  }
  if (status === 403 || name === 'AccessDenied') {
    const also = isRead ? ', and kms:Decrypt on the key if the object is encrypted with one' : '';
    const hint = `Allow ${permission} on ${isRead ? `arn:aws:s3:::${bucket}/*` : `arn:aws:s3:::${bucket}`}${also}`;
    return new Problem('S3_DENIED', `S3 denied ${permission}`, options(hint));
  }
  const network = unreachable(error as SdkError);
  if (network !== undefined) {
    const hint = 'Check the network, the region, and AWS_ENDPOINT_URL if it is set';
    return new Problem('S3_FAILED', `S3 can't be reached (${network})`, options(hint));
  }
  const words = said(error as SdkError);
  return new Problem('S3_FAILED', `S3 request failed${words === '' ? '' : `: ${words}`}`, options('Try again later'));
}

const NETWORK = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH']);
const THROTTLED = new Set([
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'TimeoutError',
]);

/** Would the same request go through in a moment? Throttled, an error of S3's own, a connection that was reset or fell silent. */
export function mayPass({ cause }: Problem): boolean {
  const { name = '', code = '', $metadata } = (cause ?? {}) as SdkError;
  if (name === 'AbortError') return false;
  const status = $metadata?.httpStatusCode ?? 0;
  return status >= 500 || status === 429 || THROTTLED.has(name) || NETWORK.has(code);
}

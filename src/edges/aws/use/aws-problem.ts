import { Problem } from '../../../base/problem.ts';
import { CREDENTIALS_HINT, credentialsTrouble, said, type SdkError, unreachable } from './sdk-error.ts';

const DENIED = /AccessDenied|AuthorizationError|NotAuthorized|UnauthorizedOperation|KMSAccessDenied/;
const MISSING =
  /NotFound|NonExistentQueue|QueueDoesNotExist|NoSuch|ResourceNotFoundException|ParameterNotFound|TrailNotFound|InvalidAddress/;

/**
 * What a service other than S3 answered, with the remedy.
 * @param permission the IAM action: `sqs:ReceiveMessage`
 * @param target what it was about, as a person would look for it: a URL, an ARN, a name
 */
export function awsProblem(error: unknown, permission: string, target: string): Problem {
  if (error instanceof Problem) return error;
  const sdk = error as SdkError;
  const at = { file: target };
  const trouble = credentialsTrouble(sdk);
  if (trouble !== undefined) return new Problem('AWS_CREDENTIALS', trouble, { at, hint: CREDENTIALS_HINT, cause: error });
  const name = sdk.name ?? '';
  if (DENIED.test(name) || sdk.$metadata?.httpStatusCode === 403) {
    const hint = `Allow ${permission} on ${target}`;
    return new Problem('AWS_DENIED', `AWS denied ${permission}`, { at, hint, cause: error });
  }
  if (MISSING.test(name)) {
    return new Problem('AWS_NOT_FOUND', `there is no such thing: ${said(sdk)}`, {
      at,
      hint: 'Check name, account and region',
      cause: error,
    });
  }
  const network = unreachable(sdk);
  if (network !== undefined) {
    const hint = 'Check the network, the region, and AWS_ENDPOINT_URL if it is set';
    return new Problem('AWS_FAILED', `AWS can't be reached (${network})`, { at, hint, cause: error });
  }
  const words = said(sdk);
  return new Problem('AWS_FAILED', `${permission} failed${words === '' ? '' : `: ${words}`}`, {
    at,
    hint: 'Try again later',
    cause: error,
  });
}

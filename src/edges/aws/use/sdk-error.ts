/** What an error of the SDK tells of itself. */
export interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

export const CREDENTIALS_HINT =
  'Sign in with `aws sso login`, name a profile in AWS_PROFILE, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN), or run where a role is attached';

const EXPIRED = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'RequestExpired',
  'RequestExpiredException',
]);
const UNKNOWN_KEY = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'InvalidToken',
  'InvalidClientTokenId',
  'InvalidClientTokenIdException',
  'UnrecognizedClientException',
]);
const MISSING = new Set(['CredentialsProviderError', 'TokenProviderError', 'ProviderError']);
const UNREACHABLE = new Set(['ENOTFOUND', 'ECONNREFUSED', 'EAI_AGAIN']);

/** What is wrong with the credentials, in words; undefined if they are not what is wrong. */
export function credentialsTrouble({ name = '', message = '' }: SdkError): string | undefined {
  if (MISSING.has(name)) return `no usable AWS credentials: ${oneLine(message)}`;
  if (EXPIRED.has(name)) return 'the AWS credentials have expired';
  if (UNKNOWN_KEY.has(name)) return `AWS refused the credentials (${name})`;
  return undefined;
}

/** The network's own code, where there was no answer. */
export function unreachable({ code }: SdkError): string | undefined {
  return code !== undefined && UNREACHABLE.has(code) ? code : undefined;
}

/** Name and message of the error, on one line. Empty if it says nothing. */
export function said({ name = '', message = '' }: SdkError): string {
  return [name, oneLine(message)].filter((part) => part !== '' && part !== 'Error').join(': ');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
}

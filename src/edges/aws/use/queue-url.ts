import { Problem } from '../../../base/problem.ts';

/**
 * Hosts of SQS: `sqs.<region>.amazonaws.com` (`.com.cn`), `sqs-fips.<region>…`, `sqs.<region>.api.aws`, the old
 * `<region>.queue.amazonaws.com`, and those of interface endpoints, `vpce-….sqs.<region>.vpce.amazonaws.com`.
 * Source: AWS General Reference, "Amazon Simple Queue Service endpoints and quotas".
 */
const HOST =
  /^(?:(?:vpce-[a-z0-9-]+\.)?sqs(?:-fips)?\.([a-z0-9-]+)\.(?:vpce\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws)|([a-z0-9-]+)\.queue\.amazonaws\.com(?:\.cn)?)$/;

/** @throws {Problem} CONFIG_FIELD if it isn't the URL of a queue */
export function parseQueueUrl(text: string): { readonly origin: string; readonly region: string | undefined } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || !/^\/[^/]+\/[^/]+$/.test(url.pathname)) {
    throw new Problem('CONFIG_FIELD', `${text} is not the URL of a queue`, {
      hint: 'Write it as `aws sqs get-queue-url` prints it: https://sqs.us-east-1.amazonaws.com/123456789012/name',
    });
  }
  const [, region, old] = HOST.exec(url.hostname) ?? [];
  return { origin: url.origin, region: region ?? old };
}

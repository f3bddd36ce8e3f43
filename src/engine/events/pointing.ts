import type { Decoding } from './decoding.ts';

/** What other services write into the same bucket, by the folder after the account in `AWSLogs/<account>/<folder>/`. */
const OTHERS: Readonly<Record<string, string>> = {
  Config: 'AWS Config',
  vpcflowlogs: 'VPC flow logs',
  elasticloadbalancing: 'load balancer access logs',
  WAFLogs: 'WAF logs',
  vpcdnsquerylogs: 'DNS query logs',
  GuardDuty: 'GuardDuty findings',
  'CloudTrail-Digest': 'CloudTrail digest',
};

/** `AWSLogs/<o-id>/<account>/<folder>/`, the organization being optional. */
const FOLDER = /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]{1,40}\/)?[^/]{1,40}\/([^/]{1,60})\//;

/** Content that lies in S3, unless the key says that it is no log of CloudTrail. `key` as S3 names it. */
export function pointTo(bucket: string, key: string, versionId: string | undefined, decoding: Decoding): void {
  if (key.endsWith('/')) {
    decoding.ignored('folder marker');
    return;
  }
  const folder = FOLDER.exec(key)?.[1];
  const other = folder !== undefined && Object.hasOwn(OTHERS, folder) ? OTHERS[folder] : undefined;
  if (other !== undefined) {
    decoding.ignored(`${other}, not CloudTrail events`);
    return;
  }
  decoding.pointer(versionId === undefined || versionId === '' ? { bucket, key } : { bucket, key, versionId });
}

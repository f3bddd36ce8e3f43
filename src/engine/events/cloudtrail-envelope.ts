import type { JsonObject } from '../../base/json.ts';

/**
 * The `detail-type` under which EventBridge delivers a CloudTrail record.
 * Source: Amazon EventBridge User Guide, "AWS service events delivered via AWS CloudTrail". Its list spells the sign-in type
 * "Signin"; the events themselves, AWS's samples and everybody's patterns say "Sign In".
 */
export function detailTypeOf(record: JsonObject): string {
  switch (record.eventType) {
    case 'AwsApiCall':
      return 'AWS API Call via CloudTrail';
    case 'AwsServiceEvent':
      return 'AWS Service Event via CloudTrail';
    case 'AwsConsoleSignIn':
      return 'AWS Console Sign In via CloudTrail';
    case 'AwsConsoleAction':
      return 'AWS Console Action via CloudTrail';
    case 'AwsCloudTrailInsight':
      return 'AWS Insight via CloudTrail';
    case 'AwsVpceEvent':
      return 'AWS Network Activity Event via CloudTrail';
  }
  if (record.eventCategory === 'Insight') return 'AWS Insight via CloudTrail';
  // Exports and the oldest records (before 1.02) have no eventType.
  if (record.eventSource === 'signin.amazonaws.com') return 'AWS Console Sign In via CloudTrail';
  return 'AWS API Call via CloudTrail';
}

/** There are some hundred services; a log that names more is not going to fill our memory with them. */
const REMEMBERED = 2000;
const sources = new Map<string, string>();

/**
 * `aws.iam` for `iam.amazonaws.com`: EventBridge takes the name before the first dot, also where the service is known by
 * another name (`monitoring.amazonaws.com` is `aws.monitoring`). Insights have no event source of their own: CloudTrail is it.
 */
export function sourceOf(record: JsonObject): string {
  const eventSource = record.eventSource;
  if (typeof eventSource !== 'string' || eventSource === '') return isInsight(record) ? 'aws.cloudtrail' : '';
  const known = sources.get(eventSource);
  if (known !== undefined) return known;
  const dot = eventSource.indexOf('.');
  const source = `aws.${dot === -1 ? eventSource : eventSource.slice(0, dot)}`;
  if (sources.size < REMEMBERED && eventSource.length < 100) sources.set(eventSource, source);
  return source;
}

/** Insights have neither event name nor user: CloudTrail saw an unusual rate of calls or errors. */
export function isInsight(record: JsonObject): boolean {
  return record.eventCategory === 'Insight' || record.eventType === 'AwsCloudTrailInsight';
}

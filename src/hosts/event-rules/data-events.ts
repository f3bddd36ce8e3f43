import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';

/** What a trail records only where it is told to. Source: CloudTrail user guide, "Logging data events". */
export type DataEvents = 'S3 object-level' | 'Lambda';

/** Calls on objects, and not on buckets. Source: S3 user guide, "Amazon S3 object-level actions tracked by CloudTrail". */
const OBJECT_CALLS =
  /^(?:Abort|Complete|Create)MultipartUpload$|^(?:Get|Put|Head|Copy|Delete|Restore|Rename)Objects?(?:$|[A-Z])|^(?:PutObject|GetObject|DeleteObject|UploadPart|SelectObjectContent|List(?:Parts|Objects|MultipartUploads|ObjectVersions))/;
const NOT_OBJECT_CALLS = /^(?:Get|Put)ObjectLockConfiguration$/;

/**
 * The data events that a pattern is about. S3's own `Object Created` events don't come from the trail; calls of S3 through CloudTrail
 * do. A pattern that names no calls is taken to want the management events that it gets anyway.
 */
export function dataEventsOf(pattern: JsonObject): DataEvents[] {
  const detail = isJsonObject(pattern.detail) ? pattern.detail : {};
  const sources = new Set([...textsOf(pattern.source), ...textsOf(detail.eventSource)]);
  const names = textsOf(detail.eventName);
  const isAbout = (service: string) =>
    sources.size === 0 || sources.has(`aws.${service}`) || sources.has(`${service}.amazonaws.com`);
  const needs: DataEvents[] = [];
  if (isAbout('s3') && names.some((name) => OBJECT_CALLS.test(name) && !NOT_OBJECT_CALLS.test(name)))
    needs.push('S3 object-level');
  if (isAbout('lambda') && names.some((name) => /^Invoke(?:$|Execution|Async|WithResponseStream)/.test(name)))
    needs.push('Lambda');
  return needs;
}

/** Exact values, and what `prefix` and `equals-ignore-case` begin with. */
function textsOf(matchers: Json | undefined): string[] {
  return (Array.isArray(matchers) ? matchers : []).flatMap((matcher) => {
    if (typeof matcher === 'string') return [matcher];
    const value = isJsonObject(matcher) ? (matcher.prefix ?? matcher['equals-ignore-case']) : undefined;
    return typeof value === 'string' ? [value] : [];
  });
}

import type { Json, JsonObject } from '../../base/json.ts';
import type { Match } from '../../model/match.ts';
import type { Severity } from '../../model/severity.ts';

/** A match to vary in tests: alice stops a trail. */
export function sampleMatch({
  ruleId = 'cloudtrail-changes',
  severity = 'high' as Severity,
  at = Date.UTC(2026, 0, 31, 12, 4, 5),
  id = 'e-1',
  account = '123456789012',
  detail = {} as JsonObject,
  envelope = {} as JsonObject,
} = {}): Match {
  const time = new Date(at).toISOString().replace('.000Z', 'Z');
  return {
    rule: { id: ruleId, title: 'CloudTrail changed', severity, dialect: 'monitored-events', attack: ['T1562.008'], place: {} },
    event: {
      id,
      at,
      origin: { file: 'logs/a.json.gz', record: 3 },
      envelope: {
        version: '0',
        id: `envelope-${id}`,
        'detail-type': 'AWS API Call via CloudTrail',
        source: 'aws.cloudtrail',
        account,
        time,
        region: 'eu-central-1',
        resources: [],
        ...(envelope as object),
        detail: {
          eventSource: 'cloudtrail.amazonaws.com',
          eventName: 'StopLogging',
          eventTime: time,
          eventID: id,
          awsRegion: 'eu-central-1',
          sourceIPAddress: '192.0.2.10',
          userAgent: 'aws-cli/2.17.20',
          userIdentity: {
            type: 'IAMUser',
            arn: 'arn:aws:iam::123456789012:user/alice',
            accountId: '123456789012',
            userName: 'alice',
          },
          ...detail,
        },
      },
    },
  };
}

/** Values of every JSON type where AWS writes text or an object. */
export const wrongTypes: readonly Json[] = [
  null,
  true,
  0,
  12.5,
  '',
  'text',
  [],
  [1, [2]],
  {},
  { arn: { deep: [1] } },
  { __proto__: null, arn: null },
];

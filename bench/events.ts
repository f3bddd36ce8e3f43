import { Random } from '../src/simulation/random.ts';
import { simulate } from '../src/simulation/simulate.ts';

export type Event = { [key: string]: unknown; detail: { [key: string]: unknown } };

/** CloudTrail records of a simulated account, spread over its period, in the envelopes of EventBridge. */
export function envelopes(count: number): Event[] {
  const records = [...simulate({ events: 60_000, days: 10 })].flatMap((file) => file.records);
  const step = Math.max(1, Math.floor(records.length / count));
  return records
    .filter((_, index) => index % step === 0)
    .slice(0, count)
    .map((detail) => ({
      version: '0',
      id: detail.eventID,
      'detail-type':
        detail.eventType === 'AwsConsoleSignIn' ? 'AWS Console Sign In via CloudTrail' : 'AWS API Call via CloudTrail',
      source: `aws.${detail.eventSource.split('.')[0]}`,
      account: detail.recipientAccountId,
      time: detail.eventTime,
      region: detail.awsRegion,
      resources: [],
      detail: { ...detail },
    }));
}

/** What an attacker could send: each value that callers choose is a new one. */
export function allNew(events: readonly Event[]): Event[] {
  const random = new Random(1, 'new values');
  return events.map(({ detail, ...envelope }) => {
    const identity = { ...(detail.userIdentity as object) } as Record<string, unknown>;
    for (const key of ['arn', 'principalId', 'userName', 'accessKeyId']) {
      if (key in identity) identity[key] = `${identity[key]}${random.hex(8)}`;
    }
    const request = { ...(detail.requestParameters as object | null) } as Record<string, unknown>;
    for (const [key, value] of Object.entries(request)) if (typeof value === 'string') request[key] = `${value}${random.hex(8)}`;
    return {
      ...envelope,
      detail: {
        ...detail,
        userIdentity: identity,
        requestParameters: request,
        userAgent: `${detail.userAgent}${random.hex(8)}`,
        sourceIPAddress: random.pick([
          `10.${random.below(256)}.${random.below(256)}.${random.below(256)}`,
          `2001:db8::${random.hex(4)}`,
        ]),
      },
    };
  });
}

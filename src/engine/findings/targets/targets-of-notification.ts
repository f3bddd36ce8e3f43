import { isJsonObject } from '../../../base/json.ts';
import type { Target } from '../../../model/target.ts';
import { fieldOf, fieldText } from '../value-text.ts';
import { thing } from './thing.ts';

/** What S3 tells a queue, a topic or a function of: `ObjectCreated:Put`, with the object. */
export interface ObjectNotice {
  /** Without `s3:`. */
  readonly eventName: string;
  readonly target: Target;
}

/**
 * The objects of S3's own notification. It doesn't say whose bucket it is: notifications are set up in the bucket's account.
 * Source: Amazon S3 User Guide, "Event message structure": keys are URL-encoded, with `+` for a space.
 * @param account that the notification came in
 * @returns nothing for what is no such notification
 */
export function targetsOfNotification(notification: unknown, account: string): ObjectNotice[] {
  const records = isJsonObject(notification) && Array.isArray(notification.Records) ? notification.Records : [];
  return records.flatMap((record): ObjectNotice[] => {
    if (fieldText(record, 'eventSource') !== 'aws:s3') return [];
    const s3 = fieldOf(record, 's3');
    const object = fieldOf(s3, 'object');
    const found = thing.object(
      fieldOf(fieldOf(s3, 'bucket'), 'name'),
      decoded(fieldOf(object, 'key')),
      fieldOf(object, 'versionId'),
    );
    if (found === undefined) return [];
    const by = fieldText(fieldOf(record, 'userIdentity'), 'principalId').replace(/^AWS:/, '');
    const at = Date.parse(fieldText(record, 'eventTime'));
    const region = fieldText(record, 'awsRegion');
    const head = { account, region, as: 'named', at: Number.isNaN(at) ? 0 : at, ...(by !== '' && { by }) } as const;
    return [{ eventName: fieldText(record, 'eventName').replace(/^s3:/, ''), target: { ...head, ...found } }];
  });
}

function decoded(key: unknown): string | undefined {
  if (typeof key !== 'string') return undefined;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

import { Problem } from '../../base/problem.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { createSnsPublisher } from '../aws/use/sns.ts';
import { askAws } from './ask-aws.ts';
import { createRecipients, decisive } from './recipients.ts';
import type { Sink } from './sink.ts';
import type { SinkOptions } from './sink-options.ts';
import { smsText } from './wording/short-texts.ts';

export interface SmsOptions extends SinkOptions {
  /** E.164: `+41791234567`. */
  readonly phoneNumbers: readonly string[];
  readonly access?: AwsAccess;
  /** What phones show as the sender, where the country allows it: 1 to 11 letters and digits, one letter at least. */
  readonly senderId?: string;
}

/**
 * A text message to each number, by SNS, without a topic: one part, in the GSM alphabet. Several numbers are told side by side; when
 * it is tried again, only those that have got nothing. Text messages have no idempotency key.
 */
export function createSmsSink({ name, phoneNumbers, access, senderId, timeout }: SmsOptions): Sink {
  const publisher = createSnsPublisher(access);
  const recipients = createRecipients(phoneNumbers);
  const attributes = {
    'AWS.SNS.SMS.SMSType': 'Transactional',
    ...(senderId !== undefined && { 'AWS.SNS.SMS.SenderID': senderId }),
  };
  return {
    name,
    type: 'sms',
    async send(notice, signal) {
      const message = smsText(notice);
      const problems: Problem[] = [];
      const tell = async (phoneNumber: string) => {
        try {
          const request = { to: { phoneNumber }, message, attributes };
          await askAws('SNS', (limit) => publisher.publish({ ...request, signal: limit }), signal, timeout);
          recipients.reached(notice.id, [phoneNumber]);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          problems.push(error);
        }
      };
      await Promise.all(recipients.waiting(notice.id).map(tell));
      const problem = decisive(problems);
      if (problem !== undefined) throw problem;
      return {};
    },
    async close() {
      publisher.close();
    },
  };
}

import { isJsonObject, type JsonObject } from '../../../base/json.ts';
import type { Decoding } from '../decoding.ts';

/** One message of an SQS batch as Lambda gets it: `{"messageId","body":"<anything>","eventSource":"aws:sqs"}`. */
export function readQueueMessage(value: JsonObject, decoding: Decoding): boolean {
  if (typeof value.body !== 'string' || (value.eventSource !== 'aws:sqs' && typeof value.messageId !== 'string')) return false;
  decoding.within({ text: value.body }, true);
  return true;
}

/** A message of `aws sqs receive-message`: `{"MessageId","Body":"<anything>"}`. */
export function readReceivedMessage(value: JsonObject, decoding: Decoding): boolean {
  if (typeof value.Body !== 'string' || typeof value.MessageId !== 'string') return false;
  decoding.within({ text: value.Body }, true);
  return true;
}

/**
 * A message of a topic: as SNS puts it into a queue (`{"Type":"Notification","Message":"…"}`) or hands it to a Lambda function
 * (`{"EventSource":"aws:sns","Sns":{"Message":"…"}}`). Source: Amazon SNS Developer Guide, "Parsing Amazon SNS message formats".
 */
export function readTopicMessage(value: JsonObject, decoding: Decoding): boolean {
  if (value.EventSource === 'aws:sns' && isJsonObject(value.Sns) && typeof value.Sns.Message === 'string') {
    decoding.within({ text: value.Sns.Message }, true);
    return true;
  }
  if (value.Type === 'SubscriptionConfirmation' || value.Type === 'UnsubscribeConfirmation') {
    decoding.ignored('SNS subscription message');
    return true;
  }
  if (value.Type !== 'Notification' || typeof value.Message !== 'string') return false;
  decoding.within({ text: value.Message }, true);
  return true;
}

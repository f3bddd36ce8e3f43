import { expect, it } from 'vitest';
import { dataEventsOf } from './data-events.ts';

const of = (eventSource: string, ...eventName: unknown[]) =>
  dataEventsOf({ detail: { eventSource: [eventSource], eventName } } as never);

it.each([
  'GetObject',
  'PutObject',
  'DeleteObject',
  'DeleteObjects',
  'PutObjectAcl',
  'CopyObject',
  'HeadObject',
  'UploadPart',
  'ListObjects',
  'CompleteMultipartUpload',
  'SelectObjectContent',
])('%s is a call on objects', (name) => expect(of('s3.amazonaws.com', name)).toEqual(['S3 object-level']));

it.each(['PutBucketPolicy', 'DeleteBucket', 'GetObjectLockConfiguration', 'PutBucketAcl', 'ListBuckets'])(
  '%s is a call on buckets',
  (name) => expect(of('s3.amazonaws.com', name)).toEqual([]),
);

it('Lambda: calls of functions are, changes of functions are not', () => {
  expect(of('lambda.amazonaws.com', 'Invoke')).toEqual(['Lambda']);
  expect(of('lambda.amazonaws.com', 'UpdateFunctionCode20150331v2')).toEqual([]);
});

it('by source instead of eventSource, by prefix, and of no service', () => {
  expect(dataEventsOf({ source: ['aws.s3'], detail: { eventName: [{ prefix: 'DeleteObject' }] } })).toEqual(['S3 object-level']);
  expect(dataEventsOf({ detail: { eventName: ['GetObject'] } })).toEqual(['S3 object-level']);
  expect(dataEventsOf({ source: ['aws.iam'], detail: { eventName: ['GetObject'] } })).toEqual([]);
});

it("S3's own events don't come from a trail", () => {
  expect(dataEventsOf({ source: ['aws.s3'], 'detail-type': ['Object Created'] })).toEqual([]);
});

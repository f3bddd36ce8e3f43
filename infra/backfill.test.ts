import { expect, test } from 'vitest';
import { decodeValue } from '../src/engine/events/decode.ts';
import { BACKFILL } from './siblings/backfill.ts';

test('the message of a batch of files is one that the processor understands, whatever is in their names', () => {
  // As Step Functions fills it in: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
  const keys = ['AWSLogs/a.json.gz', 'AWSLogs/b+c%20 d.json.gz'];
  const { MessageBody } = BACKFILL.States.EachFile.ItemProcessor.States.Send.Parameters;
  expect(MessageBody['s3ObjectKey.$']).toBe('$.Items[*].Key');
  const body = { s3Bucket: 'example-logs', s3ObjectKey: keys };
  expect(Object.keys(body)).toEqual(Object.keys(MessageBody).map((name) => name.replace('.$', '')));
  expect(decodeValue(body, 'message')).toMatchObject(keys.map((key) => ({ pointer: { bucket: 'example-logs', key } })));
});

import { z } from 'zod';
import { duration, listOf, oneOrMore, port, region, roleArn, secret, text, topicArn, url } from './fields.ts';

const access = {
  profile: z.exactOptional(text('the name of a profile in ~/.aws/config')),
  role_arn: z.exactOptional(roleArn()),
  external_id: z.exactOptional(text()),
};

/** One entry of `sources`. */
export const sourceSchema = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('lookup-events'),
      /** What is left out is the region of the profile or the environment. */
      regions: oneOrMore(region(), 'a list of AWS regions').default([]),
      ...access,
      /** How far back the first run begins. */
      start: duration().prefault('1h'),
    }),
    z.strictObject({
      type: z.literal('sqs'),
      queue_url: url('the URL of an SQS queue'),
      region: z.exactOptional(region()),
      ...access,
    }),
    z.strictObject({
      type: z.literal('s3'),
      bucket: text('the name of a bucket'),
      prefix: z.exactOptional(text()),
      every: z.exactOptional(duration()),
      /** How far back the first run begins. */
      start: duration().prefault('1h'),
      region: z.exactOptional(region()),
      ...access,
    }),
    z.strictObject({
      type: z.literal('folder'),
      path: text('the path of a folder'),
      every: z.exactOptional(duration()),
    }),
    z.strictObject({
      type: z.literal('http'),
      host: text('a host name or address to listen on').prefault('127.0.0.1'),
      port: port(),
      /** What EventBridge's API destination sends. Needed for anything but SNS. */
      token: z.exactOptional(secret('a secret')),
      topics: listOf(topicArn(), 'a list of ARNs of SNS topics').prefault([]),
    }),
    z.strictObject({ type: z.literal('stdin') }),
  ])
  .describe('a source: a map with a type');

import { z } from 'zod';
import {
  email,
  matching,
  oneOf,
  oneOrMore,
  phoneNumber,
  port,
  region,
  roleArn,
  secret,
  text,
  topicArn,
  url,
  wholeNumber,
  yesOrNo,
} from './fields.ts';

const access = {
  region: z.exactOptional(region()),
  profile: z.exactOptional(text('the name of a profile in ~/.aws/config')),
  role_arn: z.exactOptional(roleArn()),
  external_id: z.exactOptional(text()),
};

/** One entry of `sinks`. */
export const sinkSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('sns'), topic_arn: topicArn(), ...access }),
    z.strictObject({
      type: z.literal('email'),
      host: text('the host name of a mail server'),
      port: z.exactOptional(port()),
      /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
      secure: z.exactOptional(yesOrNo()),
      user: z.exactOptional(text()),
      password: z.exactOptional(secret('a secret')),
      from: email(),
      to: oneOrMore(email(), 'a list of e-mail addresses'),
    }),
    z.strictObject({
      type: z.literal('sms'),
      phone_numbers: oneOrMore(phoneNumber(), 'a list of phone numbers'),
      ...access,
    }),
    z.strictObject({
      type: z.literal('slack'),
      /** One of: a webhook, or a bot's token with a channel. Only the latter can answer in threads. */
      webhook_url: z.exactOptional(secret('the address of an incoming webhook')),
      token: z.exactOptional(secret('the token of a bot')),
      channel: z.exactOptional(text('a channel id')),
    }),
    z.strictObject({ type: z.literal('teams'), webhook_url: secret('the address of a webhook') }),
    z.strictObject({ type: z.literal('pagerduty'), routing_key: secret('an integration key') }),
    z.strictObject({
      type: z.literal('webhook'),
      url: url(),
      secret: z.exactOptional(secret('the key of the signature')),
      headers: z
        .record(matching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'the name of a header'), secret('the value of a header'))
        .describe('a map of header names and values')
        .prefault({}),
    }),
    z.strictObject({
      type: z.literal('security-hub'),
      product_arn: z.exactOptional(matching(/^arn:[a-z-]+:securityhub:\S+:product\/\S+$/, 'the ARN of a product')),
      ...access,
    }),
    z.strictObject({
      type: z.literal('eventbridge'),
      bus: text('the name or ARN of an event bus').prefault('default'),
      ...access,
    }),
    z.strictObject({
      type: z.literal('file'),
      path: text('the path of a file'),
      format: oneOf(['json', 'ocsf']).prefault('json'),
      max_bytes: z.exactOptional(wholeNumber(1_024, 1_000_000_000_000)),
      keep: z.exactOptional(wholeNumber(0, 10_000)),
    }),
    z.strictObject({ type: z.literal('stdout'), format: z.exactOptional(oneOf(['text', 'json'])) }),
  ])
  .describe('a sink: a map with a type');

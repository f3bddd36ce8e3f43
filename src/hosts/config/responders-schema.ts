import { z } from 'zod';
import { responderModes } from '../../edges/responders/respond.ts';
import { account, listOf, matching, oneOf, oneOrMore, roleArn, text, topicArn } from './fields.ts';

/** One entry of `responders`. Which of them know the last four, `check-references.ts` knows. */
export const responderSchema = z
  .strictObject({
    /** Their findings are responded to. @default none: only `trailwatch respond`, by hand */
    rules: listOf(text('the id of a rule'), 'a list of rule ids').prefault([]),
    mode: oneOf(responderModes).prefault('observe'),
    /** The only ones that it may look at and act in. */
    accounts: z.exactOptional(oneOrMore(account(), 'a list of account ids')),
    /** Of users, roles and access keys. @default both */
    whom: z.exactOptional(oneOf(['actor', 'named'])),
    /** Told of what was done or refused. */
    topic_arn: z.exactOptional(topicArn()),
    /** Handed over to the function that reads this queue: mode, accounts and all below are that function's. */
    queue_url: z.exactOptional(matching(/^https?:\/\/\S+\/\S+$/, 'the URL of a queue')),
    profile: z.exactOptional(text('the name of a profile in ~/.aws/config')),
    role_arn: z.exactOptional(roleArn()),
    external_id: z.exactOptional(text()),
    buckets: z.exactOptional(oneOrMore(text('the name of a bucket'), 'a list of buckets')),
    instances: z.exactOptional(oneOrMore(matching(/^i-[0-9a-f]{8,17}$/, 'the id of an instance'), 'a list of instance ids')),
    forensic_group: z.exactOptional(matching(/^sg-[0-9a-f]{8,17}$/, 'the id of a security group')),
    replica_bucket: z.exactOptional(text('the name of a bucket')),
  })
  .describe('a map with rules and a mode');

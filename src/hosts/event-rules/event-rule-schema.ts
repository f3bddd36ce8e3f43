import { z } from 'zod';
import { matching, oneOf, text } from '../config/fields.ts';

const longText = () =>
  z
    .string()
    .refine((value) => value.trim() !== '')
    .describe('a text');

/** EventBridge's own shape: API reference, "PutRule" and "Target". */
export const eventRuleSchema = z
  .strictObject({
    Name: matching(/^[.\-_A-Za-z0-9]{1,64}$/, 'a name of letters, digits, ., - and _, of at most 64 characters'),
    Description: z.exactOptional(text()),
    EventBusName: z.exactOptional(text('the name of an event bus')),
    EventPattern: z.exactOptional(z.looseObject({}).describe('an event pattern')),
    ScheduleExpression: z.exactOptional(text('a schedule expression, such as cron(0 10 * * ? *)')),
    ScheduleExpressionTimezone: z.exactOptional(text('a time zone, such as Europe/Zurich')),
    State: oneOf(['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']).prefault('ENABLED'),
    Targets: z
      .array(
        z
          .strictObject({
            Id: matching(/^[.\-_A-Za-z0-9]{1,64}$/, 'an id of letters, digits, ., - and _, of at most 64 characters'),
            Arn: text('an ARN, or sink:<name>, responder:<name>, summary:<sink>'),
            RoleArn: z.exactOptional(matching(/^arn:[a-z-]+:iam::\d{12}:role\/\S+$/, 'the ARN of a role')),
            Input: z.exactOptional(longText()),
            InputPath: z.exactOptional(text('a JSON path')),
            InputTransformer: z.exactOptional(
              z
                .strictObject({
                  InputPathsMap: z.exactOptional(
                    z.record(z.string(), text('a JSON path')).describe('a map of names and JSON paths'),
                  ),
                  InputTemplate: longText(),
                })
                .describe('a map with InputTemplate'),
            ),
          })
          .describe('a map with Id and Arn'),
      )
      .min(1)
      .max(5)
      .describe('a list of 1 to 5 targets'),
  })
  .describe('an event rule: a map with Name, EventPattern or ScheduleExpression, and Targets');

export type WrittenEventRule = z.output<typeof eventRuleSchema>;

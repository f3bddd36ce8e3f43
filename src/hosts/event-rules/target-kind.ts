import { type ProblemOptions, Problem } from '../../base/problem.ts';
import type { TargetKind } from './event-rule.ts';

const OWN = /^(sink|responder|summary):([A-Za-z][A-Za-z0-9_-]{0,63})$/;
const AWS: readonly (readonly [TargetKind, RegExp])[] = [
  ['lambda', /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/],
  ['sqs', /^arn:aws[\w-]*:sqs:[\w-]+:\d{12}:[\w-]+(\.fifo)?$/],
  ['bus', /^arn:aws[\w-]*:events:[\w-]+:\d{12}:event-bus\/[/.\w-]+$/],
  ['topic', /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+(\.fifo)?$/],
];

/** What kind of target an Arn names. @throws {Problem} RULE_FIELD */
export function targetKind(arn: string, options: ProblemOptions = {}): { readonly kind: TargetKind; readonly name: string } {
  const own = OWN.exec(arn);
  if (own !== null) return { kind: own[1] as TargetKind, name: own[2]! };
  const found = AWS.find(([, form]) => form.test(arn));
  if (found !== undefined) return { kind: found[0], name: arn };
  throw new Problem('RULE_FIELD', `${JSON.stringify(arn.slice(0, 100))} is no target`, {
    ...options,
    hint: 'Write sink:<name>, responder:<name>, summary:<sink>, or the ARN of a Lambda function, an SQS queue, an SNS topic or an event bus',
  });
}

/** `arn:aws:sqs:us-east-1:123456789012:name` → its region and account. */
export function placeOfArn(arn: string): { readonly region: string; readonly account: string; readonly resource: string } {
  const [, , , region = '', account = '', ...rest] = arn.split(':');
  return { region, account, resource: rest.join(':') };
}

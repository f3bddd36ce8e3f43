import type { StackHappening } from '../../../edges/aws/use/cloudformation.ts';

interface Remedy {
  readonly type?: RegExp;
  readonly reason: RegExp;
  readonly hint: string;
}

/** The usual ones, the special before the general. */
const remedies: readonly Remedy[] = [
  {
    type: /S3::Bucket$/,
    reason: /already exists|BucketAlready/i,
    hint: 'If it is left from an earlier deployment, take it over with --adopt. If it is another bucket of yours, use it with --parameter CreateBucket=false. If it is not yours, choose another name with --bucket',
  },
  {
    reason: /already exists/i,
    hint: 'Another stack or a person made it. Choose other names with --parameter Environment=… or --parameter Prefix=…, or take over what has no stack with --adopt',
  },
  {
    reason: /service control policy|explicit deny/i,
    hint: 'A policy of your organization forbids it. Ask whoever manages the organization',
  },
  {
    reason: /iam:PassRole|cannot be assumed|is not authorized to perform:? sts:AssumeRole/i,
    hint: 'Allow iam:PassRole on the roles of the stack to whoever deploys. A role that was only just made may need a minute: deploy again',
  },
  {
    reason: /is not authorized to perform|AccessDenied|access denied|not allowed|UnauthorizedOperation/i,
    hint: 'Allow the action that it names to whoever deploys, or let CloudFormation use a role that may do it, with --role-arn',
  },
  {
    reason: /requires? capabilit|InsufficientCapabilit/i,
    hint: 'The template names its roles: it needs CAPABILITY_NAMED_IAM. `trailwatch deploy` gives it; other tools have to be told',
  },
  {
    type: /Lambda::Function$/,
    reason: /NoSuchKey|NoSuchBucket|PermanentRedirect|GetObject/i,
    hint: 'The code must lie in a bucket in the region of the stack. Leave --code-bucket out, or name one there',
  },
  {
    reason: /MaximumNumberOfTrails|trails? (?:limit|in region)/i,
    hint: 'A region has room for five trails. Use one of them: --parameter CreateTrail=false --parameter ExistingTrailArn=…',
  },
  {
    reason: /InsufficientS3BucketPolicy|Incorrect S3 bucket policy/i,
    hint: 'CloudTrail may not write to the bucket: add its statements to the bucket policy, which the template does not touch for an existing bucket',
  },
  {
    reason: /UnreservedConcurrentExecution/,
    hint: "The account's concurrency is too small to reserve some of it. Leave ReservedConcurrency empty, and limit with MaximumConcurrency",
  },
  {
    reason: /organization/i,
    hint: 'An organization trail is made in the management account, or in one that is its delegated administrator for CloudTrail',
  },
  {
    type: /S3::Bucket$/,
    reason: /not empty|BucketNotEmpty/i,
    hint: 'Delete its content too, with --delete-logs',
  },
  {
    reason: /rate exceeded|throttl|too many requests|service unavailable/i,
    hint: 'AWS was busy. Do it again',
  },
];

/** What to do about what went wrong first. */
export function remedyFor({ type, reason = '' }: StackHappening): string {
  const found = remedies.find((remedy) => (remedy.type === undefined || remedy.type.test(type)) && remedy.reason.test(reason));
  return found?.hint ?? 'Mend what it says, and do it again';
}

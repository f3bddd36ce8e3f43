/**
 * What CloudTrail tells EventBridge and the monitor wants within seconds: management events, sign-ins, events of services, Insights.
 * Data events come with the log files. Sources that begin with `aws.` are AWS's own: PutEvents refuses them, so nobody can forge one.
 *
 * What the monitor itself causes must not come back to it, or each event would make the next: what its functions read (with a
 * KMS key, each receive is a Decrypt), the log streams that Lambda opens in their name, and what services do with keys and roles
 * while they carry its messages. All of this is in the log files still. Everything else that its roles change is reported, since
 * it would mean that somebody else has them.
 *
 * Source: Amazon EventBridge User Guide, "AWS service events delivered via AWS CloudTrail" and "Comparison operators".
 * @param ownRoles ARNs of the roles of the monitor's functions
 */
export function fastPathPattern(ownRoles: readonly unknown[]) {
  const absent = { exists: false };
  return {
    source: [{ prefix: 'aws.' }],
    'detail-type': [
      'AWS API Call via CloudTrail',
      'AWS Console Sign In via CloudTrail',
      'AWS Console Action via CloudTrail',
      'AWS Service Event via CloudTrail',
      'AWS Insight via CloudTrail',
    ],
    detail: {
      eventCategory: [absent, { 'anything-but': ['Data'] }],
      $or: [
        { readOnly: [absent, false], eventName: [absent, { 'anything-but': ['CreateLogStream'] }] },
        {
          userIdentity: {
            type: [absent, { 'anything-but': ['AWSService'] }],
            sessionContext: { sessionIssuer: { arn: [absent, { 'anything-but': ownRoles }] } },
          },
        },
        { userIdentity: { type: ['AWSService'] }, eventSource: [{ 'anything-but': ['kms.amazonaws.com', 'sts.amazonaws.com'] }] },
      ],
    },
  };
}

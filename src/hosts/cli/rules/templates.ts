interface Fill {
  readonly name: string;
  readonly uuid: () => string;
  readonly date: string;
}

/** A rule over one event. It loads, passes its tests and has nothing for `lint` as it is. */
export function ruleTemplate({ name, uuid, date }: Fill): string {
  return `# A Sigma rule over single CloudTrail events. Change what it says, then:
#   trailwatch rules test FILE       run the tests at its end
#   trailwatch rules lint FILE       look for mistakes
#   trailwatch rules explain ${name} --event EVENT.json --rules FILE
title: Password policy of the account deleted         # what happened
id: ${uuid()}
name: ${name}                                         # what findings and commands call it
status: experimental                                  # then test, then stable
description: |
  What it detects, and why that matters, in two to four sentences.
references:
  - https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountPasswordPolicy.html
author: ${name === 'my-rule' ? 'you' : 'the author'}
date: ${date}
tags:
  - attack.credential-access
  - attack.t1556
logsource:
  product: aws
  service: cloudtrail
detection:
  selection:                                          # all fields must match; a list of values means one of them
    eventSource: iam.amazonaws.com
    eventName: DeleteAccountPasswordPolicy
    # userIdentity.arn|endswith: ':root'              # also: contains, startswith, re, cidr, exists, gt, lt, ...
  success:
    errorCode: null                                   # absent: the call went through
  known:
    userIdentity.sessionContext.sessionIssuer.userName: Terraform
  condition: selection and success and not known
falsepositives:
  - Who may do this, and how one recognizes them
level: medium                                         # informational, low, medium, high, critical
response: |
  What to ask first, which read-only commands to run, how to contain it.
tests:                                                # at least one that matches, two that must not, one of them nearly
  - name: the policy is deleted
    match: true
    base: api-call                                    # also role-call, root-call, denied-call, console-login, service-event, data-event
    set: {eventSource: iam.amazonaws.com, eventName: DeleteAccountPasswordPolicy, requestParameters: null}
  - name: the attempt was denied
    match: false
    base: denied-call
    set: {eventSource: iam.amazonaws.com, eventName: DeleteAccountPasswordPolicy, requestParameters: null}
  - name: Terraform does it
    match: false
    base: role-call
    set:
      eventSource: iam.amazonaws.com
      eventName: DeleteAccountPasswordPolicy
      userIdentity.sessionContext.sessionIssuer.userName: Terraform
`;
}

/** A rule over many events, with the rule that feeds it. */
export function correlationTemplate({ name, uuid, date }: Fill): string {
  return `# A Sigma correlation: many events of the first rule become one finding of the second.
#   trailwatch rules test FILE       run the tests at its end
title: One bucket deleted, counted by ${name}
id: ${uuid()}
name: ${name}-one                                     # feeds the correlation, and is no finding by itself
status: experimental
description: One successful deletion of a bucket.
references:
  - https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
author: the author
date: ${date}
tags: [attack.impact, attack.t1485]
logsource: {product: aws, service: cloudtrail}
detection:
  selection:
    eventSource: s3.amazonaws.com
    eventName: DeleteBucket
    errorCode: null
  condition: selection
falsepositives: [Counts for nothing alone]
level: informational
---
title: Three buckets deleted within ten minutes
id: ${uuid()}
name: ${name}
status: experimental
description: |
  What it detects, and why that matters, in two to four sentences.
references:
  - https://attack.mitre.org/techniques/T1485/
author: the author
date: ${date}
tags: [attack.impact, attack.t1485]
correlation:
  type: event_count                                   # also value_count, value_sum, value_avg, temporal, temporal_ordered, new_value, ...
  rules: [${name}-one]
  group-by: [userIdentity.arn]                        # each of them counts for itself
  timespan: 10m
  condition: {gte: 3}
falsepositives:
  - An environment that is torn down
level: high
response: |
  What to ask first, which read-only commands to run, how to contain it.
tests:
  - name: three deletions in four minutes
    match: true
    events:
      - {base: api-call, repeat: 3, every: 2m, set: {eventSource: s3.amazonaws.com, eventName: DeleteBucket}}
  - name: three deletions in an hour
    match: false
    events:
      - {base: api-call, repeat: 3, every: 20m, set: {eventSource: s3.amazonaws.com, eventName: DeleteBucket}}
  - name: two deletions, and one that was denied
    match: false
    events:
      - {base: api-call, repeat: 2, every: 1m, set: {eventSource: s3.amazonaws.com, eventName: DeleteBucket}}
      - {base: denied-call, set: {eventSource: s3.amazonaws.com, eventName: DeleteBucket}}
`;
}

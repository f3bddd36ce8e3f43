# What CloudTrail tells EventBridge and the monitor wants within seconds. The same pattern as infra/fast-path-pattern.ts, where the
# reasons stand: what the monitor itself causes must not come back to it, or each event would make the next.

terraform {
  required_version = ">= 1.5"
}

variable "own_role_arns" {
  description = "ARNs of the roles of the monitor's functions."
  type        = list(string)
}

output "json" {
  description = "The event pattern."
  value = jsonencode({
    source = [{ prefix = "aws." }]
    "detail-type" = [
      "AWS API Call via CloudTrail",
      "AWS Console Sign In via CloudTrail",
      "AWS Console Action via CloudTrail",
      "AWS Service Event via CloudTrail",
      "AWS Insight via CloudTrail",
    ]
    detail = {
      eventCategory = [{ exists = false }, { "anything-but" = ["Data"] }]
      "$or" = [
        { readOnly = [{ exists = false }, false], eventName = [{ exists = false }, { "anything-but" = ["CreateLogStream"] }] },
        {
          userIdentity = {
            type           = [{ exists = false }, { "anything-but" = ["AWSService"] }]
            sessionContext = { sessionIssuer = { arn = [{ exists = false }, { "anything-but" = var.own_role_arns }] } }
          }
        },
        { userIdentity = { type = ["AWSService"] }, eventSource = [{ "anything-but" = ["kms.amazonaws.com", "sts.amazonaws.com"] }] },
      ]
    }
  })
}

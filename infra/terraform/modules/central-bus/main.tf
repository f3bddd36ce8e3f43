# Where the forwarders of other regions and accounts send to.

data "aws_caller_identity" "current" {}

data "aws_region" "current" {
  region = var.aws_region
}

resource "aws_cloudwatch_event_bus" "central" {
  region = var.aws_region

  name        = "${var.name}-central"
  description = "Events of other regions and accounts"
  tags        = var.tags
}

locals {
  has_members = length(var.member_account_ids) > 0
  has_policy  = local.has_members || var.organization_id != ""
}

# Forwarders of this account need no more than their role; others need the bus's permission too.
resource "aws_cloudwatch_event_bus_policy" "central" {
  count  = local.has_policy ? 1 : 0
  region = var.aws_region

  event_bus_name = aws_cloudwatch_event_bus.central.name
  policy         = data.aws_iam_policy_document.central.json
}

data "aws_iam_policy_document" "central" {
  dynamic "statement" {
    for_each = local.has_members ? [1] : []
    content {
      sid       = "MemberAccounts"
      actions   = ["events:PutEvents"]
      resources = [aws_cloudwatch_event_bus.central.arn]
      principals {
        type        = "AWS"
        identifiers = var.member_account_ids
      }
    }
  }

  dynamic "statement" {
    for_each = var.organization_id == "" ? [] : [1]
    content {
      sid       = "MembersOfOrganization"
      actions   = ["events:PutEvents"]
      resources = [aws_cloudwatch_event_bus.central.arn]
      principals {
        type        = "*"
        identifiers = ["*"]
      }
      condition {
        test     = "StringEquals"
        variable = "aws:PrincipalOrgID"
        values   = [var.organization_id]
      }
    }
  }
}

# Only what AWS itself says (a member may put events of its own on the bus, but not with a source that begins with aws.), and not this
# region's own events, which the fast path brings already.
locals {
  from_elsewhere = {
    source = [{ prefix = "aws." }]
    "$or" = [
      { account = [{ "anything-but" = [data.aws_caller_identity.current.account_id] }] },
      { account = [data.aws_caller_identity.current.account_id], region = [{ "anything-but" = [data.aws_region.current.region] }] },
    ]
  }
}

resource "aws_cloudwatch_event_rule" "central" {
  region = var.aws_region

  name           = "${var.name}-central"
  description    = "What forwarders send to the log processing queue"
  event_bus_name = aws_cloudwatch_event_bus.central.name
  event_pattern  = jsonencode(local.from_elsewhere)
  tags           = var.tags
}

resource "aws_cloudwatch_event_target" "central" {
  region = var.aws_region

  rule           = aws_cloudwatch_event_rule.central.name
  event_bus_name = aws_cloudwatch_event_bus.central.name
  target_id      = "Queue"
  arn            = var.queue_arn
}

# Chosen events go to the topic directly too, besides what the processor finds.
resource "aws_cloudwatch_event_rule" "topic" {
  count  = var.topic_arn == "" ? 0 : 1
  region = var.aws_region

  name           = "${var.name}-central-topic"
  description    = "Chosen events to the alert topic"
  event_bus_name = aws_cloudwatch_event_bus.central.name
  event_pattern  = jsonencode(merge(local.from_elsewhere, { detail = { eventName = var.topic_event_names } }))
  tags           = var.tags
}

resource "aws_cloudwatch_event_target" "topic" {
  count  = var.topic_arn == "" ? 0 : 1
  region = var.aws_region

  rule           = aws_cloudwatch_event_rule.topic[0].name
  event_bus_name = aws_cloudwatch_event_bus.central.name
  target_id      = "Topic"
  arn            = var.topic_arn

  input_transformer {
    input_paths = {
      account = "$.account"
      region  = "$.region"
      name    = "$.detail.eventName"
      who     = "$.detail.userIdentity.arn"
      at      = "$.time"
    }
    input_template = "\"<name> in account <account>, <region>, by <who> at <at>\""
  }
}

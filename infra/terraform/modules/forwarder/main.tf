# EventBridge is regional: this rule, once in each watched region of each watched account, sends events on to the central bus.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {
  region = var.aws_region
}

locals {
  region    = data.aws_region.current.region
  rule_name = "${var.name}-forwarder"
  rule_arn  = "arn:${data.aws_partition.current.partition}:events:${local.region}:${data.aws_caller_identity.current.account_id}:rule/${local.rule_name}"
}

module "pattern" {
  source        = "../fast-path-pattern"
  own_role_arns = var.own_role_arns
}

resource "aws_cloudwatch_event_rule" "forwarder" {
  region = var.aws_region

  name          = local.rule_name
  description   = "Management events and sign-ins to the central bus"
  event_pattern = module.pattern.json
  state         = var.state
  tags          = var.tags
}

resource "aws_cloudwatch_event_target" "forwarder" {
  region = var.aws_region

  rule      = aws_cloudwatch_event_rule.forwarder.name
  target_id = "CentralBus"
  arn       = var.central_bus_arn
  role_arn  = aws_iam_role.forwarder.arn

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }

  depends_on = [aws_sqs_queue_policy.dead_letters]
}

# What could not be sent for a day.
resource "aws_sqs_queue" "dead_letters" {
  region = var.aws_region

  name                      = "${local.rule_name}-dead-letters"
  message_retention_seconds = 1209600 # 14 days, the most there is
  sqs_managed_sse_enabled   = true
  tags                      = var.tags
}

resource "aws_sqs_queue_policy" "dead_letters" {
  region = var.aws_region

  queue_url = aws_sqs_queue.dead_letters.url
  policy    = data.aws_iam_policy_document.dead_letters.json
}

data "aws_iam_policy_document" "dead_letters" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.dead_letters.arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "Rule"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.dead_letters.arn]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.rule_arn]
    }
  }
}

resource "aws_iam_role" "forwarder" {
  name               = "${local.rule_name}-${local.region}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = var.tags
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.rule_arn]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_iam_role_policy" "forwarder" {
  name   = "put-events"
  role   = aws_iam_role.forwarder.name
  policy = data.aws_iam_policy_document.forward.json
}

data "aws_iam_policy_document" "forward" {
  statement {
    actions   = ["events:PutEvents"]
    resources = [var.central_bus_arn]
  }
}

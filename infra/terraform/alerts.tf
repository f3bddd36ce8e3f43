resource "aws_sns_topic" "alerts" {
  region = var.aws_region

  name              = "${local.name}-alerts"
  display_name      = "Security alerts"
  kms_master_key_id = local.key_arn
  tags              = local.tags
}

resource "aws_sns_topic_policy" "alerts" {
  region = var.aws_region

  arn    = aws_sns_topic.alerts.arn
  policy = data.aws_iam_policy_document.alerts.json
}

# The functions publish by their roles; the rules of the central bus and alarms by the topic's policy.
data "aws_iam_policy_document" "alerts" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alerts.arn]
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
    sid       = "Rules"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alerts.arn]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:events:${local.region}:${local.account}:rule/${local.name}-central/*"]
    }
  }

  statement {
    sid       = "Alarms"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alerts.arn]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:cloudwatch:${local.region}:${local.account}:alarm:${local.name}-*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_sns_topic_subscription" "email" {
  count  = var.alert_email == "" ? 0 : 1
  region = var.aws_region

  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "email"
  endpoint  = var.alert_email
}

# A text costs money and wakes people.
resource "aws_sns_topic_subscription" "sms" {
  count  = var.alert_phone == "" ? 0 : 1
  region = var.aws_region

  topic_arn     = aws_sns_topic.alerts.arn
  protocol      = "sms"
  endpoint      = var.alert_phone
  filter_policy = jsonencode({ severity = ["critical", "high"] })
}

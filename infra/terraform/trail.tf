resource "aws_cloudtrail" "trail" {
  count  = var.create_trail ? 1 : 0
  region = var.aws_region

  name                          = local.trail_name
  s3_bucket_name                = local.log_bucket
  s3_key_prefix                 = var.log_prefix == "" ? null : var.log_prefix
  sns_topic_name                = var.cloudtrail_topic ? aws_sns_topic.logs.arn : null
  enable_logging                = true
  include_global_service_events = true
  is_multi_region_trail         = true
  is_organization_trail         = var.is_organization_trail
  enable_log_file_validation    = true
  kms_key_id                    = local.key_arn
  cloud_watch_logs_group_arn    = local.to_logs ? "${aws_cloudwatch_log_group.trail[0].arn}:*" : null
  cloud_watch_logs_role_arn     = one(aws_iam_role.trail_logs[*].arn)
  tags                          = local.tags

  # The classic form, while only management events are wanted; a trail takes one form or the other.
  dynamic "event_selector" {
    for_each = local.data_events ? [] : [1]
    content {
      read_write_type           = "All"
      include_management_events = true
    }
  }

  dynamic "advanced_event_selector" {
    for_each = local.data_events ? [1] : []
    content {
      name = "Management events"
      field_selector {
        field  = "eventCategory"
        equals = ["Management"]
      }
    }
  }

  # Without the log bucket: each log file that the processor reads would otherwise make an event, and that event a new log file.
  dynamic "advanced_event_selector" {
    for_each = var.data_events_s3 ? [1] : []
    content {
      name = "S3 objects, not of this bucket"
      field_selector {
        field  = "eventCategory"
        equals = ["Data"]
      }
      field_selector {
        field  = "resources.type"
        equals = ["AWS::S3::Object"]
      }
      field_selector {
        field           = "resources.ARN"
        not_starts_with = ["${local.log_bucket_arn}/"]
      }
    }
  }

  dynamic "advanced_event_selector" {
    for_each = var.data_events_lambda ? [1] : []
    content {
      name = "Invocations, not of the monitor"
      field_selector {
        field  = "eventCategory"
        equals = ["Data"]
      }
      field_selector {
        field  = "resources.type"
        equals = ["AWS::Lambda::Function"]
      }
      field_selector {
        field      = "resources.ARN"
        not_equals = values(local.function_arns)
      }
    }
  }

  dynamic "insight_selector" {
    for_each = var.insights_enabled ? ["ApiCallRateInsight", "ApiErrorRateInsight"] : []
    content {
      insight_type = insight_selector.value
    }
  }

  # CloudTrail checks on creation that it may write to the bucket, use the key and write to the log group.
  depends_on = [aws_s3_bucket_policy.logs, aws_iam_role_policy.trail_logs, aws_sns_topic_policy.logs]
}

locals {
  data_events = var.data_events_s3 || var.data_events_lambda
  to_logs     = var.create_trail && var.trail_to_cloudwatch_logs
}

resource "aws_cloudwatch_log_group" "trail" {
  count  = local.to_logs ? 1 : 0
  region = var.aws_region

  name              = "/aws/cloudtrail/${local.trail_name}"
  retention_in_days = var.log_group_retention_days
  kms_key_id        = local.key_arn
  tags              = local.tags
}

resource "aws_iam_role" "trail_logs" {
  count = local.to_logs ? 1 : 0

  name               = "${local.name}-trail-logs"
  assume_role_policy = data.aws_iam_policy_document.trail_logs_trust.json
  tags               = local.tags
}

data "aws_iam_policy_document" "trail_logs_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }
  }
}

resource "aws_iam_role_policy" "trail_logs" {
  count = local.to_logs ? 1 : 0

  name   = "write-log-group"
  role   = aws_iam_role.trail_logs[0].name
  policy = data.aws_iam_policy_document.trail_logs.json
}

data "aws_iam_policy_document" "trail_logs" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.log_group_arns}:/aws/cloudtrail/${local.trail_name}:log-stream:*"]
  }
}

# The trail's log group invokes the processor with what CloudTrail writes there.
resource "aws_cloudwatch_log_subscription_filter" "trail" {
  count  = local.logs_invoke ? 1 : 0
  region = var.aws_region

  name            = "${local.name}-processor"
  log_group_name  = aws_cloudwatch_log_group.trail[0].name
  filter_pattern  = ""
  destination_arn = aws_lambda_function.processor.arn

  depends_on = [aws_lambda_permission.log_group]
}

resource "aws_lambda_permission" "log_group" {
  count  = local.logs_invoke ? 1 : 0
  region = var.aws_region

  statement_id  = "LogGroup"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.processor.function_name
  principal     = "logs.amazonaws.com"
  source_arn    = "${local.log_group_arns}:/aws/cloudtrail/${local.trail_name}:*"
}

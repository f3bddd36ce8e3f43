# S3 takes one destination for each kind of event and prefix: the topic if there is one, else the queue.
resource "aws_s3_bucket_notification" "logs" {
  count  = var.create_bucket ? 1 : 0
  region = var.aws_region

  bucket = aws_s3_bucket.logs[0].id

  dynamic "queue" {
    for_each = var.log_alert_topic ? [] : [1]
    content {
      queue_arn     = aws_sqs_queue.log_processing.arn
      events        = ["s3:ObjectCreated:*"]
      filter_prefix = local.log_keys
    }
  }

  dynamic "topic" {
    for_each = var.log_alert_topic ? [1] : []
    content {
      topic_arn     = aws_sns_topic.logs.arn
      events        = ["s3:ObjectCreated:*"]
      filter_prefix = local.log_keys
    }
  }

  # S3 sends a test message first, and refuses a destination that doesn't take it.
  depends_on = [aws_sqs_queue_policy.log_processing, aws_sns_topic_policy.logs]
}

# The queue that every path ends in.
resource "aws_sqs_queue" "log_processing" {
  region = var.aws_region

  name                       = "${local.name}-log-processing"
  visibility_timeout_seconds = 1800   # six times the longest timeout of the function, as the Lambda Developer Guide asks for
  message_retention_seconds  = 345600 # 4 days
  receive_wait_time_seconds  = 20
  sqs_managed_sse_enabled    = var.kms_encryption ? null : true
  kms_master_key_id          = local.key_arn
  tags                       = local.tags

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = 5
  })
}

# For what can't be processed. A message keeps its age when it is moved, so this queue keeps longer.
resource "aws_sqs_queue" "dead_letters" {
  region = var.aws_region

  name                      = "${local.name}-log-processing-dead-letters"
  message_retention_seconds = 1209600 # 14 days, the most there is
  sqs_managed_sse_enabled   = var.kms_encryption ? null : true
  kms_master_key_id         = local.key_arn
  tags                      = local.tags

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [local.queue_arn]
  })
}

resource "aws_sqs_queue_policy" "log_processing" {
  region = var.aws_region

  queue_url = aws_sqs_queue.log_processing.url
  policy    = data.aws_iam_policy_document.log_processing.json
}

data "aws_iam_policy_document" "log_processing" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.log_processing.arn]
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
    sid       = "Bucket"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.log_processing.arn]
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.log_bucket_arn]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.bucket_account]
    }
  }

  # An existing topic may be another account's: its ARN binds it, the account would not.
  statement {
    sid       = "Topics"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.log_processing.arn]
    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = concat([local.topic_arn], var.existing_topic_arn == "" ? [] : [var.existing_topic_arn])
    }
  }

  statement {
    sid       = "Rules"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.log_processing.arn]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = local.rules_to_queue
    }
  }
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
    sid       = "Rules"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.dead_letters.arn]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = local.rules_to_queue
    }
  }
}

# Where S3 or CloudTrail tell of new log files, if somebody else is to hear of it too.
resource "aws_sns_topic" "logs" {
  region = var.aws_region

  name              = "${local.name}-logs"
  kms_master_key_id = local.key_arn
  tags              = local.tags
}

resource "aws_sns_topic_policy" "logs" {
  region = var.aws_region

  arn    = aws_sns_topic.logs.arn
  policy = data.aws_iam_policy_document.topic.json
}

data "aws_iam_policy_document" "topic" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.logs.arn]
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
    sid       = "Bucket"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.logs.arn]
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.log_bucket_arn]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.bucket_account]
    }
  }

  dynamic "statement" {
    for_each = local.trail_may_write ? [1] : []
    content {
      sid       = "Trail"
      actions   = ["sns:Publish"]
      resources = [aws_sns_topic.logs.arn]
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
}

resource "aws_sns_topic_subscription" "logs_to_queue" {
  count  = var.topic_to_function ? 0 : 1
  region = var.aws_region

  topic_arn = aws_sns_topic.logs.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.log_processing.arn

  depends_on = [aws_sqs_queue_policy.log_processing]
}

resource "aws_sns_topic_subscription" "logs_to_email" {
  count  = var.log_alert_topic && var.alert_email != "" ? 1 : 0
  region = var.aws_region

  topic_arn = aws_sns_topic.logs.arn
  protocol  = "email"
  endpoint  = var.alert_email
}

# The classic way: the topic invokes the function. What the function gives up goes to the dead-letter queue.
resource "aws_sns_topic_subscription" "logs_to_processor" {
  count  = var.topic_to_function ? 1 : 0
  region = var.aws_region

  topic_arn = aws_sns_topic.logs.arn
  protocol  = "lambda"
  endpoint  = aws_lambda_function.processor.arn

  depends_on = [aws_lambda_permission.topic]
}

resource "aws_lambda_permission" "topic" {
  count  = var.topic_to_function ? 1 : 0
  region = var.aws_region

  statement_id  = "Topic"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.processor.function_name
  principal     = "sns.amazonaws.com"
  source_arn    = local.topic_arn
}

# The subscription belongs to the topic's region, which may be another one.
resource "aws_sns_topic_subscription" "existing_topic_to_queue" {
  count  = var.existing_topic_arn == "" ? 0 : 1
  region = split(":", var.existing_topic_arn)[3]

  topic_arn = var.existing_topic_arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.log_processing.arn

  depends_on = [aws_sqs_queue_policy.log_processing]
}

# An existing bucket's notification stays as it is; its EventBridge events are a second way to hear of new files.
resource "aws_cloudwatch_event_rule" "bucket" {
  count  = local.watches_bucket ? 1 : 0
  region = var.aws_region

  name        = "${local.name}-bucket"
  description = "New log files of the existing bucket to the log processing queue"
  state       = "ENABLED"
  tags        = local.tags
  event_pattern = jsonencode({
    source        = ["aws.s3"]
    "detail-type" = ["Object Created"]
    detail = {
      bucket = { name = [local.log_bucket] }
      object = { key = [{ prefix = local.log_keys }] }
    }
  })

  lifecycle {
    precondition {
      condition     = var.trail_bucket_name != ""
      error_message = "create_bucket = false needs trail_bucket_name: the bucket that the trail writes to."
    }
  }
}

resource "aws_cloudwatch_event_target" "bucket" {
  count  = local.watches_bucket ? 1 : 0
  region = var.aws_region

  rule      = aws_cloudwatch_event_rule.bucket[0].name
  target_id = "Queue"
  arn       = aws_sqs_queue.log_processing.arn

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }
}

locals {
  watches_bucket = !var.create_bucket && var.existing_topic_arn == ""
  topic_arn      = "arn:${local.partition}:sns:${local.region}:${local.account}:${local.name}-logs"
  queue_arn      = "arn:${local.partition}:sqs:${local.region}:${local.account}:${local.name}-log-processing"
  rules_to_queue = [
    for rule in ["fast-path", "bucket", "central/*"] : "arn:${local.partition}:events:${local.region}:${local.account}:rule/${local.name}-${rule}"
  ]
}

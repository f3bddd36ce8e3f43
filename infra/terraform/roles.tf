# One role for each function, with the calls that its code makes and no other.
data "aws_iam_policy_document" "function_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "processor" {
  name               = "${local.name}-processor"
  assume_role_policy = data.aws_iam_policy_document.function_trust.json
  tags               = local.tags
}

resource "aws_iam_role" "tick" {
  name               = "${local.name}-tick"
  assume_role_policy = data.aws_iam_policy_document.function_trust.json
  tags               = local.tags
}

resource "aws_iam_role_policy" "processor" {
  name   = "what-the-code-calls"
  role   = aws_iam_role.processor.name
  policy = data.aws_iam_policy_document.processor.json
}

resource "aws_iam_role_policy" "tick" {
  name   = "what-the-code-calls"
  role   = aws_iam_role.tick.name
  policy = data.aws_iam_policy_document.tick.json
}

resource "aws_iam_role_policy_attachment" "function_policy" {
  for_each = var.function_policy_arn == "" ? {} : { processor = aws_iam_role.processor.name, tick = aws_iam_role.tick.name }

  role       = each.value
  policy_arn = var.function_policy_arn
}

data "aws_iam_policy_document" "processor" {
  source_policy_documents = [data.aws_iam_policy_document.both_functions.json, data.aws_iam_policy_document.network["processor"].json]

  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.log_group_arns}:/aws/lambda/${local.name}-processor:log-stream:*"]
  }

  statement {
    sid       = "Queue"
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.log_processing.arn]
  }

  # What Lambda could not hand over to the function when a topic or a log group invokes it.
  dynamic "statement" {
    for_each = local.invoked_directly ? [1] : []
    content {
      sid       = "DeadLetters"
      actions   = ["sqs:SendMessage"]
      resources = [aws_sqs_queue.dead_letters.arn]
    }
  }

  statement {
    sid       = "ReadLogFiles"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = ["${local.log_bucket_arn}/${local.log_keys}*"]
  }

  statement {
    sid       = "MatchedEvents"
    actions   = ["dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.security_events.arn]
  }
}

data "aws_iam_policy_document" "tick" {
  source_policy_documents = [data.aws_iam_policy_document.both_functions.json, data.aws_iam_policy_document.network["tick"].json]

  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.log_group_arns}:/aws/lambda/${local.name}-tick:log-stream:*"]
  }
}

data "aws_iam_policy_document" "both_functions" {
  statement {
    sid       = "ReadConfiguration"
    actions   = ["s3:GetObject"]
    resources = ["arn:${local.partition}:s3:::${local.config_bucket}/config/*"]
  }

  # Listing also makes S3 answer "not there" instead of "denied" for a file that doesn't exist.
  statement {
    sid       = "ListConfiguration"
    actions   = ["s3:ListBucket"]
    resources = ["arn:${local.partition}:s3:::${local.config_bucket}"]
    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["config/*"]
    }
  }

  statement {
    sid = "Store"
    actions = [
      "dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem",
      "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem",
    ]
    resources = [aws_dynamodb_table.store.arn]
  }

  statement {
    sid       = "StoreIndexes"
    actions   = ["dynamodb:Query"]
    resources = ["${aws_dynamodb_table.store.arn}/index/*"]
  }

  statement {
    sid       = "Alerts"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alerts.arn]
  }

  dynamic "statement" {
    for_each = var.kms_encryption ? [1] : []
    content {
      sid       = "Key"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [local.key_arn]
    }
  }

  dynamic "statement" {
    for_each = var.existing_key_arn == "" ? [] : [1]
    content {
      sid       = "ExistingKey"
      actions   = ["kms:Decrypt"]
      resources = [var.existing_key_arn]
    }
  }
}

# Lambda connects functions to a VPC with the function's role; the function itself may not do it.
# Source: Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC".
data "aws_iam_policy_document" "network" {
  for_each = local.function_arns

  dynamic "statement" {
    for_each = local.in_vpc ? [1] : []
    content {
      sid       = "Network"
      actions   = local.network_calls
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = local.in_vpc ? [1] : []
    content {
      sid       = "NetworkNotByTheCode"
      effect    = "Deny"
      actions   = local.network_calls
      resources = ["*"]
      condition {
        test     = "ArnEquals"
        variable = "lambda:SourceFunctionArn"
        values   = [each.value]
      }
    }
  }
}

locals {
  log_group_arns = "arn:${local.partition}:logs:${local.region}:${local.account}:log-group"
  network_calls = [
    "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
  ]
}

# Functions that act on what was found, beside the monitor: infra/cloudformation/responders.yaml in Terraform's words.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {
  region = var.aws_region
}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region
  table_arn = "arn:${local.partition}:dynamodb:${local.region}:${local.account}:table/${var.store_table}"

  # What each is told besides what all are.
  environment = {
    make-object-private = { BUCKETS = var.watched_bucket }
    isolate-instance    = { FORENSIC_GROUP = var.forensic_group }
    restore-lost-object = { REPLICA_BUCKET = var.replica_bucket }
  }
}

resource "aws_iam_policy" "common" {
  name = "${var.name}-respond"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Effect   = "Allow"
          Action   = ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"]
          Resource = local.table_arn
        },
        { Effect = "Allow", Action = "dynamodb:Query", Resource = "${local.table_arn}/index/*" },
      ],
      [for one in [{ Effect = "Allow", Action = "sns:Publish", Resource = var.topic_arn }] : one if var.topic_arn != ""],
      [for one in [{ Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = var.key_arn }] : one if var.key_arn != ""],
    )
  })
  tags = var.tags
}

resource "aws_iam_role" "responder" {
  for_each = var.modes

  name = "${var.name}-respond-${each.key}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
  tags = var.tags
}

resource "aws_iam_role_policy" "responder" {
  for_each = var.modes

  name = "calls"
  role = aws_iam_role.responder[each.key].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
          Resource = ["${aws_cloudwatch_log_group.responder[each.key].arn}:*", aws_sqs_queue.responder[each.key].arn]
        },
      ],
      local.statements[each.key],
    )
  })
}

resource "aws_iam_role_policy_attachment" "common" {
  for_each = var.modes

  role       = aws_iam_role.responder[each.key].name
  policy_arn = aws_iam_policy.common.arn
}

resource "aws_cloudwatch_log_group" "responder" {
  for_each = var.modes
  region   = var.aws_region

  name              = "/aws/lambda/${var.name}-respond-${each.key}"
  retention_in_days = var.retention_days
  tags              = var.tags
}

resource "aws_lambda_function" "responder" {
  for_each = var.modes
  region   = var.aws_region

  function_name = "${var.name}-respond-${each.key}"
  role          = aws_iam_role.responder[each.key].arn
  runtime       = "nodejs22.x"
  handler       = "respond-${each.key}.handler"
  architectures = ["arm64"]
  memory_size   = 256
  timeout       = 60
  s3_bucket     = var.code_s3_bucket
  s3_key        = var.code_s3_key
  tags          = var.tags

  environment {
    variables = merge(
      { RESPONDER_MODE = each.value, STORE_TABLE = var.store_table, SNS_TOPIC_ARN = var.topic_arn },
      lookup(local.environment, each.key, {}),
    )
  }

  depends_on = [aws_cloudwatch_log_group.responder, aws_iam_role_policy.responder]
}

resource "aws_lambda_event_source_mapping" "responder" {
  for_each = var.modes
  region   = var.aws_region

  event_source_arn        = aws_sqs_queue.responder[each.key].arn
  function_name           = aws_lambda_function.responder[each.key].arn
  function_response_types = ["ReportBatchItemFailures"]
  tags                    = var.tags
}

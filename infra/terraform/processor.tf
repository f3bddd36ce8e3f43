locals {
  function_environment = {
    SNS_TOPIC_ARN                = aws_sns_topic.alerts.arn
    DYNAMODB_TABLE               = aws_dynamodb_table.security_events.name
    STORE_TABLE                  = aws_dynamodb_table.store.name
    LOG_LEVEL                    = var.log_level
    SECURITY_EVENTS_PATH         = coalesce(var.security_events_path, "s3://${local.config_bucket}/config/monitored_events.json")
    CONFIG_PATH                  = "s3://${local.config_bucket}/config/"
    RETENTION_DAYS               = tostring(var.retention_days)
    POWERTOOLS_SERVICE_NAME      = "trailwatch"
    POWERTOOLS_METRICS_NAMESPACE = "trailwatch"
  }
  code_zip         = var.code_zip == "" ? null : var.code_zip
  invoked_directly = var.topic_to_function || local.logs_invoke
  logs_invoke      = local.to_logs && var.log_group_to_function
}

resource "aws_lambda_function" "processor" {
  region = var.aws_region

  function_name                  = "${local.name}-processor"
  description                    = "Reads log files and events, finds and alerts"
  role                           = aws_iam_role.processor.arn
  runtime                        = "nodejs22.x"
  handler                        = "processor.handler"
  architectures                  = [var.architecture]
  memory_size                    = var.memory_size
  timeout                        = var.timeout
  reserved_concurrent_executions = var.reserved_concurrency
  filename                       = local.code_zip
  source_code_hash               = local.code_zip == null ? null : filebase64sha256(local.code_zip)
  s3_bucket                      = local.code_zip == null ? var.code_s3_bucket : null
  s3_key                         = local.code_zip == null ? var.code_s3_key : null
  tags                           = local.tags

  environment {
    variables = local.function_environment
  }

  dynamic "vpc_config" {
    for_each = local.in_vpc ? [1] : []
    content {
      subnet_ids         = var.subnet_ids
      security_group_ids = var.security_group_ids
    }
  }

  # Lambda would make the log group itself, to be kept forever, and without a network permission the function cannot start.
  depends_on = [aws_cloudwatch_log_group.processor, aws_iam_role_policy.processor]

  lifecycle {
    precondition {
      condition     = (var.code_zip != "") != (var.code_s3_bucket != "" && var.code_s3_key != "")
      error_message = "Name the code once: code_zip, or code_s3_bucket and code_s3_key. `trailwatch package` makes the zip."
    }
  }
}

resource "aws_cloudwatch_log_group" "processor" {
  region = var.aws_region

  name              = "/aws/lambda/${local.name}-processor"
  retention_in_days = var.log_group_retention_days
  kms_key_id        = local.key_arn
  tags              = local.tags
}

resource "aws_lambda_event_source_mapping" "log_processing" {
  region = var.aws_region

  event_source_arn        = aws_sqs_queue.log_processing.arn
  function_name           = aws_lambda_function.processor.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
  tags                    = local.tags

  scaling_config {
    maximum_concurrency = var.maximum_concurrency
  }
}

# What a topic or a log group hands over, and the processor fails on, is tried twice more and then put with the dead letters.
resource "aws_lambda_function_event_invoke_config" "processor" {
  count  = local.invoked_directly ? 1 : 0
  region = var.aws_region

  function_name          = aws_lambda_function.processor.function_name
  qualifier              = "$LATEST"
  maximum_retry_attempts = 2

  destination_config {
    on_failure {
      destination = aws_sqs_queue.dead_letters.arn
    }
  }
}

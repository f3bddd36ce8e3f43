# Once a minute: alerts still to be sent, sources that fell silent.
resource "aws_lambda_function" "tick" {
  region = var.aws_region

  function_name    = "${local.name}-tick"
  description      = "Sends what is unsent, each minute"
  role             = aws_iam_role.tick.arn
  runtime          = "nodejs22.x"
  handler          = "tick.handler"
  architectures    = [var.architecture]
  memory_size      = var.memory_size
  timeout          = var.timeout
  filename         = local.code_zip
  source_code_hash = local.code_zip == null ? null : filebase64sha256(local.code_zip)
  s3_bucket        = local.code_zip == null ? var.code_s3_bucket : null
  s3_key           = local.code_zip == null ? var.code_s3_key : null
  tags             = local.tags

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

  depends_on = [aws_cloudwatch_log_group.tick, aws_iam_role_policy.tick]
}

resource "aws_cloudwatch_log_group" "tick" {
  region = var.aws_region

  name              = "/aws/lambda/${local.name}-tick"
  retention_in_days = var.log_group_retention_days
  kms_key_id        = local.key_arn
  tags              = local.tags
}

resource "aws_cloudwatch_event_rule" "tick" {
  region = var.aws_region

  name                = "${local.name}-tick"
  description         = "Unsent alerts, alarms and silent sources"
  schedule_expression = "rate(1 minute)"
  tags                = local.tags
}

resource "aws_cloudwatch_event_target" "tick" {
  region = var.aws_region

  rule      = aws_cloudwatch_event_rule.tick.name
  target_id = "Tick"
  arn       = aws_lambda_function.tick.arn
}

resource "aws_lambda_permission" "tick" {
  region = var.aws_region

  statement_id  = "EachMinute"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.tick.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.tick.arn
}

# A minute that was missed is past: the next one does its work.
resource "aws_lambda_function_event_invoke_config" "tick" {
  region = var.aws_region

  function_name                = aws_lambda_function.tick.function_name
  qualifier                    = "$LATEST"
  maximum_retry_attempts       = 0
  maximum_event_age_in_seconds = 60
}

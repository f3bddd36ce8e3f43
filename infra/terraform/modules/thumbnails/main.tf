# A thumbnail of each image that is put into a bucket, in another bucket.
#
# The trigger is on the source bucket only. A trigger on the target, or one bucket for both, would make each thumbnail call the function
# again, without end, and every round is paid for.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {
  region = var.aws_region
}

locals {
  target_bucket = var.target_bucket == "" ? "${var.source_bucket}-resized" : var.target_bucket
  function_name = "${var.name}-thumbnail"
  log_group     = "/aws/lambda/${local.function_name}"
  source_arn    = "arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}"
  target_arn    = "arn:${data.aws_partition.current.partition}:s3:::${local.target_bucket}"
  logs_arn      = "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:log-group:${local.log_group}"
}

resource "aws_cloudwatch_log_group" "thumbnail" {
  region = var.aws_region

  name              = local.log_group
  retention_in_days = 90
  tags              = var.tags
}

resource "aws_iam_role" "thumbnail" {
  name               = local.function_name
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = var.tags
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

# Reads the source, writes the target, and its own log. Nothing else.
resource "aws_iam_role_policy" "thumbnail" {
  name   = "what-the-code-calls"
  role   = aws_iam_role.thumbnail.name
  policy = data.aws_iam_policy_document.thumbnail.json
}

data "aws_iam_policy_document" "thumbnail" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.logs_arn}:log-stream:*"]
  }

  statement {
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = ["${local.source_arn}/*"]
  }

  statement {
    actions   = ["s3:PutObject"]
    resources = ["${local.target_arn}/*"]
  }
}

resource "aws_lambda_function" "thumbnail" {
  region = var.aws_region

  function_name = local.function_name
  description   = "Makes a thumbnail of each new image"
  role          = aws_iam_role.thumbnail.arn
  runtime       = "nodejs22.x"
  handler       = "thumbnail.handler"
  architectures = [var.architecture]
  memory_size   = var.memory_size
  timeout       = 60
  s3_bucket     = var.code_s3_bucket
  s3_key        = var.code_s3_key
  tags          = var.tags

  environment {
    variables = {
      # Empty: the function knows the scheme, and says it.
      TARGET_BUCKET                = var.target_bucket
      THUMBNAIL_SIZE               = tostring(var.thumbnail_size)
      POWERTOOLS_SERVICE_NAME      = "trailwatch"
      POWERTOOLS_METRICS_NAMESPACE = "trailwatch"
    }
  }

  # Lambda would make the log group itself, to be kept forever.
  depends_on = [aws_cloudwatch_log_group.thumbnail, aws_iam_role_policy.thumbnail]

  lifecycle {
    precondition {
      condition     = local.target_bucket != var.source_bucket
      error_message = "target_bucket is source_bucket: each thumbnail would call the function again, without end."
    }
  }
}

resource "aws_lambda_permission" "thumbnail" {
  region = var.aws_region

  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.thumbnail.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = local.source_arn
  source_account = data.aws_caller_identity.current.account_id
}

resource "aws_s3_bucket_notification" "source" {
  region = var.aws_region

  bucket = aws_s3_bucket.source.id

  lambda_function {
    lambda_function_arn = aws_lambda_function.thumbnail.arn
    events              = ["s3:ObjectCreated:*"]
  }

  # S3 tries a destination before it accepts it.
  depends_on = [aws_lambda_permission.thumbnail]
}

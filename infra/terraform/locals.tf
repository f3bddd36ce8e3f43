data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {
  region = var.aws_region
}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region
  name      = "${var.prefix}-${var.environment}"

  # ARNs are built from names wherever a reference would close a circle (bucket → queue policy → bucket, trail → bucket policy → trail).
  trail_name     = "${local.name}-trail"
  trail_arn      = var.create_trail ? "arn:${local.partition}:cloudtrail:${local.region}:${local.account}:trail/${local.trail_name}" : var.existing_trail_arn
  log_bucket     = var.trail_bucket_name == "" ? "${local.name}-${local.account}-${local.region}" : var.trail_bucket_name
  log_bucket_arn = "arn:${local.partition}:s3:::${local.log_bucket}"
  bucket_account = var.trail_bucket_account_id == "" ? local.account : var.trail_bucket_account_id
  log_keys       = var.log_prefix == "" ? "AWSLogs/" : "${var.log_prefix}/AWSLogs/"
  config_bucket  = var.config_bucket_name == "" ? local.log_bucket : var.config_bucket_name
  functions      = toset(["processor", "tick"])
  function_arns  = { for function in local.functions : function => "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${local.name}-${function}" }
  role_arns      = [for function in local.functions : "arn:${local.partition}:iam::${local.account}:role/${local.name}-${function}"]

  # An existing trail writes only where its ARN is known.
  trail_may_write = var.create_trail || var.existing_trail_arn != ""

  key_arn = one(aws_kms_key.monitor[*].arn)
  in_vpc  = length(var.subnet_ids) > 0

  tags = merge({ Application = "trailwatch", Environment = var.environment }, var.tags)
}

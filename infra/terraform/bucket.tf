resource "aws_s3_bucket" "logs" {
  count  = var.create_bucket ? 1 : 0
  region = var.aws_region

  bucket        = local.log_bucket
  force_destroy = var.force_destroy
  tags          = local.tags
}

resource "aws_s3_bucket_versioning" "logs" {
  count  = var.create_bucket ? 1 : 0
  region = var.aws_region

  bucket = aws_s3_bucket.logs[0].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  count  = var.create_bucket ? 1 : 0
  region = var.aws_region

  bucket = aws_s3_bucket.logs[0].id
  rule {
    bucket_key_enabled = var.kms_encryption ? true : null
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_encryption ? "aws:kms" : "AES256"
      kms_master_key_id = local.key_arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "logs" {
  count  = var.create_bucket ? 1 : 0
  region = var.aws_region

  bucket                  = aws_s3_bucket.logs[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "logs" {
  count  = var.create_bucket ? 1 : 0
  region = var.aws_region

  bucket = aws_s3_bucket.logs[0].id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# Only log files age: config/ is the operator's own and stays.
resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  count  = var.create_bucket ? 1 : 0
  region = var.aws_region

  bucket = aws_s3_bucket.logs[0].id

  rule {
    id     = "Incomplete"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  dynamic "rule" {
    for_each = var.log_transition_days > 0 ? [1] : []
    content {
      id     = "Colder"
      status = "Enabled"
      filter {
        prefix = local.log_keys
      }
      transition {
        days          = var.log_transition_days
        storage_class = "GLACIER_IR"
      }
    }
  }

  dynamic "rule" {
    for_each = var.log_expiration_days > 0 ? [1] : []
    content {
      id     = "Expiry"
      status = "Enabled"
      filter {
        prefix = local.log_keys
      }
      expiration {
        days = var.log_expiration_days
      }
      noncurrent_version_expiration {
        noncurrent_days = var.log_expiration_days
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.logs]
}

resource "aws_s3_bucket_policy" "logs" {
  count  = var.create_bucket ? 1 : 0
  region = var.aws_region

  bucket = aws_s3_bucket.logs[0].id
  policy = data.aws_iam_policy_document.logs.json

  depends_on = [aws_s3_bucket_public_access_block.logs]
}

data "aws_iam_policy_document" "logs" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [local.log_bucket_arn, "${local.log_bucket_arn}/*"]
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

  dynamic "statement" {
    for_each = local.trail_may_write ? [1] : []
    content {
      sid       = "AWSCloudTrailAclCheck"
      actions   = ["s3:GetBucketAcl"]
      resources = [local.log_bucket_arn]
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

  dynamic "statement" {
    for_each = local.trail_may_write ? [1] : []
    content {
      sid       = "AWSCloudTrailWrite"
      actions   = ["s3:PutObject"]
      resources = ["${local.log_bucket_arn}/${local.log_keys}*"]
      principals {
        type        = "Service"
        identifiers = ["cloudtrail.amazonaws.com"]
      }
      condition {
        test     = "StringEquals"
        variable = "s3:x-amz-acl"
        values   = ["bucket-owner-full-control"]
      }
      condition {
        test     = "StringEquals"
        variable = "aws:SourceArn"
        values   = [local.trail_arn]
      }
    }
  }
}

# Both buckets: versioned, encrypted, closed to the public, for TLS only.

resource "aws_s3_bucket" "source" {
  region = var.aws_region

  bucket = var.source_bucket
  tags   = var.tags
}

resource "aws_s3_bucket_versioning" "source" {
  region = var.aws_region

  bucket = aws_s3_bucket.source.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "source" {
  region = var.aws_region

  bucket = aws_s3_bucket.source.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "source" {
  region = var.aws_region

  bucket                  = aws_s3_bucket.source.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "source" {
  region = var.aws_region

  bucket = aws_s3_bucket.source.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "source" {
  region = var.aws_region

  bucket = aws_s3_bucket.source.id
  rule {
    id     = "Incomplete"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_policy" "source" {
  region = var.aws_region

  bucket = aws_s3_bucket.source.id
  policy = data.aws_iam_policy_document.source_bucket.json
}

data "aws_iam_policy_document" "source_bucket" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.source.arn, "${aws_s3_bucket.source.arn}/*"]
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
}

resource "aws_s3_bucket" "target" {
  region = var.aws_region

  bucket = local.target_bucket
  tags   = var.tags
}

resource "aws_s3_bucket_versioning" "target" {
  region = var.aws_region

  bucket = aws_s3_bucket.target.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "target" {
  region = var.aws_region

  bucket = aws_s3_bucket.target.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "target" {
  region = var.aws_region

  bucket                  = aws_s3_bucket.target.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "target" {
  region = var.aws_region

  bucket = aws_s3_bucket.target.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "target" {
  region = var.aws_region

  bucket = aws_s3_bucket.target.id
  rule {
    id     = "Incomplete"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_policy" "target" {
  region = var.aws_region

  bucket = aws_s3_bucket.target.id
  policy = data.aws_iam_policy_document.target_bucket.json
}

data "aws_iam_policy_document" "target_bucket" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.target.arn, "${aws_s3_bucket.target.arn}/*"]
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
}

resource "aws_sqs_queue" "responder" {
  for_each = var.modes
  region   = var.aws_region

  name                       = "${var.name}-respond-${each.key}"
  visibility_timeout_seconds = 360
  redrive_policy             = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead_letters.arn, maxReceiveCount = 5 })
  sqs_managed_sse_enabled    = true
  tags                       = var.tags
}

resource "aws_sqs_queue" "dead_letters" {
  region = var.aws_region

  name                      = "${var.name}-respond-dead-letters"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
  tags                      = var.tags
}

locals {
  rule_arn = "arn:${local.partition}:events:${local.region}:${local.account}:rule/${var.name}-instance-stopped"
  lost_arn = "arn:${local.partition}:sns:${local.region}:${local.account}:${var.name}-objects-lost"

  for_watched_bucket = {
    ArnEquals    = { "aws:SourceArn" = local.watched }
    StringEquals = { "aws:SourceAccount" = local.account }
  }

  # Who may send besides the monitor.
  senders = {
    make-object-private = [for one in [{ Sid = "Bucket", Principal = { Service = "s3.amazonaws.com" }, Condition = local.for_watched_bucket }] : one if var.watched_bucket != ""]
    restart-instance    = [{ Sid = "Rule", Principal = { Service = "events.amazonaws.com" }, Condition = { ArnEquals = { "aws:SourceArn" = local.rule_arn } } }]
    restore-lost-object = [{ Sid = "Topic", Principal = { Service = "sns.amazonaws.com" }, Condition = { ArnEquals = { "aws:SourceArn" = local.lost_arn } } }]
  }
  monitor = [for function in ["processor", "tick"] : "arn:${local.partition}:iam::${local.account}:role/${var.name}-${function}"]
}

resource "aws_sqs_queue_policy" "responder" {
  for_each = var.modes
  region   = var.aws_region

  queue_url = aws_sqs_queue.responder[each.key].url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid       = "OnlyTls"
          Effect    = "Deny"
          Principal = "*"
          Action    = "sqs:*"
          Resource  = aws_sqs_queue.responder[each.key].arn
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
        {
          Sid       = "Monitor"
          Effect    = "Allow"
          Principal = { AWS = local.monitor }
          Action    = "sqs:SendMessage"
          Resource  = aws_sqs_queue.responder[each.key].arn
        },
      ],
      [for one in lookup(local.senders, each.key, []) : merge(one, { Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.responder[each.key].arn })],
    )
  })
}

resource "aws_sqs_queue_policy" "dead_letters" {
  region = var.aws_region

  queue_url = aws_sqs_queue.dead_letters.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.dead_letters.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "Rule"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.dead_letters.arn
        Condition = { ArnEquals = { "aws:SourceArn" = local.rule_arn } }
      },
    ]
  })
}

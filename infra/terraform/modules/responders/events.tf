resource "aws_cloudwatch_event_rule" "stopped" {
  count  = lookup(var.modes, "restart-instance", "") == "" ? 0 : 1
  region = var.aws_region

  name = "${var.name}-instance-stopped"
  event_pattern = jsonencode({
    source        = ["aws.ec2"]
    "detail-type" = ["EC2 Instance State-change Notification"]
    detail        = { state = ["stopped"] }
  })
  tags = var.tags
}

resource "aws_cloudwatch_event_target" "stopped" {
  count  = lookup(var.modes, "restart-instance", "") == "" ? 0 : 1
  region = var.aws_region

  rule      = aws_cloudwatch_event_rule.stopped[0].name
  target_id = "Queue"
  arn       = aws_sqs_queue.responder["restart-instance"].arn

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }

  depends_on = [aws_sqs_queue_policy.responder]
}

# What S3 tells of the watched bucket.
locals {
  topics = toset([for name in ["objects-removed", "objects-lost"] : name if var.watched_bucket != ""])
}

resource "aws_sns_topic" "objects" {
  for_each = local.topics
  region   = var.aws_region

  name              = "${var.name}-${each.key}"
  kms_master_key_id = var.key_arn == "" ? null : var.key_arn
  tags              = var.tags
}

resource "aws_sns_topic_policy" "objects" {
  for_each = local.topics
  region   = var.aws_region

  arn = aws_sns_topic.objects[each.key].arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.objects[each.key].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "Bucket"
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.objects[each.key].arn
        Condition = local.for_watched_bucket
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "lost" {
  count  = var.watched_bucket != "" && lookup(var.modes, "restore-lost-object", "") != "" ? 1 : 0
  region = var.aws_region

  topic_arn = aws_sns_topic.objects["objects-lost"].arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.responder["restore-lost-object"].arn
}

resource "aws_s3_bucket_notification" "watched" {
  count  = var.bucket_notifications && var.watched_bucket != "" ? 1 : 0
  region = var.aws_region

  bucket = var.watched_bucket

  topic {
    topic_arn = aws_sns_topic.objects["objects-removed"].arn
    events    = ["s3:ObjectRemoved:*"]
  }

  topic {
    topic_arn = aws_sns_topic.objects["objects-lost"].arn
    events    = ["s3:ReducedRedundancyLostObject"]
  }

  dynamic "queue" {
    for_each = lookup(var.modes, "make-object-private", "") == "" ? [] : [1]
    content {
      queue_arn = aws_sqs_queue.responder["make-object-private"].arn
      events    = ["s3:ObjectCreated:*", "s3:ObjectAcl:Put"]
    }
  }

  depends_on = [aws_sns_topic_policy.objects, aws_sqs_queue_policy.responder]
}

# What make-object-private has closed, counted by the message alone: a key may hold the word too.
resource "aws_cloudwatch_log_metric_filter" "made_private" {
  count  = lookup(var.modes, "make-object-private", "") == "" ? 0 : 1
  region = var.aws_region

  name           = "${var.name}-objects-made-private"
  log_group_name = aws_cloudwatch_log_group.responder["make-object-private"].name
  pattern        = "{ $.message = \"private!\" }"

  metric_transformation {
    name      = "ObjectsMadePrivate"
    namespace = "trailwatch"
    value     = "1"
  }
}

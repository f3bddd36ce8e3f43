# About the monitor itself. None by default: alarms and dashboards cost money.
locals {
  alarms = var.operational_alarms ? {
    "processor-errors" = {
      description = "The processor fails"
      namespace   = "AWS/Lambda"
      metric      = "Errors"
      statistic   = "Sum"
      above       = 0
      periods     = 2
      dimensions  = { FunctionName = aws_lambda_function.processor.function_name }
    }
    "processor-throttles" = {
      description = "The processor is throttled"
      namespace   = "AWS/Lambda"
      metric      = "Throttles"
      statistic   = "Sum"
      above       = 0
      periods     = 3
      dimensions  = { FunctionName = aws_lambda_function.processor.function_name }
    }
    "tick-errors" = {
      description = "Unsent alerts are not sent again"
      namespace   = "AWS/Lambda"
      metric      = "Errors"
      statistic   = "Sum"
      above       = 0
      periods     = 2
      dimensions  = { FunctionName = aws_lambda_function.tick.function_name }
    }
    "queue-age" = {
      description = "Log files wait for more than 30 minutes"
      namespace   = "AWS/SQS"
      metric      = "ApproximateAgeOfOldestMessage"
      statistic   = "Maximum"
      above       = 1800
      periods     = 3
      dimensions  = { QueueName = aws_sqs_queue.log_processing.name }
    }
    "queue-depth" = {
      description = "More log files wait than the processor keeps up with"
      namespace   = "AWS/SQS"
      metric      = "ApproximateNumberOfMessagesVisible"
      statistic   = "Maximum"
      above       = 10000
      periods     = 3
      dimensions  = { QueueName = aws_sqs_queue.log_processing.name }
    }
    "dead-letters" = {
      description = "Something could not be processed: look into the dead-letter queue"
      namespace   = "AWS/SQS"
      metric      = "ApproximateNumberOfMessagesVisible"
      statistic   = "Maximum"
      above       = 0
      periods     = 1
      dimensions  = { QueueName = aws_sqs_queue.dead_letters.name }
    }
    "alerts-given-up" = {
      description = "Alerts could not be sent, and are not tried again"
      namespace   = "trailwatch"
      metric      = "AlertsGivenUp"
      statistic   = "Sum"
      above       = 0
      periods     = 1
      dimensions  = { service = "trailwatch", function = aws_lambda_function.tick.function_name }
    }
    "configuration-refused" = {
      description = "The configuration that was uploaded is wrong: the last good one is in force"
      namespace   = "trailwatch"
      metric      = "ConfigurationsRefused"
      statistic   = "Sum"
      above       = 0
      periods     = 1
      dimensions  = { service = "trailwatch", function = aws_lambda_function.processor.function_name }
    }
  } : {}

  # Namespace and dimensions of what a graph shows.
  of_trailwatch = { namespace = "trailwatch", dimensions = ["service", "trailwatch", "function", aws_lambda_function.processor.function_name] }
  of_processor  = { namespace = "AWS/Lambda", dimensions = ["FunctionName", aws_lambda_function.processor.function_name] }
  of_tick       = { namespace = "AWS/Lambda", dimensions = ["FunctionName", aws_lambda_function.tick.function_name] }
  of_queue      = { namespace = "AWS/SQS", dimensions = ["QueueName", aws_sqs_queue.log_processing.name] }
  of_dead       = { namespace = "AWS/SQS", dimensions = ["QueueName", aws_sqs_queue.dead_letters.name] }

  # Three in a row.
  graphs = [
    { title = "Events, matches, findings", of = local.of_trailwatch, metrics = [["Sum", "Events"], ["Sum", "Matches"], ["Sum", "Findings"]] },
    { title = "Alerts", of = local.of_trailwatch, metrics = [["Sum", "AlertsSent"], ["Sum", "AlertsLater"]] },
    { title = "From the event to its effect, seconds", of = local.of_trailwatch, metrics = [["p50", "LagSeconds"], ["p99", "LagSeconds"]] },
    { title = "Processor: invocations, errors, throttles", of = local.of_processor, metrics = [["Sum", "Invocations"], ["Sum", "Errors"], ["Sum", "Throttles"]] },
    { title = "Processor: milliseconds", of = local.of_processor, metrics = [["p50", "Duration"], ["p99", "Duration"]] },
    { title = "Processor: at once", of = local.of_processor, metrics = [["Maximum", "ConcurrentExecutions"]] },
    { title = "Queue: messages", of = local.of_queue, metrics = [["Sum", "NumberOfMessagesSent"], ["Maximum", "ApproximateNumberOfMessagesVisible"]] },
    { title = "Queue: age of the oldest, seconds", of = local.of_queue, metrics = [["Maximum", "ApproximateAgeOfOldestMessage"]] },
    { title = "Dead letters", of = local.of_dead, metrics = [["Maximum", "ApproximateNumberOfMessagesVisible"]] },
    { title = "Tick: invocations, errors", of = local.of_tick, metrics = [["Sum", "Invocations"], ["Sum", "Errors"]] },
  ]
}

resource "aws_cloudwatch_metric_alarm" "operational" {
  for_each = local.alarms
  region   = var.aws_region

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = 300
  evaluation_periods  = each.value.periods
  threshold           = each.value.above
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
  ok_actions          = [aws_sns_topic.alerts.arn]
  tags                = local.tags
}

resource "aws_cloudwatch_dashboard" "monitor" {
  count  = var.dashboard ? 1 : 0
  region = var.aws_region

  dashboard_name = local.name
  dashboard_body = jsonencode({
    widgets = concat(
      [
        for index, graph in local.graphs : {
          type   = "metric"
          x      = index % 3 * 8
          y      = (index - index % 3) / 3 * 6
          width  = 8
          height = 6
          properties = {
            title   = graph.title
            region  = local.region
            period  = 300
            metrics = [for metric in graph.metrics : concat([graph.of.namespace, metric[1]], graph.of.dimensions, [{ stat = metric[0] }])]
          }
        }
      ],
      [{
        type   = "log"
        x      = 8
        y      = 18
        width  = 8
        height = 6
        properties = {
          title  = "Processor: latest warnings and errors"
          region = local.region
          query  = "SOURCE '${aws_cloudwatch_log_group.processor.name}' | fields @timestamp, level, message | filter level in ['WARN', 'ERROR'] | sort @timestamp desc | limit 20"
        }
      }],
    )
  })
}

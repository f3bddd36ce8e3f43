import { CIS_NAMESPACE, type CisFilter } from '../cis-filters.ts';

/** The filters with alarms and topic as one file of Terraform's. */
export function cisTerraform(filters: readonly CisFilter[]): string {
  return `${head()}\n${filters.map(resources).join('\n')}`;
}

function head(): string {
  return `terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "log_group_name" {
  type        = string
  description = "The log group that your trail delivers to"
}

variable "metric_namespace" {
  type        = string
  description = "Where the metrics are kept"
  default     = "${CIS_NAMESPACE}"
}

variable "name_prefix" {
  type        = string
  description = "What the names of filters and alarms begin with"
  default     = "cis"
}

variable "email" {
  type        = string
  description = "Who is told; must confirm by the link in the first mail. Empty: subscribe somebody later"
  default     = ""
}

data "aws_caller_identity" "this" {}

resource "aws_sns_topic" "alarms" {
  name         = "\${var.name_prefix}-alarms"
  display_name = "CIS alarms"
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AlarmsOfThisAccount"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alarms.arn
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.this.account_id } }
    }]
  })
}

resource "aws_sns_topic_subscription" "email" {
  count     = var.email == "" ? 0 : 1
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.email
}

output "alarm_topic_arn" {
  description = "Subscribe to it who is to be told"
  value       = aws_sns_topic.alarms.arn
}
`;
}

function resources({ name, title, control, pattern }: CisFilter): string {
  const label = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
  return `resource "aws_cloudwatch_log_metric_filter" "${label}" {
  name           = "\${var.name_prefix}-${name}"
  log_group_name = var.log_group_name
  pattern        = ${quoted(pattern)}

  metric_transformation {
    name      = "${name}"
    namespace = var.metric_namespace
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "${label}" {
  alarm_name          = "\${var.name_prefix}-${name}"
  alarm_description   = ${quoted(`${title} (${control})`)}
  alarm_actions       = [aws_sns_topic.alarms.arn]
  metric_name         = aws_cloudwatch_log_metric_filter.${label}.metric_transformation[0].name
  namespace           = var.metric_namespace
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
}
`;
}

/** A text of HCL: what would begin an interpolation is doubled. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{');
}

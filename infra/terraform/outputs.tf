output "trail_name" {
  description = "Name of the trail. Null if it existed already."
  value       = one(aws_cloudtrail.trail[*].name)
}

output "trail_arn" {
  description = "ARN of the trail. Null if it existed already."
  value       = one(aws_cloudtrail.trail[*].arn)
}

output "trail_bucket" {
  description = "Bucket of the log files and of config/."
  value       = local.log_bucket
}

output "alert_topic_arn" {
  description = "Topic of the alerts: anything may subscribe to it."
  value       = aws_sns_topic.alerts.arn
}

output "processor_function" {
  description = "Name of the function that reads log files."
  value       = aws_lambda_function.processor.function_name
}

output "tick_function" {
  description = "Name of the function that runs each minute."
  value       = aws_lambda_function.tick.function_name
}

output "function_role_arns" {
  description = "Roles of the functions: what a forwarder in another account leaves out."
  value       = local.role_arns
}

output "security_events_table" {
  description = "Table with one item for each matched event."
  value       = aws_dynamodb_table.security_events.name
}

output "store_table" {
  description = "Table of findings and of the monitor's state."
  value       = aws_dynamodb_table.store.name
}

output "log_processing_queue_url" {
  description = "Queue of what is to be read."
  value       = aws_sqs_queue.log_processing.url
}

output "log_processing_queue_arn" {
  description = "The same, as an ARN."
  value       = aws_sqs_queue.log_processing.arn
}

output "dead_letter_queue_url" {
  description = "Queue of what could not be read."
  value       = aws_sqs_queue.dead_letters.url
}

output "log_group_name" {
  description = "Log group of the trail. Null unless trail_to_cloudwatch_logs."
  value       = one(aws_cloudwatch_log_group.trail[*].name)
}

output "central_bus_arn" {
  description = "Bus that forwarders send to. Null if nothing is forwarded."
  value       = one(module.central_bus[*].bus_arn)
}

output "key_arn" {
  description = "KMS key. Null unless kms_encryption."
  value       = local.key_arn
}
